// A Discord gateway frame: engine, cache and decoders take it, and the same bytes as a compressed stream.
#include "channels/discord/ZlibStream.hpp"
#include "channels/discord/events.hpp"

#include <cstddef>
#include <cstdint>

using namespace openclaw;
using namespace openclaw::channels::discord;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ZlibStream stream(1 << 20);
    (void)stream.push(bytes);

    GatewayEngine engine(GatewayEngine::Options{Secret("token"), 1}, [] { return 0.5; });
    SteadyTime now = SteadyTime(std::chrono::hours(1));
    engine.begin(now);
    engine.onFrame(R"({"op":10,"d":{"heartbeat_interval":1000}})", now);
    const BotIdentity bot{"700", "bot", "701"};
    const std::string account = "default";
    GuildCache cache;
    GatewayStep step = engine.onFrame(bytes, now);
    for (const GatewayEvent& event : step.events) {
        cache.apply(event, bot.id);
        ChannelFacts channel;
        channel.id = channelIdOf(event);
        const DecodeContext context{bot, account, channel, cache.guild(stringOr(event.data, "guild_id")), false};
        decodeEvent(event, context);
        decodeInteraction(event.data, context);
    }
    engine.onTimer(now + std::chrono::seconds(2));
    engine.onClosed(static_cast<std::uint16_t>(size > 1 ? data[0] * 256 + data[1] : 1006), {});
    return 0;
}
