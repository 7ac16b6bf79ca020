#include "openclaw/llm/request.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace openclaw::llm {
namespace {

Request sample(Api api) {
    Request request;
    request.model.id = "m";
    request.model.api = api;
    request.model.provider = "p";
    request.model.baseUrl = "http://host/v1/";
    request.apiKey = "sk-key";
    request.systemPrompt = "be kind";
    request.messages = {
        Json::parse(R"({"role":"user","content":[{"type":"text","text":"hi"}]})"),
        Json::parse(R"({"role":"assistant","stopReason":"toolUse","content":[{"type":"text","text":"ok"},{"type":"toolCall","id":"c1","name":"read","arguments":{"path":"a"}},{"type":"toolCall","id":"c2","name":"read","arguments":{"path":"b"}}]})"),
        Json::parse(R"({"role":"toolResult","toolCallId":"c1","toolName":"read","isError":false,"content":[{"type":"text","text":"A"}]})"),
        Json::parse(R"({"role":"toolResult","toolCallId":"c2","toolName":"read","isError":true,"content":[{"type":"text","text":"B"}]})"),
    };
    ToolDefinition tool;
    tool.name = "read";
    tool.description = "reads";
    tool.parameters = Json::parse(R"({"type":"object","properties":{"path":{"type":"string"}},"required":["path"]})");
    request.tools.push_back(tool);
    return request;
}

Json bodyOf(const Request& request) { return Json::parse(encodeRequest(request).value().body); }

std::string headerOf(const Request& request, const std::string& name) {
    const EncodedRequest encoded = encodeRequest(request).value();
    const auto found = std::find_if(
        encoded.headers.begin(), encoded.headers.end(), [&](const auto& header) { return header.first == name; });
    return found == encoded.headers.end() ? "" : found->second;
}

TEST(AnthropicRequest, PutsAllResultsInOneUserMessage) {
    const Json body = bodyOf(sample(Api::anthropicMessages));

    ASSERT_EQ(body["messages"].size(), 3U);
    const Json& results = body["messages"][2]["content"];
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0]["tool_use_id"], "c1");
    EXPECT_EQ(results[1]["is_error"], true);
    EXPECT_EQ(results[1]["cache_control"]["type"], "ephemeral");
    EXPECT_EQ(body["system"][0]["text"], "be kind");
    EXPECT_EQ(body["tools"][0]["input_schema"]["type"], "object");
    EXPECT_EQ(body["stream"], true);
}

TEST(AnthropicRequest, ChoosesTheAuthorisationHeader) {
    Request request = sample(Api::anthropicMessages);
    EXPECT_EQ(headerOf(request, "x-api-key"), "sk-key");

    request.apiKey = "sk-ant-oat01-x";
    EXPECT_EQ(headerOf(request, "authorization"), "Bearer sk-ant-oat01-x");
    EXPECT_EQ(headerOf(request, "x-api-key"), "");
}

TEST(AnthropicRequest, KeepsTheThinkingBudgetBelowTheLimit) {
    Request request = sample(Api::anthropicMessages);
    request.model.reasoning = true;
    request.model.maxTokens = 8192;
    request.thinking = ThinkingLevel::high;

    const Json body = bodyOf(request);

    EXPECT_EQ(body["max_tokens"], 8192);
    EXPECT_EQ(body["thinking"]["budget_tokens"], 7168);
}

TEST(AnthropicRequest, UsesTheBaseWithoutVersion) {
    Request request = sample(Api::anthropicMessages);
    request.model.baseUrl = "http://host";

    EXPECT_EQ(encodeRequest(request).value().url, "http://host/v1/messages");
}

TEST(CompletionsRequest, EncodesToolRoundTrips) {
    const Json body = bodyOf(sample(Api::openaiCompletions));

    ASSERT_EQ(body["messages"].size(), 5U);
    EXPECT_EQ(body["messages"][0], (Json{{"role", "system"}, {"content", "be kind"}}));
    EXPECT_EQ(body["messages"][1], (Json{{"role", "user"}, {"content", "hi"}}));
    EXPECT_EQ(body["messages"][2]["tool_calls"][0]["function"]["arguments"], R"({"path":"a"})");
    EXPECT_EQ(body["messages"][3], (Json{{"role", "tool"}, {"tool_call_id", "c1"}, {"content", "A"}}));
    EXPECT_EQ(body["stream_options"]["include_usage"], true);
    EXPECT_EQ(body["store"], false);
    EXPECT_EQ(body["tools"][0]["function"]["strict"], false);
    EXPECT_EQ(body["max_completion_tokens"], 16384);
}

TEST(CompletionsRequest, HonoursCompatSwitches) {
    Request request = sample(Api::openaiCompletions);
    request.model.reasoning = true;
    request.thinking = ThinkingLevel::low;
    request.model.compat = Json::parse(
        R"({"supportsStore":false,"supportsDeveloperRole":false,"maxTokensField":"max_tokens","requiresToolResultName":true,"supportsReasoningEffort":false})");

    const Json body = bodyOf(request);

    EXPECT_FALSE(body.contains("store"));
    EXPECT_FALSE(body.contains("reasoning_effort"));
    EXPECT_EQ(body["max_tokens"], 16384);
    EXPECT_EQ(body["messages"][0]["role"], "system");
    EXPECT_EQ(body["messages"][3]["name"], "read");
}

TEST(CompletionsRequest, SendsReasoningEffortAndDeveloperRole) {
    Request request = sample(Api::openaiCompletions);
    request.model.reasoning = true;
    request.thinking = ThinkingLevel::low;

    const Json body = bodyOf(request);

    EXPECT_EQ(body["reasoning_effort"], "low");
    EXPECT_EQ(body["messages"][0]["role"], "developer");
}

TEST(CompletionsRequest, MovesToolImagesIntoAUserMessage) {
    Request request = sample(Api::openaiCompletions);
    request.model.acceptsImages = true;
    request.messages[2]["content"] = Json::parse(R"([{"type":"image","data":"QQ==","mimeType":"image/png"}])");

    const Json messages = bodyOf(request)["messages"];

    ASSERT_EQ(messages.size(), 6U);
    EXPECT_EQ(messages[5]["content"][1]["image_url"]["url"], "data:image/png;base64,QQ==");
}

TEST(ResponsesRequest, EncodesItems) {
    Request request = sample(Api::openaiResponses);
    request.sessionId = "session";

    const Json body = bodyOf(request);

    EXPECT_EQ(body["store"], false);
    EXPECT_EQ(body["prompt_cache_key"], "session");
    ASSERT_EQ(body["input"].size(), 7U);
    EXPECT_EQ(body["input"][2]["type"], "message");
    EXPECT_EQ(body["input"][3]["call_id"], "c1");
    EXPECT_EQ(body["input"][5], (Json{{"type", "function_call_output"}, {"call_id", "c1"}, {"output", "A"}}));
    EXPECT_EQ(body["tools"][0]["name"], "read");
}

TEST(OllamaRequest, SetsTheContextSize) {
    const Request request = sample(Api::ollamaChat);

    const Json body = bodyOf(request);

    EXPECT_EQ(encodeRequest(request).value().url, "http://host/api/chat");
    EXPECT_EQ(body["options"]["num_ctx"], 128'000);
    EXPECT_EQ(body["messages"][2]["tool_calls"][0]["function"]["arguments"]["path"], "a");
    EXPECT_EQ(body["messages"][3]["tool_name"], "read");
}

TEST(Request, OfflineHasNoWireFormat) {
    EXPECT_EQ(encodeRequest(sample(Api::offline)).error().code, Errc::invalidInput);
}

}
}
