// The bodies of /hooks/wake and /hooks/agent.
#include "openclaw/protocol/hook_payloads.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace openclaw::protocol {

namespace {

constexpr std::array<std::string_view, 8> channels{"last",       "telegram", "whatsapp", "discord",
                                                   "googlechat", "slack",    "signal",   "imessage"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> aliases{
    {{"imsg", "imessage"}, {"google-chat", "googlechat"}, {"gchat", "googlechat"}}};
constexpr double maxTimeoutSeconds = 1e9;

std::string trimmed(const Json& body, const char* key) {
    return std::string(trimUnicode(stringOr(body, key)));
}

Error channelError() {
    std::string message = "channel must be ";
    for (const std::string_view channel : channels)
        message += (channel == channels.front() ? "" : "|") + std::string(channel);
    return Error(Errc::invalidInput, std::move(message));
}

Result<std::string> readChannel(const Json& body) {
    const Json* given = findMember(body, "channel");
    if (!given) return std::string("last");
    if (!given->is_string()) return channelError();
    std::string name = toLowerAscii(trimUnicode(given->get<std::string>()));
    for (const auto& [alias, channel] : aliases) {
        if (name == alias) name = channel;
    }
    if (std::find(channels.begin(), channels.end(), name) == channels.end()) return channelError();
    return name;
}

}

Result<WakeCall> parseWakeCall(const Json& body) {
    WakeCall call;
    call.text = trimmed(body, "text");
    if (call.text.empty()) return Error(Errc::invalidInput, "text required");
    call.isNow = stringOr(body, "mode") != "next-heartbeat";
    return call;
}

Result<AgentCall> parseAgentCall(const Json& body, std::string_view fallbackId) {
    AgentCall call;
    call.message = trimmed(body, "message");
    if (call.message.empty()) return Error(Errc::invalidInput, "message required");
    if (std::string name = trimmed(body, "name"); !name.empty()) call.name = std::move(name);
    call.isNow = stringOr(body, "wakeMode") != "next-heartbeat";
    call.sessionKey = trimmed(body, "sessionKey");
    if (call.sessionKey.empty()) call.sessionKey = "hook:" + std::string(fallbackId);
    const Result<std::string> channel = readChannel(body);
    if (!channel) return channel.error();
    call.channel = *channel;
    call.to = trimmed(body, "to");
    call.model = trimmed(body, "model");
    if (findMember(body, "model") && call.model.empty()) return Error(Errc::invalidInput, "model required");
    call.deliver = findBool(body, "deliver").value_or(true);
    call.thinking = trimmed(body, "thinking");
    const auto timeout = findNumber(body, "timeoutSeconds");
    if (timeout && std::isfinite(*timeout) && *timeout > 0)
        call.timeoutSeconds = static_cast<std::int64_t>(std::min(std::floor(*timeout), maxTimeoutSeconds));
    return call;
}

}
