#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw {

/// Every way an operation can fail for reasons outside the program. Closed on purpose: each boundary
/// (gateway error code, HTTP status, CLI exit code) maps all of them in one table.
enum class Errc {
    cancelled,
    timeout,
    closed,
    refused,
    unauthorized,
    invalidInput,
    notFound,
    conflict,
    rateLimited,
    unavailable,
    corrupt,
    internal,
};

/// The lower-case name of a code, as it appears in logs and JSON.
std::string_view toString(Errc code);

/// A failure value. The message is for people: what happened, to what, and never a secret or a raw payload.
struct Error {
    Errc code = Errc::internal;
    std::string message;
    /// Set when the other side said how long to wait before trying again.
    std::optional<std::chrono::milliseconds> retryAfter;

    Error() = default;
    Error(Errc errorCode, std::string text) : code(errorCode), message(std::move(text)) {}

    /// The same error with an outer context in front: "reading config: permission denied".
    [[nodiscard]] Error withContext(std::string_view context) const;
    [[nodiscard]] bool is(Errc other) const { return code == other; }
};

/// The return type of everything that can fail for reasons outside the program.
template <class T>
using Result = boost::system::result<T, Error>;

/// Called by Boost when value() is used on a failed Result: a programming error, hence an exception.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

}
