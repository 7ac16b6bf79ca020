// The list of chat networks: which accounts the configuration asks for.
#include "openclaw/channels/registry.hpp"

#include "channels/discord/DiscordChannel.hpp"
#include "channels/imessage/IMessageChannel.hpp"
#include "channels/telegram/TelegramChannel.hpp"
#include "channels/whatsapp/WhatsAppChannel.hpp"

namespace openclaw::channels {

std::vector<std::unique_ptr<Channel>> makeChannels(const config::Config& config, ChannelContext context) {
    std::vector<std::unique_ptr<Channel>> channels;
    for (const config::TelegramAccount& account : config.telegramAccounts()) {
        const bool isConfigured = !account.botToken.empty() || !account.tokenFile.empty();
        if (account.enabled && isConfigured)
            channels.push_back(std::make_unique<telegram::TelegramChannel>(context, account));
    }
    for (config::ChannelAccount& account : discord::discordAccounts(config, context.environment)) {
        if (account.enabled && !account.text("token").empty())
            channels.push_back(std::make_unique<discord::DiscordChannel>(context, std::move(account)));
    }
    for (config::ChannelAccount& account : imessage::imessageAccounts(config)) {
        if (account.enabled) channels.push_back(std::make_unique<imessage::IMessageChannel>(context, std::move(account)));
    }
    for (whatsapp::AccountSettings& account : whatsapp::readAccounts(config)) {
        if (account.enabled)
            channels.push_back(std::make_unique<whatsapp::WhatsAppChannel>(context, context.whatsApp, std::move(account)));
    }
    return channels;
}

}
