#include "agent/fallback.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;

std::vector<std::string> names(const std::vector<ModelRef>& models) {
    std::vector<std::string> out;
    for (const ModelRef& model : models)
        out.push_back(model.text());
    return out;
}

Json withFallbacks() {
    return Json{
        {"agents", {{"defaults", {{"model", {{"primary", "a/one"}, {"fallbacks", {"b/two", "c/three"}}}}}}}}};
}

TurnOutcome failure(const std::string& message) {
    TurnOutcome outcome;
    outcome.status = TurnStatus::failed;
    outcome.errorMessage = message;
    return outcome;
}

TEST(ModelCandidates, AreTheChosenOneAndTheFallbacks) {
    EXPECT_EQ(names(modelCandidates(withFallbacks(), "main", {"a", "one"}, Environment())),
              (std::vector<std::string>{"a/one", "b/two", "c/three"}));
}

TEST(ModelCandidates, EndWithThePrimaryAfterAnOverride) {
    EXPECT_EQ(names(modelCandidates(withFallbacks(), "main", {"x", "y"}, Environment())),
              (std::vector<std::string>{"x/y", "b/two", "c/three", "a/one"}));
}

TEST(ModelCandidates, AreOneWithoutFallbacks) {
    const Json config = {{"agents", {{"defaults", {{"model", "a/one"}}}}}};

    EXPECT_EQ(modelCandidates(config, "main", {"x", "y"}, Environment()).size(), 1U);
}

TEST(ModelCandidates, RespectTheAllowedModelsExceptForThePrimary) {
    Json config = withFallbacks();
    config["agents"]["defaults"]["models"]["c/three"] = Json::object();

    EXPECT_EQ(names(modelCandidates(config, "main", {"c", "three"}, Environment())),
              (std::vector<std::string>{"c/three", "a/one"}));
}

TEST(ModelCandidates, PreferTheAgentsOwnFallbacks) {
    Json config = withFallbacks();
    config["agents"]["list"] =
        Json::array({Json{{"id", "work"}, {"model", {{"primary", "w/1"}, {"fallbacks", {"w/2"}}}}}});

    EXPECT_EQ(names(modelCandidates(config, "work", {"w", "1"}, Environment())),
              (std::vector<std::string>{"w/1", "w/2"}));
}

TEST(ProviderCooldowns, GrowWithEveryFailure) {
    ProviderCooldowns cooldowns;
    std::int64_t now = 1'000'000'000;
    for (const std::int64_t pause : {minute, 5 * minute, 25 * minute, hour, hour}) {
        cooldowns.failed("a", llm::FailureClass::rateLimit, Json::object(), now);
        EXPECT_TRUE(cooldowns.isCoolingDown("a", now + pause - 1));
        EXPECT_FALSE(cooldowns.isCoolingDown("a", now + pause));
        now += pause;
    }
    EXPECT_FALSE(cooldowns.isCoolingDown("b", now));
}

TEST(ProviderCooldowns, WaitLongForMoney) {
    ProviderCooldowns cooldowns;
    const std::int64_t now = 1'000'000'000;

    cooldowns.failed("a", llm::FailureClass::billing, Json::object(), now);
    EXPECT_TRUE(cooldowns.isCoolingDown("a", now + 5 * hour - 1));
    EXPECT_FALSE(cooldowns.isCoolingDown("a", now + 5 * hour));
    cooldowns.failed("a", llm::FailureClass::billing, Json::object(), now + 5 * hour);
    EXPECT_TRUE(cooldowns.isCoolingDown("a", now + 15 * hour - 1));
    EXPECT_FALSE(cooldowns.isCoolingDown("a", now + 15 * hour));
}

TEST(ProviderCooldowns, ForgetAfterSuccessAndAfterAQuietDay) {
    ProviderCooldowns cooldowns;
    const std::int64_t now = 1'000'000'000;
    cooldowns.failed("a", llm::FailureClass::auth, Json::object(), now);
    cooldowns.failed("a", llm::FailureClass::auth, Json::object(), now);
    cooldowns.failed("a", llm::FailureClass::auth, Json::object(), now + 25 * hour);
    EXPECT_FALSE(cooldowns.isCoolingDown("a", now + 25 * hour + minute));

    cooldowns.failed("a", llm::FailureClass::auth, Json::object(), now + 25 * hour);
    cooldowns.succeeded("a");
    EXPECT_FALSE(cooldowns.isCoolingDown("a", now + 25 * hour));
}

TEST(Failover, KnowsWhatAnotherModelCanHelpWith) {
    EXPECT_EQ(failoverClass(failure("429: too many requests")), llm::FailureClass::rateLimit);
    EXPECT_EQ(failoverClass(failure("401: bad key")), llm::FailureClass::auth);
    EXPECT_EQ(failoverClass(failure("prompt is too long")), llm::FailureClass::none);
    EXPECT_EQ(failoverClass(TurnOutcome()), llm::FailureClass::none);
}

TEST(Failover, SaysWhatWasTried) {
    const std::string one =
        failureText({"a", "one"}, failure("429: slow\ndown"), llm::FailureClass::rateLimit);

    EXPECT_EQ(one, "a/one: 429: slow down (rate_limit)");
    EXPECT_EQ(exhaustedText({one, "b/two: x (auth)"}),
              "All models failed (2): " + one + " | b/two: x (auth)");
}

class Recorder final : public TurnListener {
public:
    void onTextDelta(const std::string& delta) override { seen.push_back("text " + delta); }
    void onMessage(const Json& message) override { seen.push_back("message " + message.get<std::string>()); }
    std::vector<std::string> seen;
};

TEST(AttemptListener, LeavesNoTraceOfAnAttemptThatCameToNothing) {
    Recorder recorder;
    AttemptListener attempt(recorder, true);

    attempt.onMessage("user");
    attempt.onMessage("error");

    EXPECT_FALSE(attempt.hasProduced());
    EXPECT_TRUE(recorder.seen.empty());
}

TEST(AttemptListener, KeepsTheOrderOnceSomethingIsSaid) {
    Recorder recorder;
    AttemptListener attempt(recorder, true);

    attempt.onMessage("user");
    attempt.onTextDelta("hi");
    attempt.onMessage("assistant");

    EXPECT_TRUE(attempt.hasProduced());
    EXPECT_EQ(recorder.seen, (std::vector<std::string>{"message user", "text hi", "message assistant"}));
}

}
}
