#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/crypto/secret_bytes.hpp"

#include <cstdint>
#include <string_view>

/// The byte form of stored key material: numbers in four bytes, byte strings behind their length.
namespace openclaw::whatsapp {

class RecordWriter {
public:
    RecordWriter& number(std::uint32_t value) {
        for (int shift = 0; shift < 32; shift += 8)
            out_.push_back(static_cast<char>(value >> shift & 0xff));
        return *this;
    }
    RecordWriter& bytes(std::string_view value) {
        number(static_cast<std::uint32_t>(value.size()));
        out_.append(value);
        return *this;
    }
    crypto::SecretBytes take() { return std::move(out_); }

private:
    crypto::SecretBytes out_;
};

/// Reads what RecordWriter wrote. After the first thing that does not fit everything reads as empty or 0 and
/// isGood() is false.
class RecordReader {
public:
    explicit RecordReader(std::string_view bytes) : rest_(bytes) {}

    std::uint32_t number() {
        if (rest_.size() < 4) return fail();
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i)
            value |=
                static_cast<std::uint32_t>(static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]))
                << (8 * i);
        rest_.remove_prefix(4);
        return value;
    }
    /// A number of things that follow, refused above `limit`.
    std::uint32_t count(std::uint32_t limit) {
        const std::uint32_t value = number();
        return value > limit ? fail() : value;
    }
    std::string_view bytes() {
        const std::uint32_t size = number();
        if (size > rest_.size()) {
            fail();
            return {};
        }
        const std::string_view value = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return value;
    }
    /// A key or empty; anything but `size` bytes or none is a failure.
    std::string_view key(std::size_t size = 32) {
        const std::string_view value = bytes();
        if (!value.empty() && value.size() != size) fail();
        return isGood_ ? value : std::string_view();
    }
    bool isGood() const { return isGood_; }
    bool isFinished() const { return isGood_ && rest_.empty(); }

private:
    std::uint32_t fail() {
        isGood_ = false;
        rest_ = {};
        return 0;
    }
    std::string_view rest_;
    bool isGood_ = true;
};

}
