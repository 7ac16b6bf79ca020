#pragma once

#include "openclaw/core/error.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw::channels::discord {

/// Discord's zlib-stream transport compression: one inflate context per connection, a message ends where the
/// bytes 00 00 FF FF end a frame. Bounded: neither a message nor what waits for its end may pass
/// `maxMessageBytes`.
class ZlibStream {
public:
    explicit ZlibStream(std::size_t maxMessageBytes);
    ~ZlibStream();
    ZlibStream(const ZlibStream&) = delete;
    ZlibStream& operator=(const ZlibStream&) = delete;

    /// The message that this frame completes, or nullopt while it is not complete. Errc::corrupt for broken
    /// streams and Errc::invalidInput beyond the limit; the connection is then of no use.
    Result<std::optional<std::string>> push(std::string_view frame);

private:
    struct State;
    std::unique_ptr<State> state_;
    std::size_t maxMessageBytes_;
    std::string compressed_;
};

}
