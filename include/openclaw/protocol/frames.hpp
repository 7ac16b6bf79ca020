#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The frames of gateway protocol 3 (docs/protocol.md) as text and back.
namespace openclaw::protocol {

inline constexpr int protocolVersion = 3;
inline constexpr std::size_t maxInboundFrameBytes = 512 * 1024;
inline constexpr std::size_t maxBufferedBytes = 1536 * 1024;
inline constexpr std::int64_t tickIntervalMs = 30'000;
inline constexpr std::int64_t handshakeTimeoutMs = 10'000;
inline constexpr std::int64_t signatureSkewMs = 10 * 60 * 1000;

namespace code {
inline constexpr const char* invalidRequest = "INVALID_REQUEST";
inline constexpr const char* unavailable = "UNAVAILABLE";
inline constexpr const char* notPaired = "NOT_PAIRED";
}

/// The error member of a response.
struct RpcError {
    std::string code = code::invalidRequest;
    std::string message;
    Json details;   // null: absent
    std::optional<std::int64_t> retryAfterMs;

    RpcError() = default;
    RpcError(std::string errorCode, std::string text) : code(std::move(errorCode)), message(std::move(text)) {}
    Json toJson() const;
};

/// What a person's mistake, a missing thing or a failing service becomes on the wire.
RpcError toRpcError(const Error& error);

struct RequestFrame {
    std::string id;
    std::string method;
    Json params;   // {} when absent
};

/// Why a text is not a request. `id` is the frame's id where it had one (any JSON type), else "invalid".
struct FrameProblem {
    bool isJson = false;
    Json id = "invalid";
    std::string message;
};

/// A `req` frame, or what is wrong with it.
struct ParsedFrame {
    std::optional<RequestFrame> request;
    FrameProblem problem;
};

ParsedFrame parseRequestFrame(std::string_view text);

/// `payload` and `error` are compact JSON texts; nullptr-like empty views are left out.
std::string encodeResponse(std::string_view id, std::string_view payloadText);
std::string encodeErrorResponse(const Json& id, const RpcError& error, std::string_view payloadText = {});

struct StateVersion {
    std::int64_t presence = 1;
    std::int64_t health = 1;
};

/// `seq` absent: a targeted frame.
std::string encodeEvent(std::string_view event, std::string_view payloadText, std::optional<std::int64_t> seq,
                        const StateVersion* stateVersion = nullptr);

}
