#include "unit/llm/streams.hpp"

#include <gtest/gtest.h>

namespace openclaw::llm {
namespace {

using testing::decode;
using testing::decodeToEvents;
using testing::fullStream;

std::string chunk(const std::string& delta, const std::string& more = "") {
    return "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + more + "}]}\n\n";
}
const std::string finished = chunk("{}", ",\"finish_reason\":\"stop\"") + "data: [DONE]\n\n";

class EveryDecoder : public ::testing::TestWithParam<Api> {};

TEST_P(EveryDecoder, ReadsThinkingTextAndToolCall) {
    const Reply reply = decode(GetParam(), fullStream(GetParam()));

    ASSERT_EQ(reply.blocks.size(), 3U) << reply.errorMessage;
    EXPECT_EQ(reply.blocks[0].kind, BlockKind::thinking);
    EXPECT_EQ(reply.blocks[0].text, "hm");
    EXPECT_EQ(reply.blocks[1].text, "Hello");
    EXPECT_EQ(reply.blocks[2].name, "read");
    EXPECT_EQ(reply.blocks[2].arguments, Json::parse(R"({"path":"a"})"));
    EXPECT_EQ(reply.stopReason, StopReason::toolUse);
    EXPECT_EQ(reply.usage.output, 42);
}

TEST_P(EveryDecoder, DoesNotCareAboutPieceSizes) {
    const std::string body = fullStream(GetParam());
    const Json whole = contentToJson(decode(GetParam(), body));

    for (const std::size_t step : {1U, 2U, 3U, 7U, 64U}) {
        const Reply reply = decode(GetParam(), body, step);
        EXPECT_EQ(reply.blocks.size(), whole.size());
        EXPECT_EQ(reply.blocks.at(1).text, "Hello");
        EXPECT_EQ(reply.stopReason, StopReason::toolUse);
    }
}

TEST_P(EveryDecoder, ReportsEveryTruncationAsRetryableError) {
    const std::string body = fullStream(GetParam());
    // The last event is what ends the reply; before the byte that completes it every prefix is an error.
    const std::string_view terminal = GetParam() == Api::openaiCompletions ? "\"tool_calls\"}" : "}";
    const std::size_t end = body.rfind(terminal);

    for (std::size_t length = 0; length < end; ++length) {
        const Reply reply = decode(GetParam(), std::string_view(body).substr(0, length));
        ASSERT_EQ(reply.stopReason, StopReason::error) << length;
        ASSERT_EQ(reply.errorMessage.find("Stream ended"), 0U) << reply.errorMessage;
    }
}

TEST_P(EveryDecoder, SurvivesBitFlips) {
    const std::string body = fullStream(GetParam());

    for (std::size_t at = 0; at < body.size(); ++at) {
        std::string broken = body;
        broken[at] = static_cast<char>(broken[at] ^ (1 << at % 8));
        const Reply reply = decode(GetParam(), broken, 100);
        EXPECT_LE(reply.blocks.size(), 4U);
        EXPECT_FALSE(dumpJson(contentToJson(reply)).empty());
    }
}

INSTANTIATE_TEST_SUITE_P(Apis, EveryDecoder,
    ::testing::Values(Api::anthropicMessages, Api::openaiCompletions, Api::openaiResponses, Api::ollamaChat));

TEST(AnthropicDecoder, EmitsEventsInOrder) {
    EXPECT_EQ(decodeToEvents(Api::anthropicMessages, fullStream(Api::anthropicMessages)),
        "thinking_start0 thinking_delta0:hm thinking_end0 text_start1 text_delta1:Hel text_delta1:lo text_end1 "
        "toolcall_start2 toolcall_delta2 toolcall_delta2:{\"path\": toolcall_delta2:\"a\"} toolcall_end2");
}

TEST(AnthropicDecoder, KeepsSignaturesAndCacheUsage) {
    const Reply reply = decode(Api::anthropicMessages, fullStream(Api::anthropicMessages));

    EXPECT_EQ(reply.blocks[0].signature, "SIG");
    EXPECT_EQ(reply.usage.input, 10);
    EXPECT_EQ(reply.usage.cacheRead, 5);
    EXPECT_EQ(reply.usage.cacheWrite, 3);
    EXPECT_EQ(reply.usage.total(), 60);
    EXPECT_EQ(reply.responseId, "msg_1");
}

TEST(AnthropicDecoder, ReportsErrorEvents) {
    const Reply reply = decode(Api::anthropicMessages,
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");

    EXPECT_EQ(reply.stopReason, StopReason::error);
    EXPECT_EQ(reply.errorMessage, "overloaded_error: Overloaded");
}

TEST(AnthropicDecoder, RefusalIsAnError) {
    const Reply reply = decode(Api::anthropicMessages,
        "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\"}}\n\ndata: {\"type\":\"message_stop\"}\n\n");

    EXPECT_EQ(reply.stopReason, StopReason::error);
}

TEST(CompletionsDecoder, DoneWithoutFinishReasonIsAnError) {
    const Reply reply = decode(Api::openaiCompletions, chunk("{\"content\":\"half\"}") + "data: [DONE]\n\n");

    EXPECT_EQ(reply.stopReason, StopReason::error);
    EXPECT_EQ(reply.errorMessage, "Stream ended without finish_reason");
    EXPECT_EQ(reply.blocks.at(0).text, "half");
}

TEST(CompletionsDecoder, SubtractsCachedTokens) {
    const Reply reply = decode(Api::openaiCompletions, fullStream(Api::openaiCompletions));

    EXPECT_EQ(reply.usage.input, 13);
    EXPECT_EQ(reply.usage.cacheRead, 5);
}

TEST(CompletionsDecoder, JoinsParallelCallsByIndex) {
    const Reply reply = decode(Api::openaiCompletions,
        chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"x","arguments":"{"}},{"index":1,"id":"b","function":{"name":"y","arguments":""}}]})") +
            chunk(R"({"tool_calls":[{"index":1,"function":{"arguments":"{\"q\":1}"}}]})") +
            chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"}"}}]})") + finished);

    ASSERT_EQ(reply.blocks.size(), 2U);
    EXPECT_EQ(reply.blocks[0].arguments, Json::object());
    EXPECT_EQ(reply.blocks[1].arguments["q"], 1);
    EXPECT_EQ(reply.stopReason, StopReason::toolUse);
}

TEST(CompletionsDecoder, AcceptsCallsWithoutIndexAndId) {
    const Reply reply = decode(Api::openaiCompletions,
        chunk(R"({"tool_calls":[{"function":{"name":"x","arguments":"{\"a\":"}}]})") +
            chunk(R"({"tool_calls":[{"function":{"arguments":"1}"}}]})") +
            chunk(R"({"tool_calls":[{"function":{"name":"y","arguments":{"b":2}}}]})") + finished);

    ASSERT_EQ(reply.blocks.size(), 2U);
    EXPECT_EQ(reply.blocks[0].arguments["a"], 1);
    EXPECT_EQ(reply.blocks[1].arguments["b"], 2);
    EXPECT_FALSE(reply.blocks[0].id.empty());
    EXPECT_NE(reply.blocks[0].id, reply.blocks[1].id);
}

TEST(CompletionsDecoder, MarksMalformedArguments) {
    const Reply reply = decode(Api::openaiCompletions,
        chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"x","arguments":"{\"a\":"}}]})") + finished);

    EXPECT_TRUE(reply.blocks.at(0).malformedArguments);
}

TEST(CompletionsDecoder, SplitsThinkTagsCutAnywhere) {
    std::string body;
    for (const char c : std::string("<think>deep < thought</think>\n\nanswer <think>")) {
        const std::string text = c == '\n' ? "\\n" : std::string(1, c);
        body += chunk("{\"content\":\"" + text + "\"}");
    }

    const Reply reply = decode(Api::openaiCompletions, body + finished);

    ASSERT_EQ(reply.blocks.size(), 2U);
    EXPECT_EQ(reply.blocks[0].kind, BlockKind::thinking);
    EXPECT_EQ(reply.blocks[0].text, "deep < thought");
    EXPECT_EQ(reply.blocks[1].text, "answer <think>");
}

TEST(CompletionsDecoder, ReportsErrorsInsideTheStream) {
    const Reply reply = decode(Api::openaiCompletions,
        "data: {\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}\n\n");

    EXPECT_EQ(reply.errorMessage, "rate_limit_exceeded: slow down");
}

TEST(CompletionsDecoder, MalformedJsonIsAnError) {
    const Reply reply = decode(Api::openaiCompletions, chunk("{\"content\":\"a\"}") + "data: {oops\n\n" + finished);

    EXPECT_EQ(reply.stopReason, StopReason::error);
    EXPECT_EQ(reply.blocks.at(0).text, "a");
}

TEST(CompletionsDecoder, ReplacesLoneSurrogates) {
    const Reply reply = decode(Api::openaiCompletions, chunk(R"({"content":"a\ud83db\ud83d\ude00"})") + finished);

    EXPECT_EQ(reply.blocks.at(0).text, "a\uFFFDb\U0001F600");
}

TEST(CompletionsDecoder, ContentFilterIsAnError) {
    const Reply reply = decode(Api::openaiCompletions, chunk("{}", ",\"finish_reason\":\"content_filter\""));

    EXPECT_EQ(reply.stopReason, StopReason::error);
}

TEST(CompletionsDecoder, LengthIsReported) {
    EXPECT_EQ(decode(Api::openaiCompletions, chunk("{}", ",\"finish_reason\":\"length\"")).stopReason, StopReason::length);
}

TEST(ResponsesDecoder, KeepsReasoningItemAndCallIds) {
    const Reply reply = decode(Api::openaiResponses, fullStream(Api::openaiResponses));

    EXPECT_EQ(Json::parse(reply.blocks[0].signature)["encrypted_content"], "E");
    EXPECT_EQ(reply.blocks[1].signature, "msg_1");
    EXPECT_EQ(reply.blocks[2].id, "toolu_1|fc_1");
}

TEST(ResponsesDecoder, IncompleteIsLength) {
    const Reply reply = decode(Api::openaiResponses,
        "data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\"}}\n\n");

    EXPECT_EQ(reply.stopReason, StopReason::length);
}

TEST(ResponsesDecoder, FailedIsAnError) {
    const Reply reply = decode(Api::openaiResponses,
        "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\",\"message\":\"boom\"}}}\n\n");

    EXPECT_EQ(reply.errorMessage, "server_error: boom");
}

TEST(ResponseDecoder, InterruptClosesBlocks) {
    const auto decoder = makeDecoder(Api::openaiCompletions);
    decoder->push(chunk("{\"content\":\"half\"}"));
    decoder->interrupt(StopReason::aborted, "Request was aborted");

    EXPECT_FALSE(decoder->reply().blocks.at(0).open);
    EXPECT_EQ(decoder->reply().stopReason, StopReason::aborted);
}

TEST(UsageJson, ComputesCost) {
    Usage usage;
    usage.input = 1'000'000;
    usage.output = 500'000;
    ModelCost cost;
    cost.input = 3;
    cost.output = 15;

    const Json json = toJson(usage, cost);

    EXPECT_EQ(json["totalTokens"], 1'500'000);
    EXPECT_DOUBLE_EQ(json["cost"]["total"].get<double>(), 10.5);
}

}
}
