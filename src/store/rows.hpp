#pragma once

#include "openclaw/store/records.hpp"
#include "store/Database.hpp"

/// Writes that more than one repository makes; each runs inside the caller's transaction and throws SqlFailure.
namespace openclaw::store {

Result<SessionRow> applySessionPatch(Database& database, const SessionPatch& change);
/// Fills in seq and, when empty, messageId.
void insertTranscriptMessage(Database& database, TranscriptMessage& message);
/// Inserts the part as pending, or finds the stored one with its key. Errc::invalidInput without a key.
Result<Enqueued> enqueueOutbound(Database& database, OutboundRecord part);
/// Keeps the rules of SystemEventRepository::add.
void addSystemEvent(Database& database, const SystemEvent& event);
/// Binds what a session's agent is to be told to a message (InboxRepository::startRun) and returns all that is bound.
std::vector<SystemEvent> claimSystemEvents(Database& database, std::int64_t inboundId, const std::string& sessionKey,
                                           const std::string& outsideOf);
/// What a message had claimed goes (it was told) or becomes free again.
void settleSystemEvents(Database& database, std::int64_t inboundId, bool wereTold);
void storeOffset(Database& database, const ChannelOffset& offset);

}
