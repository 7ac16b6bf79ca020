#include "openclaw/llm/history.hpp"

#include <gtest/gtest.h>

namespace openclaw::llm {
namespace {

Model target() {
    Model model;
    model.id = "m";
    model.provider = "p";
    return model;
}

Json assistant(const std::string& content, const std::string& stop = "toolUse", const std::string& provider = "p") {
    return Json{{"role", "assistant"},
        {"content", Json::parse(content)},
        {"api", "openai-completions"},
        {"provider", provider},
        {"model", "m"},
        {"stopReason", stop}};
}

Json result(const std::string& id) {
    return Json{{"role", "toolResult"},
        {"toolCallId", id},
        {"toolName", "read"},
        {"isError", false},
        {"content", Json::parse(R"([{"type":"text","text":"r"}])")}};
}

const std::string callA = R"([{"type":"toolCall","id":"a","name":"read","arguments":{}}])";

std::vector<Json> prepare(std::vector<Json> messages, const Model& model = target()) {
    return prepareHistory(messages, model);
}

TEST(History, DropsFailedRepliesAndTheirResults) {
    const auto out = prepare({assistant(callA, "error"), result("a"), Json{{"role", "user"}, {"content", "hi"}}});

    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0]["role"], "user");
}

TEST(History, AnswersInterruptedCalls) {
    const auto out = prepare({assistant(callA), Json{{"role", "user"}, {"content", "hi"}}});

    ASSERT_EQ(out.size(), 3U);
    EXPECT_EQ(out[1]["toolCallId"], "a");
    EXPECT_EQ(textOf(out[1]), "No result provided");
    EXPECT_TRUE(out[1]["isError"].get<bool>());
}

TEST(History, KeepsMatchingResults) {
    const auto out = prepare({assistant(callA), result("a"), result("a")});

    ASSERT_EQ(out.size(), 2U);
    EXPECT_EQ(textOf(out[1]), "r");
}

TEST(History, ForeignThinkingBecomesText) {
    const std::string content = R"([{"type":"thinking","thinking":"why","thinkingSignature":"S"},{"type":"thinking","thinking":" "}])";

    const auto own = prepare({assistant(content, "stop")});
    const auto foreign = prepare({assistant(content, "stop", "other")});

    EXPECT_EQ(own[0]["content"][0]["thinkingSignature"], "S");
    ASSERT_EQ(foreign[0]["content"].size(), 1U);
    EXPECT_EQ(foreign[0]["content"][0]["text"], "why");
}

TEST(History, FitsToolIds) {
    const std::string content = R"([{"type":"toolCall","id":"call.1|fc_2","name":"read","arguments":{}}])";

    const auto out = prepare({assistant(content, "toolUse", "other"), result("call.1|fc_2")});

    EXPECT_EQ(out[0]["content"][0]["id"], "call_1");
    EXPECT_EQ(out[1]["toolCallId"], "call_1");
}

TEST(History, GivesMistralNineCharacters) {
    Model mistral = target();
    mistral.provider = "mistral";

    const auto out = prepare({assistant(callA), result("a")}, mistral);

    EXPECT_EQ(out[0]["content"][0]["id"].get<std::string>().size(), 9U);
    EXPECT_EQ(out[0]["content"][0]["id"], out[1]["toolCallId"]);
}

TEST(History, DropsImagesForBlindModels) {
    const Json message = Json::parse(
        R"({"role":"user","content":[{"type":"text","text":"see"},{"type":"image","data":"QQ==","mimeType":"image/png"}]})");
    Model seeing = target();
    seeing.acceptsImages = true;

    EXPECT_EQ(prepare({message})[0]["content"].size(), 1U);
    EXPECT_EQ(prepare({message}, seeing)[0]["content"].size(), 2U);
}

TEST(History, TurnsOtherRolesIntoUserText) {
    const auto out = prepare({Json::parse(R"({"role":"bashExecution","command":"ls","output":"a","exitCode":2})"),
        Json::parse(R"({"role":"bashExecution","command":"secret","output":"a","excludeFromContext":true})"),
        Json::parse(R"({"role":"compactionSummary","summary":"S1"})"), Json::parse(R"({"role":"system","content":"x"})")});

    ASSERT_EQ(out.size(), 2U);
    EXPECT_NE(textOf(out[0]).find("exited with code 2"), std::string::npos);
    EXPECT_NE(textOf(out[1]).find("S1"), std::string::npos);
}

TEST(History, RemovesNulAndInvalidBytes) {
    const auto out = prepare({Json{{"role", "user"}, {"content", std::string("a\0b\xff", 4)}}});

    EXPECT_EQ(textOf(out[0]), "ab\uFFFD");
}

TEST(Tokens, AreAQuarterOfTheCharacters) {
    EXPECT_EQ(estimateTokens(Json{{"role", "user"}, {"content", std::string(400, 'x')}}), 100);
}

}
}
