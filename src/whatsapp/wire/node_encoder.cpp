// Writes nodes. A string takes the shortest form the protocol has for it, in the order that real clients use:
// token, packed digits, packed hex, bytes.
#include "openclaw/whatsapp/Node.hpp"
#include "whatsapp/wire/tags.hpp"
#include "whatsapp/wire/tokens.hpp"

namespace openclaw::whatsapp {

namespace {

using namespace tag;

class Encoder {
public:
    std::string take() { return std::move(out_); }

    void writeNode(const Node& node) {
        const bool hasContent = node.bytes.has_value() || !node.children.empty();
        writeListStart(1 + 2 * node.attributes.size() + (hasContent ? 1 : 0));
        writeString(node.tag);
        for (const Node::Attribute& attribute : node.attributes) {
            writeString(attribute.name);
            if (const auto* jid = std::get_if<Jid>(&attribute.value))
                writeJid(*jid);
            else
                writeString(std::get<std::string>(attribute.value));
        }
        if (node.bytes) {
            writeBytes(*node.bytes);
        } else if (hasContent) {
            writeListStart(node.children.size());
            for (const Node& child : node.children)
                writeNode(child);
        }
    }

    void writeByte(unsigned value) { out_.push_back(static_cast<char>(value)); }

private:
    void writeListStart(std::size_t size) {
        if (size == 0) {
            writeByte(listEmpty);
        } else if (size < 256) {
            writeByte(list8);
            writeByte(static_cast<unsigned>(size));
        } else {
            writeByte(list16);
            writeByte(static_cast<unsigned>(size >> 8));
            writeByte(static_cast<unsigned>(size & 0xff));
        }
    }

    void writeString(std::string_view text) {
        if (text.empty()) {
            writeByte(listEmpty);
            return;
        }
        if (const auto place = findToken(text)) {
            if (place->isDouble) writeByte(dictionary0 + place->table);
            writeByte(place->index);
            return;
        }
        if (text.size() <= maxPacked && isPackable(text, nibbleValue))
            writePacked(nibble8, text, nibbleValue);
        else if (text.size() <= maxPacked && isPackable(text, hexValue))
            writePacked(hex8, text, hexValue);
        else
            writeBytes(text);
    }

    using CharacterValue = int (*)(char);
    static bool isPackable(std::string_view text, CharacterValue value) {
        for (const char c : text) {
            if (value(c) < 0) return false;
        }
        return true;
    }

    void writePacked(unsigned kind, std::string_view text, CharacterValue value) {
        writeByte(kind);
        const std::size_t pairs = (text.size() + 1) / 2;
        const bool isOdd = text.size() % 2 == 1;
        writeByte(static_cast<unsigned>(pairs) | (isOdd ? 0x80u : 0u));
        for (std::size_t i = 0; i < text.size(); i += 2) {
            const int low = i + 1 < text.size() ? value(text[i + 1]) : 15;
            writeByte(static_cast<unsigned>(value(text[i]) << 4 | low));
        }
    }

    void writeBytes(std::string_view bytes) {
        const std::size_t size = bytes.size();
        if (size < 256) {
            writeByte(binary8);
            writeByte(static_cast<unsigned>(size));
        } else if (size < (1u << 20)) {
            writeByte(binary20);
            writeByte(static_cast<unsigned>(size >> 16) & 0x0f);
            writeByte(static_cast<unsigned>(size >> 8) & 0xff);
            writeByte(static_cast<unsigned>(size) & 0xff);
        } else {
            writeByte(binary32);
            for (int shift = 24; shift >= 0; shift -= 8)
                writeByte(static_cast<unsigned>(size >> shift) & 0xff);
        }
        out_.append(bytes);
    }

    void writeJid(const Jid& jid) {
        if (const auto domain = domainOf(jid.server); jid.device > 0 && jid.device < 256 && domain) {
            writeByte(adJid);
            writeByte(*domain);
            writeByte(jid.device);
            writeString(jid.user);
            return;
        }
        writeByte(jidPair);
        writeString(jid.user);
        writeString(jid.server);
    }

    std::string out_;
};

}

std::string encodeNode(const Node& node) {
    Encoder encoder;
    encoder.writeByte(0);
    encoder.writeNode(node);
    return encoder.take();
}

}
