// Words to sound: providers in turn, one file for the same words.
#include "openclaw/media/Speaker.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "support/FakeHttpClient.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace openclaw::media {
namespace {

using testing::runCoro;
using testing::ScriptedResponse;

const std::string opus = "OggS opus sound";
const std::string mp3 = "ID3 mp3 sound";

class SpeakerTest : public ::testing::Test {
protected:
    SpeechSetup setup(const Json& tts = Json::object()) {
        Json all{{"openai", {{"apiKey", "sk-openai-key"}}}, {"elevenlabs", {{"apiKey", "xi-eleven-key"}}}};
        all.merge_patch(tts);
        SpeechSettings settings = speaker_.settings(Json{{"messages", {{"tts", all}}}});
        return runCoro(io_, speaker_.setup(std::move(settings)));
    }
    Result<Speech>
    speak(SpeechSetup setup, const std::string& text = "Hello there.", bool asVoiceNote = true) {
        return runCoro(io_, speaker_.speak(std::move(setup), text, asVoiceNote));
    }
    static Environment variables() {
        Environment made;
        made.set("PATH", "/usr/bin:/bin");
        return made;
    }
    Json body(std::size_t index) { return parseJson(http_.requests().at(index).body).value(); }

    asio::io_context io_{1};
    testing::TempDir folder_;
    SystemClock clock_;
    Worker worker_;
    testing::FakeHttpClient http_{io_.get_executor()};
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    Speaker speaker_{http_, *launcher_, worker_, clock_, variables(), folder_.path()};
};

TEST_F(SpeakerTest, OpenAiMakesAVoiceNote) {
    http_.enqueueBody(200, opus);

    const auto speech = speak(setup());

    ASSERT_TRUE(speech) << speech.error().message;
    EXPECT_TRUE(speech->isVoiceNote);
    EXPECT_EQ(speech->format, "opus");
    EXPECT_EQ(speech->path.extension(), ".ogg");
    EXPECT_EQ(readFile(speech->path).value(), opus);
    struct stat info {};
    ASSERT_EQ(::stat(speech->path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    const net::HttpClientRequest& request = http_.requests().at(0);
    EXPECT_EQ(request.url, "https://api.openai.com/v1/audio/speech");
    EXPECT_EQ(request.headers.get("Authorization"), "Bearer sk-openai-key");
    EXPECT_EQ(body(0), (Json{{"model", "gpt-4o-mini-tts"},
                             {"voice", "alloy"},
                             {"input", "Hello there."},
                             {"response_format", "opus"}}));
}

TEST_F(SpeakerTest, ElevenLabsMakesMp3ForOthers) {
    http_.enqueueBody(200, mp3);

    const auto speech = speak(setup({{"provider", "elevenlabs"},
                                     {"elevenlabs", {{"baseUrl", "http://127.0.0.1:1/"}, {"seed", 7}}}}),
                              "Hello there.", false);

    ASSERT_TRUE(speech) << speech.error().message;
    EXPECT_FALSE(speech->isVoiceNote);
    EXPECT_EQ(speech->path.extension(), ".mp3");
    const net::HttpClientRequest& request = http_.requests().at(0);
    EXPECT_EQ(request.url,
              "http://127.0.0.1:1/v1/text-to-speech/pMsXgVXv3BLzUgSXRplE?output_format=mp3_44100_128");
    EXPECT_EQ(request.headers.get("xi-api-key"), "xi-eleven-key");
    EXPECT_EQ(body(0)["seed"], 7);
    EXPECT_EQ(body(0)["voice_settings"]["similarity_boost"], 0.75);
    EXPECT_FALSE(body(0).contains("language_code"));
}

TEST_F(SpeakerTest, TheNextOneStandsInForOneThatFails) {
    http_.enqueueBody(401, R"({"error":"Incorrect API key provided: sk-openai-key"})");
    http_.enqueueBody(200, opus);

    const auto speech = speak(setup());

    ASSERT_TRUE(speech) << speech.error().message;
    EXPECT_EQ(speech->provider, SpeechProvider::elevenlabs);
    EXPECT_EQ(speech->format, "opus_48000_64");
}

TEST_F(SpeakerTest, WhatIsNoSoundIsNotKept) {
    http_.enqueueBody(200, "<html>sign in</html>");
    http_.enqueueBody(200, "");

    const auto speech = speak(setup());

    ASSERT_FALSE(speech);
    EXPECT_EQ(speech.error().message, "elevenlabs: what came back is no sound");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "media/outbound"));
}

TEST_F(SpeakerTest, ErrorsHoldNoKey) {
    http_.enqueueBody(401, "Incorrect API key provided: sk-openai-key");
    http_.enqueueBody(401, "bad xi-eleven-key");

    const auto speech = speak(setup());

    ASSERT_FALSE(speech);
    EXPECT_EQ(speech.error().message, "elevenlabs: HTTP 401");
    EXPECT_EQ(speaker_.lastAttempt()->error, "elevenlabs: HTTP 401");
}

TEST_F(SpeakerTest, TheSameWordsAreMadeOnce) {
    http_.enqueueBody(200, opus);
    const auto first = speak(setup());

    const auto again = speak(setup());

    ASSERT_TRUE(first && again);
    EXPECT_EQ(again->path, first->path);
    EXPECT_TRUE(again->isVoiceNote);
    EXPECT_EQ(http_.requests().size(), 1u);
    http_.enqueueBody(200, opus);
    EXPECT_NE(speak(setup({{"openai", {{"voice", "nova"}}}}))->path, first->path);
}

TEST_F(SpeakerTest, LongTextsAndSilentHousesAreSaidSo) {
    const auto tooLong = speak(setup({{"maxTextLength", 5}}));
    ASSERT_FALSE(tooLong);
    EXPECT_TRUE(tooLong.error().is(Errc::invalidInput));
    const auto nobody = speak(setup({{"openai", nullptr}, {"elevenlabs", nullptr}}));
    ASSERT_FALSE(nobody);
    EXPECT_TRUE(nobody.error().is(Errc::notFound));
    EXPECT_TRUE(http_.requests().empty());
}

TEST_F(SpeakerTest, AProviderHasItsTime) {
    ScriptedResponse hanging;
    hanging.stalls = true;
    http_.enqueue(hanging);

    const auto speech = speak(setup({{"timeoutMs", 1000}, {"elevenlabs", nullptr}}));

    ASSERT_FALSE(speech);
    EXPECT_TRUE(speech.error().is(Errc::timeout));
}

TEST_F(SpeakerTest, MoreThanTheLimitIsRefused) {
    ScriptedResponse flood;
    for (int i = 0; i < 17; ++i)
        flood.pieces.push_back(std::string(1024 * 1024, 'x'));
    http_.enqueue(flood);
    EXPECT_FALSE(speak(setup({{"elevenlabs", nullptr}})));
}

TEST_F(SpeakerTest, AProgramSpeaksThroughItsOutputOrAFile) {
    const Json script{"sh", "-c", "printf 'RIFF----WAVE '; cat"};
    const auto printed = speak(setup({{"command", script}}));
    ASSERT_TRUE(printed) << printed.error().message;
    EXPECT_EQ(printed->provider, SpeechProvider::command);
    EXPECT_FALSE(printed->isVoiceNote);
    EXPECT_EQ(readFile(printed->path).value(), "RIFF----WAVE Hello there.\n");

    const Json writer{
        "sh", "-c", "{ printf 'OggS '; cat; } > \"$1\"; echo \"$2\"", "sh", "{{OutputPath}}", "{{Format}}"};
    const auto written = speak(setup({{"command", writer}}));
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_TRUE(written->isVoiceNote);
    EXPECT_EQ(readFile(written->path).value(), "OggS Hello there.\n");
}

TEST_F(SpeakerTest, AProgramThatFailsIsReplaced) {
    http_.enqueueBody(200, opus);
    const auto speech = speak(setup({{"command", {"sh", "-c", "exit 3"}}}));
    ASSERT_TRUE(speech) << speech.error().message;
    EXPECT_EQ(speech->provider, SpeechProvider::openai);
}

TEST_F(SpeakerTest, PreferencesAreKept) {
    ASSERT_TRUE(runCoro(io_, speaker_.change(setup().settings.prefsPath, Json{{"provider", "elevenlabs"}})));
    EXPECT_EQ(setup().provider(), SpeechProvider::elevenlabs);
}

}
}
