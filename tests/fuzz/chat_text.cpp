// What people and models write: commands, directives, reply tags, media lines, errors, cron expressions,
// templates.
#include "openclaw/commands/arguments.hpp"
#include "openclaw/commands/body.hpp"
#include "openclaw/commands/inline.hpp"
#include "openclaw/prompt/context.hpp"
#include "openclaw/prompt/media.hpp"
#include "openclaw/protocol/hook_payloads.hpp"
#include "openclaw/schedule/cron.hpp"
#include "openclaw/schedule/times.hpp"
#include "openclaw/text/error_texts.hpp"
#include "openclaw/text/heartbeat.hpp"
#include "openclaw/text/payloads.hpp"
#include "openclaw/text/reply_tags.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw;
    const std::string text(reinterpret_cast<const char*>(data), size);
    commands::normalizeBody(text, "bot");
    commands::parseInline(text);
    commands::parseConfigCommand(text);
    commands::parseConfigValue(text);
    commands::parseAllowlistCommand(text);
    commands::parseApproveCommand(text);
    commands::parseBashCommand(text);
    commands::takeSimpleCommand(text);
    commands::fallbackThinkLevel(text, {});
    text::parseReplyDirectives(text, "1");
    text::StreamingDirectives stream;
    stream.consume(text.substr(0, size / 2), false);
    stream.consume(text.substr(size / 2), true);
    text::normalizePayloadText(text, false, std::nullopt);
    text::isLikelyOverflowText(text);
    text::stripHeartbeatToken(text, text::AckMode::heartbeat);
    text::isHeartbeatFileEmpty(text);
    text::fillPrefix(text, {});
    prompt::extractGroupId(text);
    prompt::formatUnderstoodBody(text, {{prompt::UnderstandingKind::imageDescription, "a"}});
    schedule::parseDuration(text, schedule::DurationUnit::minutes);
    schedule::parseMoment(text);
    if (const auto cron = schedule::CronExpression::parse(text)) cron->next(1'768'046'400'000, "UTC");
    protocol::HookRequest request;
    request.payload = Json{{"a", Json::array({1, Json{{"b", "c"}}})}};
    protocol::renderHookTemplate(text, request);
    protocol::parseQuery(text);
    return 0;
}
