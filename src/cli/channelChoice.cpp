// Which channel a command means.
#include "cli/channelChoice.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::cli {

std::vector<std::string> configuredChannels(Context& context) {
    std::vector<std::string> found;
    const config::Config& config = context.config();
    if (!config.telegramAccounts().empty()) found.emplace_back("telegram");
    for (const char* name : {"discord", "imessage", "mattermost", "whatsapp"}) {
        if (config.find(std::string("channels.") + name)) found.emplace_back(name);
    }
    const auto add = [&](const char* name) {
        if (std::ranges::find(found, name) == found.end()) found.emplace_back(name);
    };
    if (context.environment.find("DISCORD_BOT_TOKEN")) add("discord");
    if (context.environment.find("MATTERMOST_BOT_TOKEN")) add("mattermost");
    const Json* entries = config.find("plugins.entries");
    if (!entries || !entries->is_object()) return found;
    for (const auto& [id, entry] : entries->items()) {
        const bool isProgram = std::filesystem::exists(context.stateDirectory() / "plugins" / id / "openclaw.plugin.json");
        if (isProgram && findBool(entry, "enabled").value_or(false)) add(id.c_str());
    }
    return found;
}

Result<std::string> chooseChannel(Context& context, const Arguments& arguments) {
    if (arguments.has("channel")) return toLowerAscii(arguments.text("channel"));
    const std::vector<std::string> configured = configuredChannels(context);
    if (configured.empty()) return Error(Errc::invalidInput, "Channel is required (no configured channels detected).");
    if (configured.size() > 1)
        return Error(Errc::invalidInput, "Channel is required when multiple channels are configured: " + join(configured, ", "));
    return configured.front();
}

}
