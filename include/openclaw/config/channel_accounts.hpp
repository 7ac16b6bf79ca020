#pragma once

#include "openclaw/config/Config.hpp"

/// Accounts of a chat network as values: the channel section is the default account and the base of the
/// others.
namespace openclaw::config {

/// One account. Absent keys have the value that the key table gives them.
struct ChannelAccount {
    std::string channel;
    /// Normalised like agent ids; "default" for the channel section itself.
    std::string id;
    bool enabled = true;
    /// What the account says over what its channel says; without "accounts".
    Json section = Json::object();

    std::string text(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    double number(std::string_view key) const;
    /// `key` may be a dotted path, as everywhere here.
    bool flag(std::string_view key) const;
    /// A list of texts; numbers count as their digits.
    std::vector<std::string> texts(std::string_view key) const;
    /// nullptr when absent; no fallback.
    const Json* find(std::string_view key) const { return findPath(section, key); }

private:
    Json valueOrFallback(std::string_view key) const;
};

/// Every account of channels.<channel>. `credentialKeys` belong to the account that names them and are never
/// inherited. Without named accounts, or with credentials of its own, the channel section is the account
/// "default"; with `hasCredentialElsewhere` (the environment) it is one even when there is no section.
std::vector<ChannelAccount> channelAccounts(const Config& config,
                                            const std::string& channel,
                                            const std::vector<std::string>& credentialKeys,
                                            bool hasCredentialElsewhere);

}
