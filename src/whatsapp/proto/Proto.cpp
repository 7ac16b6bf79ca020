// Protobuf without a schema compiler: the few dozen messages in use are read in place by field number
// (docs/decisions/006-whatsapp-protobuf.md).
#include "whatsapp/proto/Proto.hpp"

namespace openclaw::whatsapp {

namespace {

constexpr int maxVarintBytes = 10;

}

Proto::Proto(std::string_view bytes) : bytes_(bytes), isValid_(scan(bytes, [](const Field&) {})) {
    if (!isValid_) bytes_ = {};
}

std::optional<std::uint64_t> Proto::readVarint(std::string_view& rest) {
    std::uint64_t value = 0;
    for (int i = 0; i < maxVarintBytes; ++i) {
        if (rest.empty()) return std::nullopt;
        const auto byte = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
        if ((byte & 0x80) == 0) return value;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> Proto::readFixed(std::string_view& rest, std::size_t bytes) {
    if (rest.size() < bytes) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest[i])) << (8 * i);
    rest.remove_prefix(bytes);
    return value;
}

bool Proto::scan(std::string_view bytes, const std::function<void(const Field&)>& visit) {
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const auto key = readVarint(rest);
        if (!key || *key >> 3 == 0 || *key >> 3 > 0x1fffffff) return false;
        Field field;
        field.number = static_cast<std::uint32_t>(*key >> 3);
        field.wire = static_cast<Wire>(*key & 7);
        std::optional<std::uint64_t> value;
        switch (field.wire) {
        case Wire::varint: value = readVarint(rest); break;
        case Wire::fixed64: value = readFixed(rest, 8); break;
        case Wire::fixed32: value = readFixed(rest, 4); break;
        case Wire::length:
            value = readVarint(rest);
            if (!value || *value > rest.size()) return false;
            field.bytes = rest.substr(0, static_cast<std::size_t>(*value));
            rest.remove_prefix(field.bytes.size());
            break;
        }
        if (!value) return false;
        field.value = *value;
        visit(field);
    }
    return true;
}

bool Proto::has(std::uint32_t field) const {
    bool found = false;
    scan(bytes_, [&](const Field& each) { found = found || each.number == field; });
    return found;
}

std::string_view Proto::bytes(std::uint32_t field) const {
    std::string_view found;
    scan(bytes_, [&](const Field& each) {
        if (each.number == field && each.wire == Wire::length) found = each.bytes;
    });
    return found;
}

std::uint64_t Proto::number(std::uint32_t field) const {
    std::uint64_t found = 0;
    scan(bytes_, [&](const Field& each) {
        if (each.number == field && each.wire != Wire::length) found = each.value;
    });
    return found;
}

double Proto::real(std::uint32_t field) const {
    double found = 0;
    scan(bytes_, [&](const Field& each) {
        if (each.number != field) return;
        if (each.wire == Wire::fixed64) found = std::bit_cast<double>(each.value);
        if (each.wire == Wire::fixed32) found = std::bit_cast<float>(static_cast<std::uint32_t>(each.value));
    });
    return found;
}

std::vector<std::string_view> Proto::all(std::uint32_t field) const {
    std::vector<std::string_view> found;
    scan(bytes_, [&](const Field& each) {
        if (each.number == field && each.wire == Wire::length) found.push_back(each.bytes);
    });
    return found;
}

void ProtoWriter::varint(std::uint64_t value) {
    while (value >= 0x80) {
        out_.push_back(static_cast<char>((value & 0x7f) | 0x80));
        value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
}

ProtoWriter& ProtoWriter::bytes(std::uint32_t field, std::string_view value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 2);
    varint(value.size());
    out_.append(value);
    return *this;
}

ProtoWriter& ProtoWriter::text(std::uint32_t field, std::string_view value) {
    return value.empty() ? *this : bytes(field, value);
}

ProtoWriter& ProtoWriter::number(std::uint32_t field, std::uint64_t value) {
    varint(static_cast<std::uint64_t>(field) << 3);
    varint(value);
    return *this;
}

ProtoWriter& ProtoWriter::real(std::uint32_t field, double value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 1);
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8)
        out_.push_back(static_cast<char>(bits >> shift & 0xff));
    return *this;
}

ProtoWriter& ProtoWriter::merge(std::string_view message) {
    out_.append(message);
    return *this;
}

}
