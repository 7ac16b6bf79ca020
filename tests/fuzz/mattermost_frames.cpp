// A Mattermost WebSocket frame through the engine and the decoders.
#include "channels/mattermost/SocketEngine.hpp"
#include "channels/mattermost/posts.hpp"

#include <cstddef>
#include <cstdint>

using namespace openclaw;
using namespace openclaw::channels::mattermost;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    SocketEngine engine;
    engine.begin();
    SocketStep step = engine.onFrame(bytes);
    const BotIdentity bot{"bot", "gateway"};
    const std::string account = "default";
    const ChatMode mode{"onchar", {">", "!"}};
    for (const SocketEvent& event : step.events) {
        const Json post = nestedJson(event.data, "post");
        const ChannelFacts channel = readChannel(event.data);
        const PostContext context{bot, account, channel, mode, "ada", false};
        decodePost(post, context);
        decodeEdit(post, context);
        decodeReaction(nestedJson(event.data, "reaction"), false, context);
    }
    engine.onClosed();
    return 0;
}
