// Names of chat kinds and actions.
#include "openclaw/channels/messages.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace openclaw::channels {

namespace {

constexpr auto actionNames = std::to_array<std::pair<ActionKind, std::string_view>>({
    {ActionKind::react, "react"},
    {ActionKind::reactions, "reactions"},
    {ActionKind::read, "read"},
    {ActionKind::edit, "edit"},
    {ActionKind::remove, "delete"},
    {ActionKind::pin, "pin"},
    {ActionKind::unpin, "unpin"},
    {ActionKind::pins, "pins"},
    {ActionKind::poll, "poll"},
    {ActionKind::permissions, "permissions"},
    {ActionKind::search, "search"},
    {ActionKind::threadCreate, "thread-create"},
    {ActionKind::threadList, "thread-list"},
    {ActionKind::threadReply, "thread-reply"},
    {ActionKind::emojiList, "emoji-list"},
    {ActionKind::emojiUpload, "emoji-upload"},
    {ActionKind::stickerSend, "sticker-send"},
    {ActionKind::stickerUpload, "sticker-upload"},
    {ActionKind::roleInfo, "role-info"},
    {ActionKind::roleAdd, "role-add"},
    {ActionKind::roleRemove, "role-remove"},
    {ActionKind::channelInfo, "channel-info"},
    {ActionKind::channelList, "channel-list"},
    {ActionKind::memberInfo, "member-info"},
    {ActionKind::voiceStatus, "voice-status"},
    {ActionKind::eventList, "event-list"},
    {ActionKind::eventCreate, "event-create"},
    {ActionKind::timeout, "timeout"},
    {ActionKind::kick, "kick"},
    {ActionKind::ban, "ban"},
    {ActionKind::markRead, "mark-read"},
    {ActionKind::directory, "directory"},
    {ActionKind::resolve, "resolve"},
});

}

std::string_view toString(ChatKind kind) {
    switch (kind) {
    case ChatKind::direct: return "direct";
    case ChatKind::group: return "group";
    case ChatKind::channel: return "channel";
    }
    return "direct";
}

std::string_view toString(ActionKind kind) {
    const auto* entry = std::ranges::find(actionNames, kind, &std::pair<ActionKind, std::string_view>::first);
    return entry->second;
}

std::optional<ActionKind> actionFromName(std::string_view name) {
    const auto* entry = std::ranges::find(actionNames, name, &std::pair<ActionKind, std::string_view>::second);
    if (entry == actionNames.end())
        return std::nullopt;
    return entry->first;
}

}
