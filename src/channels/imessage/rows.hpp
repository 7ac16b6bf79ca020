#pragma once

#include "openclaw/channels/messages.hpp"

#include <optional>
#include <set>
#include <string>

/// imsg's message rows as inbound messages (spec channels/imessage.md §2-3). Pure; accepts any JSON.
namespace openclaw::channels::imessage {

struct RowContext {
    const std::string& accountId;
    bool includesAttachments = false;
    /// The configuration has patterns that can find a mention; the network itself knows none.
    bool hasMentionPatterns = false;
    /// Chats that the configuration lists as groups, because some group threads come without the mark.
    const std::set<std::string>& groupIds;
};

/// The row's number in the database, the cursor of the watch.
std::optional<std::int64_t> rowIdOf(const Json& row);

/// nullopt for own messages and for rows without sender or content.
std::optional<InboundMessage> decodeRow(const Json& row, const RowContext& context);

/// What identifies the chat of a row for the echo guard: its chat id, else its sender's handle.
std::string chatKeyOf(const Json& row);

/// Milliseconds since the epoch of "2026-01-02T03:04:05.678Z" (offsets allowed); 0 for anything else.
std::int64_t parseIsoTime(std::string_view text);

}
