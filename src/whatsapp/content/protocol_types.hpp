#pragma once

#include <cstdint>

namespace openclaw::whatsapp {

/// What a protocolMessage is about: Message.ProtocolMessage.Type, as far as we read or write it.
struct ProtocolType {
    enum Value : std::uint64_t {
        revoke = 0,
        ephemeralSetting = 3,
        historySync = 5,
        appStateKeyShare = 6,
        messageEdit = 14,
        peerDataRequest = 16,
        lidMigration = 22,
    };
};

}
