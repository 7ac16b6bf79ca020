// Reads nodes from bytes that anybody may have made: every length is checked against what is there, nesting,
// the number of nodes and the inflated size are bounded.
#include "openclaw/whatsapp/Node.hpp"
#include "whatsapp/content/inflate.hpp"
#include "whatsapp/wire/tags.hpp"
#include "whatsapp/wire/tokens.hpp"

namespace openclaw::whatsapp {

namespace {

using namespace tag;

Error malformed(const char* what) { return Error(Errc::invalidInput, std::string("bad stanza: ") + what); }

class Decoder {
public:
    Decoder(std::string_view data, NodeLimits limits)
        : data_(data), limits_(limits), nodesLeft_(limits.nodes) {}

    bool atEnd() const { return position_ == data_.size(); }

    Result<Node> readNode(int depth) {
        if (depth > limits_.depth) return malformed("nested too deeply");
        if (nodesLeft_ == 0) return malformed("too many nodes");
        --nodesLeft_;
        const Result<unsigned> start = readByte();
        if (!start) return start.error();
        const Result<std::size_t> size = readListSize(*start);
        if (!size) return size.error();
        if (*size == 0) return malformed("an empty node");
        Node node;
        Result<std::string> name = readText();
        if (!name) return name.error();
        if (name->empty()) return malformed("a node without a tag");
        node.tag = std::move(*name);
        const std::size_t attributes = (*size - 1) / 2;
        for (std::size_t i = 0; i < attributes; ++i) {
            Result<std::string> key = readText();
            if (!key) return key.error();
            Result<Node::Value> value = readValue();
            if (!value) return value.error();
            node.attributes.push_back(Node::Attribute{std::move(*key), std::move(*value)});
        }
        if (*size % 2 == 0) {
            const Result<void> content = readContent(node, depth);
            if (!content) return content.error();
        }
        return node;
    }

private:
    Result<unsigned> readByte() {
        if (position_ >= data_.size()) return malformed("truncated");
        return static_cast<unsigned>(static_cast<unsigned char>(data_[position_++]));
    }

    Result<std::size_t> readLength(int bytes) {
        std::size_t value = 0;
        for (int i = 0; i < bytes; ++i) {
            const Result<unsigned> byte = readByte();
            if (!byte) return byte.error();
            value = value << 8 | *byte;
        }
        return value;
    }

    Result<std::string> readBytes(std::size_t size) {
        if (size > data_.size() - position_) return malformed("truncated");
        std::string bytes(data_.substr(position_, size));
        position_ += size;
        return bytes;
    }

    static bool isList(unsigned start) { return start == listEmpty || start == list8 || start == list16; }

    Result<std::size_t> readListSize(unsigned start) {
        if (start == listEmpty) return std::size_t{0};
        if (start == list8) return readLength(1);
        if (start == list16) return readLength(2);
        return malformed("a list was expected");
    }

    Result<std::string> readBinary(unsigned start) {
        Result<std::size_t> size = readLength(start == binary8 ? 1 : start == binary20 ? 3 : 4);
        if (!size) return size.error();
        return readBytes(start == binary20 ? *size & 0xfffff : *size);
    }

    Result<std::string> readPacked(std::string_view alphabet) {
        const Result<unsigned> start = readByte();
        if (!start) return start.error();
        const Result<std::string> packed = readBytes(*start & 0x7f);
        if (!packed) return packed.error();
        std::string text;
        text.reserve(packed->size() * 2);
        for (std::size_t i = 0; i < packed->size(); ++i) {
            const auto byte = static_cast<unsigned char>((*packed)[i]);
            const bool endsOdd = i + 1 == packed->size() && (*start & 0x80) != 0;
            if (byte >> 4 >= alphabet.size()) return malformed("packed text");
            text.push_back(alphabet[byte >> 4]);
            if (endsOdd) break;
            if ((byte & 15) >= alphabet.size()) return malformed("packed text");
            text.push_back(alphabet[byte & 15]);
        }
        return text;
    }

    Result<Node::Value> readAdJid() {
        const Result<unsigned> domain = readByte();
        const Result<unsigned> device = domain ? readByte() : domain;
        if (!device) return device.error();
        Result<std::string> user = readText();
        if (!user) return user.error();
        for (const Domain& known : domains) {
            if (known.number == *domain)
                return Node::Value(Jid(std::move(*user), known.server, static_cast<std::uint16_t>(*device)));
        }
        return malformed("an unknown address domain");
    }

    Result<std::string> readServer() {
        Result<std::string> name = readText();
        if (name && name->empty()) return malformed("an address without a server");
        return name;
    }

    Result<Node::Value> readDeviceJid(bool isInterop) {
        Result<std::string> user = readText();
        if (!user) return user.error();
        const Result<std::size_t> device = readLength(2);
        if (!device) return device.error();
        if (isInterop) {
            const Result<std::size_t> integrator = readLength(2);
            if (!integrator) return integrator.error();
            *user = std::to_string(*integrator) + "-" + *user;
        }
        Result<std::string> name = readServer();
        if (!name) return name.error();
        return Node::Value(Jid(std::move(*user), *name, static_cast<std::uint16_t>(*device)));
    }

    Result<Node::Value> readJidPair() {
        Result<std::string> user = readText();
        if (!user) return user.error();
        Result<std::string> name = readServer();
        if (!name) return name.error();
        return Node::Value(Jid(std::move(*user), *name));
    }

    Result<Node::Value> readValue() {
        const Result<unsigned> start = readByte();
        if (!start) return start.error();
        return readValue(*start);
    }

    Result<Node::Value> readValue(unsigned start) {
        if (start == jidPair) return readJidPair();
        if (start == adJid) return readAdJid();
        if (start == fbJid || start == interopJid) return readDeviceJid(start == interopJid);
        Result<std::string> text = readPlainText(start);
        if (!text) return text.error();
        return Node::Value(std::move(*text));
    }

    Result<std::string> readText() {
        const Result<unsigned> start = readByte();
        if (!start) return start.error();
        return readPlainText(*start);
    }

    Result<std::string> readPlainText(unsigned start) {
        if (start == listEmpty) return std::string();
        if (start < singleTokens) return std::string(singleTable[start]);
        if (start >= dictionary0 && start <= dictionary3) {
            const Result<unsigned> index = readByte();
            if (!index) return index.error();
            return std::string(doubleTable[start - dictionary0][*index]);
        }
        if (start == binary8 || start == binary20 || start == binary32) return readBinary(start);
        if (start == nibble8) return readPacked(nibbleAlphabet);
        if (start == hex8) return readPacked(hexAlphabet);
        return malformed("an unknown tag");
    }

    Result<void> readContent(Node& node, int depth) {
        const Result<unsigned> start = readByte();
        if (!start) return start.error();
        if (isList(*start)) {
            const Result<std::size_t> size = readListSize(*start);
            if (!size) return size.error();
            for (std::size_t i = 0; i < *size; ++i) {
                Result<Node> child = readNode(depth + 1);
                if (!child) return child.error();
                node.children.push_back(std::move(*child));
            }
            return {};
        }
        const Result<Node::Value> value = readValue(*start);
        if (!value) return value.error();
        if (const auto* jid = std::get_if<Jid>(&*value))
            node.bytes = jid->text();
        else
            node.bytes = std::get<std::string>(*value);
        return {};
    }

    std::string_view data_;
    NodeLimits limits_;
    std::size_t nodesLeft_;
    std::size_t position_ = 0;
};

}

Result<Node> decodeNode(std::string_view frame, NodeLimits limits) {
    if (frame.empty()) return malformed("empty");
    const bool isPacked = (static_cast<unsigned char>(frame.front()) & 2) != 0;
    std::string inflated;
    std::string_view body = frame.substr(1);
    if (isPacked) {
        Result<std::string> out = inflateZlib(body, limits.inflatedBytes);
        if (!out) return out.error();
        inflated = std::move(*out);
        body = inflated;
    }
    Decoder decoder(body, limits);
    Result<Node> node = decoder.readNode(0);
    if (node && !decoder.atEnd()) return malformed("bytes after the end");
    return node;
}

}
