// Block streaming: chunker, directives, coalescer, in this order.
#include "dispatch/BlockStream.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/text/prefixes.hpp"

#include <algorithm>

namespace openclaw::dispatch {

namespace {

const Json* channelBlock(const Json& config, std::string_view channel) {
    const Json* channels = findMember(config, "channels");
    return channels ? findMember(*channels, channel) : nullptr;
}

std::optional<bool>
configuredStreaming(const Json& config, std::string_view channel, std::string_view accountId) {
    const Json* block = channelBlock(config, channel);
    if (!block) return std::nullopt;
    const Json* accounts = findMember(*block, "accounts");
    const Json* account = accounts ? findMember(*accounts, accountId) : nullptr;
    if (const auto own = account ? findBool(*account, "blockStreaming") : std::nullopt) return own;
    return findBool(*block, "blockStreaming");
}

}

std::optional<BlockStream::Options> BlockStream::optionsFor(const Json& config,
                                                            std::string_view channel,
                                                            std::string_view accountId,
                                                            std::size_t textLimit) {
    const Json* defaults = findPath(config, "agents.defaults");
    const bool byDefault = defaults && stringOr(*defaults, "blockStreamingDefault") == "on";
    if (!configuredStreaming(config, channel, accountId).value_or(byDefault)) return std::nullopt;
    text::ChannelBlockDefaults limits;
    limits.textLimit = textLimit;
    if (channel == "discord" || channel == "slack" || channel == "signal") limits.coalesceMinChars = 1500;
    Options options;
    options.chunking = text::resolveBlockChunking(config, channel, accountId, limits);
    options.coalescing = text::resolveBlockCoalescing(config, channel, accountId, options.chunking, limits);
    options.atMessageEnd = defaults && stringOr(*defaults, "blockStreamingBreak") == "message_end";
    return options;
}

BlockStream::BlockStream(Options options)
    : options_(std::move(options)), chunker_(options_.chunking), coalescer_(options_.coalescing) {}

void BlockStream::takeBlock(std::string block, bool isFinal, std::vector<text::BlockPayload>& out) {
    const auto parsed = directives_.consume(block, isFinal);
    if (!parsed || parsed->isSilent) return;
    text::BlockPayload payload;
    payload.text = parsed->text;
    payload.mediaUrls = parsed->mediaUrls;
    payload.audioAsVoice = parsed->audioAsVoice;
    if (!parsed->replyToId.empty())
        payload.replyToId = parsed->replyToId;
    else if (parsed->replyToCurrent && !options_.currentId.empty())
        payload.replyToId = options_.currentId;
    for (auto& joined : coalescer_.enqueue(std::move(payload)))
        out.push_back(std::move(joined));
}

std::vector<text::ReplyPayload> BlockStream::finish(std::vector<text::BlockPayload> payloads) {
    std::vector<text::ReplyPayload> out;
    for (text::BlockPayload& payload : payloads) {
        const auto normalized =
            text::normalizePayloadText(payload.text, !payload.mediaUrls.empty(), options_.prefix);
        if (!normalized.text) continue;
        const std::string identity = *normalized.text + "\n" + join(payload.mediaUrls, "\n") + "\n" +
                                     payload.replyToId.value_or(std::string());
        if (!seen_.insert(identity).second) continue;
        text::ReplyPayload reply;
        reply.text = *normalized.text;
        reply.mediaUrls = std::move(payload.mediaUrls);
        reply.replyToTag = payload.replyToId.has_value();
        reply.replyToId = payload.replyToId.value_or(std::string());
        reply.audioAsVoice = payload.audioAsVoice;
        out.push_back(std::move(reply));
    }
    return out;
}

std::vector<text::ReplyPayload> BlockStream::feed(std::string_view delta) {
    chunker_.append(delta);
    if (options_.atMessageEnd) return {};
    std::vector<text::BlockPayload> out;
    chunker_.drain(false, [&](std::string block) { takeBlock(std::move(block), false, out); });
    return finish(std::move(out));
}

std::vector<text::ReplyPayload> BlockStream::endMessage() {
    std::vector<text::BlockPayload> out;
    chunker_.drain(true, [&](std::string block) { takeBlock(std::move(block), false, out); });
    takeBlock({}, true, out);
    for (auto& rest : coalescer_.flush())
        out.push_back(std::move(rest));
    chunker_.reset();
    return finish(std::move(out));
}

std::vector<text::ReplyPayload> BlockStream::onIdle() { return finish(coalescer_.onIdle()); }

std::chrono::milliseconds humanDelay(const Json& config, const std::string& agentId, double random) {
    const Json* delay = findPath(config, "agents.defaults.humanDelay");
    if (const Json* list = findPath(config, "agents.list"); list && list->is_array()) {
        for (const Json& agent : *list) {
            if (toLowerAscii(stringOr(agent, "id")) == agentId && findMember(agent, "humanDelay"))
                delay = findMember(agent, "humanDelay");
        }
    }
    const std::string mode = delay ? stringOr(*delay, "mode", "off") : "off";
    std::int64_t least = 800;
    std::int64_t most = 2500;
    if (mode == "custom") {
        least = std::clamp<std::int64_t>(findInteger(*delay, "minMs").value_or(least), 0, 60'000);
        most = std::clamp<std::int64_t>(findInteger(*delay, "maxMs").value_or(most), least, 60'000);
    } else if (mode != "natural") {
        return std::chrono::milliseconds(0);
    }
    return std::chrono::milliseconds(least +
                                     static_cast<std::int64_t>(random * static_cast<double>(most - least)));
}

}
