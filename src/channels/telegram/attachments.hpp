#pragma once

#include "openclaw/channels/messages.hpp"

#include <vector>

namespace openclaw::channels::telegram {

/// The files of a Bot API message: the largest size of a photo, the one file of every other kind. `source`
/// holds
/// {"fileId", "uniqueId"}. Stickers that move are left out: no model can look at them.
std::vector<Attachment> readAttachments(const Json& message);

/// "<media:image>" and the like for the first file of the message, moving stickers included; "" without one.
std::string mediaPlaceholder(const Json& message);

}
