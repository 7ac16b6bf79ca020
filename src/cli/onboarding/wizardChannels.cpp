// The first chat channel.
#include "cli/onboarding/Wizard.hpp"
#include "cli/terminal/prompts.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::cli {

namespace {

std::string checkToken(const std::string& token) {
    return token.empty() ? "The token is needed." : std::string();
}

std::string checkTelegramToken(const std::string& token) {
    const std::size_t colon = token.find(':');
    const bool isRight = colon != std::string::npos && colon > 0 && parseInteger(token.substr(0, colon)) &&
                         token.size() > colon + 10;
    return isRight ? std::string() : "It looks like 123456:ABC-…, from @BotFather.";
}

std::string checkTelegramUser(const std::string& user) {
    return user.empty() || parseInteger(user).value_or(0) > 0 ? std::string()
                                                              : "A number; @userinfobot tells yours.";
}

std::string checkAddress(const std::string& url) {
    return url.starts_with("http://") || url.starts_with("https://") ? std::string()
                                                                     : "It starts with https:// or http://.";
}

}

Result<void> Wizard::chooseChannel() {
    if (arguments_.has("skip-channels")) return {};
    static constexpr const char* ids[] = {"telegram", "whatsapp", "discord", "mattermost", "imessage"};
    const Result<std::size_t> picked =
        askSelect(isManual_ ? "Select a channel" : "Select channel (QuickStart)",
                  {{"Telegram", "a bot from @BotFather"},
                   {"WhatsApp", "your account, linked by QR code"},
                   {"Discord", "a bot"},
                   {"Mattermost", "a bot on your server"},
                   {"iMessage", "needs the imsg program on a Mac"},
                   {"Skip for now"}});
    if (!picked) return picked.error();
    if (*picked == std::size(ids)) return {};
    channel_ = ids[*picked];
    if (Result<void> done = configureChannel(channel_); !done) return done;
    setup_.set({"channels", channel_, "enabled"}, true);
    return {};
}

Result<void> Wizard::configureChannel(const std::string& channel) {
    if (channel == "telegram") return useTelegram();
    if (channel == "mattermost") return useMattermost();
    if (channel == "discord")
        return useBotToken("discord", "token", "Enter Discord bot token", "DISCORD_BOT_TOKEN");
    if (setup_.text({"channels", channel, "dmPolicy"}).empty())
        setup_.set({"channels", channel, "dmPolicy"}, "pairing");
    if (channel == "imessage") {
        const Result<std::string> program = askText("imsg program", "imsg", checkToken);
        if (!program) return program.error();
        setup_.set({"channels", "imessage", "cliPath"}, *program);
        return {};
    }
    const Result<bool> isNow = askConfirm("Link WhatsApp at the end (QR code)?", true);
    if (!isNow) return isNow.error();
    linksWhatsApp_ = *isNow;
    return {};
}

Result<void>
Wizard::useBotToken(const std::string& channel, const char* key, const char* label, const char* variable) {
    if (!setup_.text({"channels", channel, key}).empty()) {
        const Result<bool> isKept = askConfirm("Keep the token that is configured?", true);
        if (!isKept) return isKept.error();
        if (*isKept) return {};
    } else if (const auto found = context_.environment.find(variable)) {
        const Result<bool> isUsed = askConfirm(fmt::format("Use {} of the environment?", variable), true);
        if (!isUsed) return isUsed.error();
        // Stored, because a service does not see this shell's variables.
        if (*isUsed) {
            setup_.set({"channels", channel, key}, *found);
            return {};
        }
    }
    showLine(channel == "telegram" ? "  Write /newbot to @BotFather in Telegram; it answers with the token."
             : channel == "discord"
                 ? "  discord.com/developers: New Application, Bot, Reset Token, and switch on Message "
                   "Content Intent."
                 : "  System Console, Integrations, Bot Accounts: a bot comes with its token.");
    const Result<Secret> token =
        askSecret(label, channel == "telegram" ? AnswerCheck(checkTelegramToken) : AnswerCheck(checkToken));
    if (!token) return token.error();
    setup_.set({"channels", channel, key}, token->reveal());
    return {};
}

Result<void> Wizard::useTelegram() {
    if (Result<void> done =
            useBotToken("telegram", "botToken", "Enter Telegram bot token", "TELEGRAM_BOT_TOKEN");
        !done)
        return done;
    const Result<std::string> user =
        askText("Your Telegram user id (Enter: pair by code)", "", checkTelegramUser);
    if (!user) return user.error();
    setup_.set({"channels", "telegram", "dmPolicy"}, user->empty() ? "pairing" : "allowlist");
    if (!user->empty()) setup_.set({"channels", "telegram", "allowFrom"}, OrderedJson::array({*user}));
    return {};
}

Result<void> Wizard::useMattermost() {
    if (Result<void> done =
            useBotToken("mattermost", "botToken", "Enter Mattermost bot token", "MATTERMOST_BOT_TOKEN");
        !done)
        return done;
    const Result<std::string> url = askText("Enter Mattermost base URL",
                                            setup_.text({"channels", "mattermost", "baseUrl"}), checkAddress);
    if (!url) return url.error();
    setup_.set({"channels", "mattermost", "baseUrl"}, *url);
    return {};
}

}
