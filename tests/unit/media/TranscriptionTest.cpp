// Which models transcribe, and what providers are sent.
#include "media/transcription_requests.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "support/FakeHttpClient.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::media {
namespace {

using testing::runCoro;

Json audio(const Json& models, const Json& more = Json::object()) {
    Json section{{"models", models}};
    section.merge_patch(more);
    return Json{{"tools", {{"media", {{"audio", section}}}}}};
}

std::vector<std::string> namesOf(const std::vector<TranscriptionModel>& models) {
    std::vector<std::string> names;
    for (const TranscriptionModel& model : models)
        names.push_back(model.name());
    return names;
}

TEST(TranscriptionModels, AreReadInOrder) {
    Json config = audio({{{"command", "whisper"}, {"args", {"-f", "{{MediaPath}}"}}, {"timeoutSeconds", 5}},
                         {{"provider", "openai"}, {"type", "provider"}, {"maxChars", 9}},
                         {{"command", "see"}, {"capabilities", {"image"}}}});
    config["tools"]["media"]["models"] =
        Json::array({Json{{"provider", "openai"}}, Json{{"provider", "deepgram"}}});
    config["audio"] = Json{{"transcription", {{"command", {"old", "{{MediaPath}}"}}}}};

    const auto models = transcriptionModels(config);

    ASSERT_EQ(namesOf(models), (std::vector<std::string>{"whisper", "openai", "deepgram", "old"}));
    EXPECT_EQ(models[0].command, (std::vector<std::string>{"whisper", "-f", "{{MediaPath}}"}));
    EXPECT_EQ(models[0].timeout, std::chrono::seconds(5));
    EXPECT_EQ(models[1].maxChars, 9u);
}

TEST(TranscriptionModels, WithoutAnyTheProvidersAreTried) {
    const auto models = transcriptionModels(Json::object());
    EXPECT_EQ(namesOf(models), (std::vector<std::string>{"openai", "groq", "deepgram", "google"}));
    EXPECT_TRUE(models[0].isAutomatic);
    EXPECT_TRUE(transcriptionModels(audio({{{"command", "whisper"}}}, Json{{"enabled", false}})).empty());
}

TEST(TranscriptionModels, TakeWhatTheySayThemselvesFromTheSectionElse) {
    const Json entry{
        {"provider", "deepgram"}, {"headers", {{"X-B", "2"}}}, {"deepgram", {{"smartFormat", true}}}};
    const Json section{{"baseUrl", "http://127.0.0.1:1"},
                       {"headers", {{"X-A", "1"}}},
                       {"language", "de"},
                       {"providerOptions", {{"deepgram", {{"punctuate", true}, {"n", 2}}}}}};
    const auto models = transcriptionModels(audio(Json::array({entry}), section));
    ASSERT_EQ(models.size(), 1u);
    EXPECT_EQ(models[0].baseUrl, "http://127.0.0.1:1");
    EXPECT_EQ(models[0].language, "de");
    EXPECT_EQ(models[0].headers.size(), 2u);
    EXPECT_EQ(models[0].options, (std::map<std::string, std::string>{
                                     {"n", "2"}, {"punctuate", "true"}, {"smart_format", "true"}}));
}

class ProviderTest : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(writeFileAtomically(folder_ / "note.ogg", "OggS sound"));
        file_.path = folder_ / "note.ogg";
        file_.mimeType = "audio/ogg";
        file_.bytes = 10;
        transcriber_.askProvidersWith(http_,
                                      [this](std::string agent, std::string provider,
                                             std::string profile) -> asio::awaitable<Result<Secret>> {
                                          asked_.push_back(agent + ":" + provider + ":" + profile);
                                          if (!keys_.contains(provider))
                                              co_return Error(Errc::notFound, "no key for " + provider);
                                          co_return Secret(keys_.at(provider));
                                      });
    }
    Result<std::string> transcribe(const Json& models) {
        return runCoro(io_, transcriber_.transcribe(transcriptionModels(audio(models)), file_, "main"));
    }

    asio::io_context io_{1};
    testing::TempDir folder_;
    StoredFile file_;
    testing::FakeHttpClient http_{io_.get_executor()};
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    Transcriber transcriber_{*launcher_, Environment()};
    std::map<std::string, std::string> keys_{
        {"openai", "sk-openai-key"}, {"deepgram", "dg-deep-key"}, {"google", "go-ogle-key"}};
    std::vector<std::string> asked_;
};

TEST_F(ProviderTest, OpenAiGetsAForm) {
    http_.enqueueBody(200, R"({"text":" spoken words "})");

    const auto words = transcribe({{{"provider", "openai"}, {"language", "en"}, {"profile", "openai:work"}}});

    EXPECT_EQ(words.value(), "spoken words");
    const net::HttpClientRequest& request = http_.requests().at(0);
    EXPECT_EQ(request.url, "https://api.openai.com/v1/audio/transcriptions");
    EXPECT_EQ(request.headers.get("Authorization"), "Bearer sk-openai-key");
    EXPECT_EQ(asked_, (std::vector<std::string>{"main:openai:openai:work"}));
    std::string form;
    for (const net::BodyPiece& piece : request.bodyPieces)
        form += piece.filePath.empty() ? piece.bytes : "<" + piece.filePath + ">";
    EXPECT_NE(
        form.find("filename=\"note.ogg\"\r\nContent-Type: audio/ogg\r\n\r\n<" + file_.path.string() + ">"),
        std::string::npos);
    EXPECT_NE(form.find("name=\"model\"\r\n\r\ngpt-4o-mini-transcribe\r\n"), std::string::npos);
    EXPECT_NE(form.find("name=\"language\"\r\n\r\nen\r\n"), std::string::npos);
}

TEST_F(ProviderTest, DeepgramGetsTheFileAndItsWishesInTheAddress) {
    http_.enqueueBody(200, R"({"results":{"channels":[{"alternatives":[{"transcript":"deep words"}]}]}})");

    const auto words = transcribe({{{"provider", "deepgram"}, {"deepgram", {{"punctuate", true}}}}});

    EXPECT_EQ(words.value(), "deep words");
    EXPECT_EQ(http_.requests().at(0).url, "https://api.deepgram.com/v1/listen?model=nova-3&punctuate=true");
    EXPECT_EQ(http_.requests().at(0).headers.get("Authorization"), "Token dg-deep-key");
    EXPECT_EQ(http_.requests().at(0).headers.get("Content-Type"), "audio/ogg");
}

TEST_F(ProviderTest, GoogleGetsItInline) {
    http_.enqueueBody(200, R"({"candidates":[{"content":{"parts":[{"text":"a"},{"text":"b"}]}}]})");

    const auto words = transcribe({{{"provider", "google"}, {"maxChars", 2}}});

    EXPECT_EQ(words.value(), "a\n");
    const net::HttpClientRequest& request = http_.requests().at(0);
    EXPECT_EQ(
        request.url,
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-flash-preview:generateContent");
    EXPECT_EQ(request.headers.get("x-goog-api-key"), "go-ogle-key");
    const Json body = parseJson(request.body).value();
    EXPECT_EQ(body["contents"][0]["parts"][1]["inline_data"]["data"], base64Encode("OggS sound"));
}

TEST_F(ProviderTest, TheNextOneIsAskedAfterAFailure) {
    http_.enqueueBody(500, "sk-openai-key");
    http_.enqueueBody(200, R"({"results":{"channels":[{"alternatives":[{"transcript":"deep words"}]}]}})");
    EXPECT_EQ(transcribe({{{"provider", "openai"}}, {{"provider", "deepgram"}}}).value(), "deep words");
}

TEST_F(ProviderTest, FailuresAreSaidWithoutTheKey) {
    http_.enqueueBody(401, "Incorrect API key provided: sk-openai-key");
    EXPECT_EQ(transcribe({{{"provider", "openai"}}}).error().message, "HTTP 401");
    http_.enqueueBody(200, "{}");
    EXPECT_EQ(transcribe({{{"provider", "openai"}}}).error().message, "no words came back");
    const auto without = transcribe({{{"provider", "groq"}}});
    EXPECT_TRUE(without.error().is(Errc::unavailable)) << "it was configured, so people are told";
    EXPECT_FALSE(transcribe({{{"provider", "nobody"}}, {{"provider", "openai"}, {"maxBytes", 5}}}));
}

TEST_F(ProviderTest, AServerOfOnesOwnNeedsNoKey) {
    http_.enqueueBody(200, R"({"text":"local words"})");
    EXPECT_EQ(transcribe({{{"provider", "groq"}, {"baseUrl", "http://127.0.0.1:9/v1/"}}}).value(),
              "local words");
    EXPECT_EQ(http_.requests().at(0).url, "http://127.0.0.1:9/v1/audio/transcriptions");
    EXPECT_FALSE(http_.requests().at(0).headers.has("Authorization"));
}

TEST_F(ProviderTest, NobodyConfiguredAndNoKeysIsNoFailure) {
    keys_.clear();
    const auto nobody =
        runCoro(io_, transcriber_.transcribe(transcriptionModels(Json::object()), file_, "main"));
    ASSERT_FALSE(nobody);
    EXPECT_TRUE(nobody.error().is(Errc::notFound));
    EXPECT_EQ(asked_.size(), 4u);
}

}
}
