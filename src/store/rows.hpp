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
void storeOffset(Database& database, const ChannelOffset& offset);

}
