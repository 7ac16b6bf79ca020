#pragma once

#include "openclaw/core/strings.hpp"
#include "openclaw/dispatch/CommandDesk.hpp"

#include <fmt/format.h>

/// What the files of CommandDesk share.
namespace openclaw::dispatch {

struct CommandDesk::Call {
    std::string_view key;
    std::string arguments;
    /// The command as typed, aliases replaced.
    std::string body;
    RunRequest request;
    std::shared_ptr<const Settings> settings;
    std::optional<store::SessionRow> session;

    const Json& entry() const {
        static const Json none = Json::object();
        return session ? session->entry : none;
    }
};

inline CommandResult answer(std::string text, std::string outcome = "answered") {
    CommandResult result;
    result.reply = std::move(text);
    result.trace.add("command", std::move(outcome), "a command of the house, answered without the agent");
    return result;
}

inline std::int64_t numberOf(const Json& entry, const char* key) {
    return findInteger(entry, key).value_or(0);
}

inline std::string thousands(std::int64_t tokens) {
    return tokens < 1000 ? std::to_string(tokens)
                         : fmt::format("{:.1f}k", static_cast<double>(tokens) / 1000);
}

}
