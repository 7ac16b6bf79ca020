#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::whatsapp {

/// Reads one protobuf message in place; unknown fields are skipped. A malformed message has no fields at all,
/// so that nothing is ever taken from the front half of something broken. The bytes must outlive the view.
class Proto {
public:
    Proto() = default;
    explicit Proto(std::string_view bytes);

    /// False when the bytes are not a protobuf message.
    bool isValid() const { return isValid_; }
    bool has(std::uint32_t field) const;
    /// The last value of the field, as protobuf says; empty or 0 when absent or of another kind.
    std::string_view bytes(std::uint32_t field) const;
    std::string text(std::uint32_t field) const { return std::string(bytes(field)); }
    std::uint64_t number(std::uint32_t field) const;
    std::uint32_t number32(std::uint32_t field) const { return static_cast<std::uint32_t>(number(field)); }
    bool flag(std::uint32_t field) const { return number(field) != 0; }
    double real(std::uint32_t field) const;
    Proto message(std::uint32_t field) const { return Proto(bytes(field)); }
    /// Every value of a repeated field of bytes, text or messages.
    std::vector<std::string_view> all(std::uint32_t field) const;
    /// The whole message as it is on the wire.
    std::string_view raw() const { return bytes_; }

private:
    enum class Wire : std::uint8_t { varint = 0, fixed64 = 1, length = 2, fixed32 = 5 };
    struct Field {
        std::uint32_t number = 0;
        Wire wire = Wire::varint;
        std::uint64_t value = 0;
        std::string_view bytes;
    };
    /// Calls `visit` for each field; false when the bytes are malformed.
    static bool scan(std::string_view bytes, const std::function<void(const Field&)>& visit);
    static std::optional<std::uint64_t> readVarint(std::string_view& rest);
    static std::optional<std::uint64_t> readFixed(std::string_view& rest, std::size_t bytes);

    std::string_view bytes_;
    bool isValid_ = true;
};

/// Writes one protobuf message, fields in the order of the calls.
class ProtoWriter {
public:
    ProtoWriter& bytes(std::uint32_t field, std::string_view value);
    /// Leaves an empty text out.
    ProtoWriter& text(std::uint32_t field, std::string_view value);
    ProtoWriter& number(std::uint32_t field, std::uint64_t value);
    ProtoWriter& flag(std::uint32_t field, bool value) { return number(field, value ? 1 : 0); }
    ProtoWriter& real(std::uint32_t field, double value);
    ProtoWriter& message(std::uint32_t field, const ProtoWriter& value) { return bytes(field, value.out_); }
    /// Adds another message's fields behind those written so far.
    ProtoWriter& merge(std::string_view message);

    const std::string& view() const { return out_; }
    std::string take() { return std::move(out_); }

private:
    void varint(std::uint64_t value);
    std::string out_;
};

}
