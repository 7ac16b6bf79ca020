// What decides how an answer is spoken.
#include "openclaw/media/speech.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace openclaw::media {
namespace {

SpeechSetup setupOf(const Json& tts, std::map<std::string, std::string, std::less<>> variables = {}) {
    SpeechSetup setup;
    setup.settings =
        speechSettings(Json{{"messages", {{"tts", tts}}}}, Environment(std::move(variables)), "/state");
    return setup;
}

text::SpeechTags tags(std::vector<std::pair<std::string, std::string>> settings) {
    text::SpeechTags made;
    made.isWanted = true;
    made.settings = std::move(settings);
    return made;
}

TEST(SpeechSettings, NothingIsSpokenUnlessAskedFor) {
    const SpeechSetup setup = setupOf(Json::object());
    EXPECT_EQ(setup.automatic(""), SpeechAuto::off);
    EXPECT_EQ(setup.provider(), SpeechProvider::edge);
    EXPECT_EQ(setup.settings.prefsPath, "/state/settings/tts.json");
    EXPECT_EQ(setup.settings.maxTextLength, 4096u);
    EXPECT_FALSE(setup.isConfigured(SpeechProvider::edge));
}

TEST(SpeechSettings, WhoHasAKeySpeaks) {
    EXPECT_EQ(setupOf(Json::object(), {{"XI_API_KEY", "xi-123456"}}).provider(), SpeechProvider::elevenlabs);
    const SpeechSetup both =
        setupOf({{"elevenlabs", {{"apiKey", "xi-123456"}}}}, {{"OPENAI_API_KEY", "sk-123456"}});
    EXPECT_EQ(both.order(), (std::vector{SpeechProvider::openai, SpeechProvider::elevenlabs}));
    EXPECT_EQ(setupOf({{"command", {"say"}}}, {{"OPENAI_API_KEY", "sk-123456"}}).provider(),
              SpeechProvider::command);
}

TEST(SpeechSettings, AServerOfOnesOwnNeedsNoKey) {
    const SpeechSetup setup = setupOf(Json::object(), {{"OPENAI_TTS_BASE_URL", "http://127.0.0.1:8880/v1/"}});
    EXPECT_EQ(setup.settings.openAi.baseUrl, "http://127.0.0.1:8880/v1");
    EXPECT_TRUE(setup.isConfigured(SpeechProvider::openai));
}

TEST(SpeechSettings, ThePreferencesFileCanBeElsewhere) {
    EXPECT_EQ(setupOf(Json::object(), {{"OPENCLAW_TTS_PREFS", "/elsewhere/tts.json"}}).settings.prefsPath,
              "/elsewhere/tts.json");
    EXPECT_EQ(setupOf({{"prefsPath", "/a.json"}}, {{"OPENCLAW_TTS_PREFS", "/b.json"}}).settings.prefsPath,
              "/a.json");
}

TEST(SpeechPrefs, GoBeforeTheConfigurationAndTheSessionBeforeBoth) {
    SpeechSetup setup = setupOf({{"auto", "always"}, {"provider", "openai"}});
    EXPECT_EQ(setup.automatic(""), SpeechAuto::always);
    setup.prefs = speechPrefsFromJson({{"tts", {{"auto", "off"}, {"provider", "elevenlabs"}}}});
    EXPECT_EQ(setup.automatic(""), SpeechAuto::off);
    EXPECT_EQ(setup.provider(), SpeechProvider::elevenlabs);
    EXPECT_EQ(setup.automatic("tagged"), SpeechAuto::tagged);
    EXPECT_EQ(setup.automatic("nonsense"), SpeechAuto::off);
}

TEST(SpeechPrefs, ReadTheOlderSwitchAndBoundTheLimit) {
    const SpeechPrefs prefs = speechPrefsFromJson({{"tts", {{"enabled", true}, {"maxLength", 1'000'000}}}});
    EXPECT_EQ(prefs.automatic, SpeechAuto::always);
    EXPECT_EQ(prefs.maxLength, SpeechPrefs::greatestLength);
    EXPECT_TRUE(prefs.summarizes);
}

TEST(SpeechPrefs, AreWrittenPrivatelyAndKeepWhatTheyDoNotKnow) {
    testing::TempDir folder;
    const std::filesystem::path file = folder / "settings/tts.json";
    ASSERT_TRUE(changeSpeechPrefs(file, {{"provider", "openai"}}));
    ASSERT_TRUE(writeFileAtomically(file, R"({"other":1,"tts":{"provider":"openai","enabled":true}})"));

    ASSERT_TRUE(changeSpeechPrefs(file, {{"auto", "off"}, {"enabled", nullptr}}));

    EXPECT_EQ(parseJson(readFile(file).value()).value(),
              (Json{{"other", 1}, {"tts", {{"provider", "openai"}, {"auto", "off"}}}}));
    struct stat info {};
    ASSERT_EQ(::stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    ASSERT_TRUE(writeFileAtomically(file, "{broken"));
    EXPECT_FALSE(readSpeechPrefs(file).provider);
    EXPECT_FALSE(changeSpeechPrefs(file, {{"auto", "off"}}));
    EXPECT_EQ(readFile(file).value(), "{broken");
    EXPECT_FALSE(readSpeechPrefs(folder / "nowhere").provider);
}

TEST(SpeechWishes, AreObeyedAsFarAsTheyMakeSense) {
    const SpeechSetup setup = withTags(setupOf(Json::object()), tags({{"provider", "elevenlabs"},
                                                                      {"voice", "nova"},
                                                                      {"voiceid", "AbCdEfGhIjKl"},
                                                                      {"model", "tts-1"},
                                                                      {"speed", "1.5"},
                                                                      {"stability", "7"},
                                                                      {"usespeakerboost", "no"},
                                                                      {"language", "DE"},
                                                                      {"seed", "42"}}));
    EXPECT_EQ(setup.provider(), SpeechProvider::elevenlabs);
    EXPECT_EQ(setup.settings.openAi.voice, "nova");
    EXPECT_EQ(setup.settings.openAi.model, "tts-1");
    EXPECT_EQ(setup.settings.elevenLabs.voiceId, "AbCdEfGhIjKl");
    EXPECT_EQ(setup.settings.elevenLabs.speed, 1.5);
    EXPECT_EQ(setup.settings.elevenLabs.stability, 0.5);
    EXPECT_FALSE(setup.settings.elevenLabs.useSpeakerBoost);
    EXPECT_EQ(setup.settings.elevenLabs.language, "de");
    EXPECT_EQ(setup.settings.elevenLabs.seed, 42);
}

TEST(SpeechWishes, NothingReachesTheAddressOrAnUnknownVoice) {
    const SpeechSetup setup =
        withTags(setupOf(Json::object()), tags({{"voiceid", "../../v1/user"}, {"voice", "mallory"}}));
    EXPECT_EQ(setup.settings.elevenLabs.voiceId, "pMsXgVXv3BLzUgSXRplE");
    EXPECT_EQ(setup.settings.openAi.voice, "alloy");
}

TEST(SpeechWishes, CanBeForbiddenOneByOneOrAltogether) {
    const text::SpeechTags wishes = tags({{"provider", "elevenlabs"}, {"voice", "nova"}});
    const SpeechSetup some = withTags(setupOf({{"modelOverrides", {{"allowProvider", false}}}}), wishes);
    EXPECT_EQ(some.provider(), SpeechProvider::edge);
    EXPECT_EQ(some.settings.openAi.voice, "nova");
    const SpeechSetup none = withTags(setupOf({{"modelOverrides", {{"enabled", false}}}}), wishes);
    EXPECT_EQ(none.settings.openAi.voice, "alloy");
}

}
}
