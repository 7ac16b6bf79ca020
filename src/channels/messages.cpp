// Names of the chat kinds.
#include "openclaw/channels/messages.hpp"

namespace openclaw::channels {

std::string_view toString(ChatKind kind) {
    switch (kind) {
    case ChatKind::direct: return "direct";
    case ChatKind::group: return "group";
    case ChatKind::channel: return "channel";
    }
    return "direct";
}

}
