// Conversations that are heard: which answers are spoken, with which words, and that none is lost for want of
// a voice.
#include "unit/dispatch/HouseFixture.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/dispatch/SpokenReplies.hpp"
#include "support/FakeHttpClient.hpp"

namespace openclaw::dispatch {
namespace {

using testing::directMessage;
using testing::House;
using testing::runCoro;

const std::string opus = "OggS opus sound";

class SpokenRepliesTest : public ::testing::Test {
protected:
    void open(const Json& tts, const Json& more = Json::object()) {
        Json config{{"channels", {{"telegram", {{"allowFrom", {"5"}}}}}}, {"messages", {{"tts", tts}}}};
        config["messages"]["tts"]["openai"]["apiKey"] = "sk-openai-key";
        config.merge_patch(more);
        house_ = std::make_unique<House>(io_, folder_.path(), config, &speaker_);
        house_->runs.speakWith(spoken_);
    }
    void TearDown() override {
        if (house_) house_->stop();
    }
    /// Sends a message and waits until `sent` messages have come back in all.
    void say(channels::InboundMessage message, std::size_t sent) {
        const std::string id = "telegram:default:" + message.messageId;
        house_->receive(std::move(message));
        ASSERT_TRUE(runCoro(io_, house_->runs.wait(id, std::chrono::seconds(20))));
        for (int i = 0; i < 2000 && house_->channel.sent.size() < sent; ++i)
            runCoro(io_, house_->store->offsets().get("telegram", "default"));
        ASSERT_EQ(house_->channel.sent.size(), sent);
    }
    static channels::InboundMessage voiceNote(const std::string& id) {
        channels::InboundMessage message = directMessage(id, "");
        channels::Attachment attachment;
        attachment.kind = "voice";
        message.attachments.push_back(attachment);
        return message;
    }
    std::string words(std::size_t request) {
        return stringOr(parseJson(http_.requests().at(request).body).value(), "input");
    }
    const testing::RecordingChannel::Sent& sent(std::size_t index) { return house_->channel.sent.at(index); }

    asio::io_context io_;
    testing::TempDir folder_;
    SystemClock clock_;
    Worker worker_;
    testing::FakeHttpClient http_{io_.get_executor()};
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    media::Speaker speaker_{http_, *launcher_, worker_, clock_, Environment(), folder_.path()};
    std::string summary_;
    SpokenReplies spoken_{
        speaker_,
        [this](std::string, std::string, std::string, std::size_t) -> asio::awaitable<Result<std::string>> {
            if (summary_.empty()) co_return Error(Errc::unavailable, "no model");
            co_return summary_;
        }};
    std::unique_ptr<House> house_;
};

TEST_F(SpokenRepliesTest, AnAnswerGoesOutWithItsSound) {
    open({{"auto", "always"}});
    http_.enqueueBody(200, opus);
    house_->agent.answerWith("All **good** here, thank you.");

    say(directMessage("1", "how are you?"), 1);

    EXPECT_EQ(sent(0).text, "All **good** here, thank you.");
    EXPECT_TRUE(sent(0).asVoice);
    EXPECT_EQ(readFile(sent(0).file).value(), opus);
    EXPECT_EQ(words(0), "All good here, thank you.");
    EXPECT_NE(house_->agent.turns()[0].extraSystemPrompt.find("can be spoken"), std::string::npos);
}

TEST_F(SpokenRepliesTest, ALostVoiceLosesNoAnswer) {
    open({{"auto", "always"}});
    http_.enqueueBody(503, "");

    say(directMessage("1", "how are you?"), 1);

    EXPECT_EQ(sent(0).text, "answer: how are you?");
    EXPECT_EQ(sent(0).file, "");
    const auto trace = house_->explain("1");
    EXPECT_TRUE(std::any_of(trace.begin(), trace.end(), [](const std::string& line) {
        return line.find("HTTP 503") != std::string::npos;
    }));
}

TEST_F(SpokenRepliesTest, VoiceNotesAreAnsweredWithVoice) {
    open({{"auto", "inbound"}});
    http_.enqueueBody(200, opus);
    house_->agent.answerWith("An answer that can be heard.");

    say(directMessage("1", "a written question"), 1);
    say(voiceNote("2"), 2);

    EXPECT_EQ(sent(0).file, "");
    EXPECT_TRUE(sent(1).asVoice);
    EXPECT_EQ(http_.requests().size(), 1u);
}

TEST_F(SpokenRepliesTest, TagsAskForSpeechAndAreNotShown) {
    open({{"auto", "tagged"}});
    http_.enqueueBody(200, opus);
    house_->agent.answerWith("Only written, this one.");
    say(directMessage("1", "hello"), 1);
    house_->agent.answerWith(
        "Read this. [[tts:voice=nova]]\n[[tts:text]](softly) Hear this instead.[[/tts:text]]");

    say(directMessage("2", "hello"), 2);

    EXPECT_EQ(sent(0).file, "");
    EXPECT_EQ(sent(1).text, "Read this.");
    EXPECT_TRUE(sent(1).asVoice);
    EXPECT_EQ(words(0), "(softly) Hear this instead.");
    EXPECT_EQ(parseJson(http_.requests()[0].body).value()["voice"], "nova");
}

TEST_F(SpokenRepliesTest, WordsThatAreOnlyHeardAreWrittenWhenNobodySpeaks) {
    open({{"auto", "always"}});
    house_->agent.answerWith("[[tts:text]]Good night and sleep well.[[/tts:text]]");
    http_.enqueueBody(200, opus);
    say(directMessage("1", "good night"), 1);
    EXPECT_EQ(sent(0).text, "");
    EXPECT_TRUE(sent(0).asVoice);
    house_->agent.answerWith("[[tts:text]]Good night, once more.[[/tts:text]]");
    http_.enqueueBody(500, "");

    say(directMessage("2", "good night"), 2);

    EXPECT_EQ(sent(1).text, "Good night, once more.");
    EXPECT_EQ(sent(1).file, "");
}

TEST_F(SpokenRepliesTest, ShortAnswersAndFilesAreNotSpoken) {
    open({{"auto", "always"}});
    house_->agent.answerWith("Done.");
    say(directMessage("1", "go"), 1);
    house_->agent.answerWith("Here is the picture.\nMEDIA: https://example.com/a.png");
    say(directMessage("2", "go"), 2);
    EXPECT_TRUE(http_.requests().empty());
}

TEST_F(SpokenRepliesTest, LongAnswersAreSummarisedOrCut) {
    open({{"auto", "always"}});
    ASSERT_TRUE(runCoro(io_, speaker_.change(folder_ / "settings/tts.json", Json{{"maxLength", 100}})));
    std::string answer;
    for (int i = 0; i < 20; ++i)
        answer += "Sentence number " + std::to_string(i) + ". ";
    house_->agent.answerWith(answer);
    summary_ = "**Twenty** sentences.";
    http_.enqueueBody(200, opus);
    say(directMessage("1", "go"), 1);
    summary_.clear();
    http_.enqueueBody(200, opus);

    say(directMessage("2", "go"), 2);

    EXPECT_EQ(words(0), "Twenty sentences.");
    EXPECT_EQ(
        words(1),
        "Sentence number 0. Sentence number 1. Sentence number 2. Sentence number 3. Sentence number 4.");
    EXPECT_EQ(sent(1).text, std::string(trimAscii(answer)));
}

TEST_F(SpokenRepliesTest, WhatWasStreamedIsSpokenAsAWhole) {
    open({{"auto", "always"}}, {{"channels", {{"telegram", {{"blockStreaming", true}}}}}});
    http_.enqueueBody(200, opus);
    house_->agent.answerWith("An answer that was sent while it grew.");

    say(directMessage("1", "go"), 2);

    EXPECT_EQ(sent(0).text, "An answer that was sent while it grew.");
    EXPECT_EQ(sent(0).file, "");
    EXPECT_EQ(sent(1).text, "");
    EXPECT_TRUE(sent(1).asVoice);
}

TEST_F(SpokenRepliesTest, WithModeAllEachBlockIsSpoken) {
    open({{"auto", "always"}, {"mode", "all"}}, {{"channels", {{"telegram", {{"blockStreaming", true}}}}}});
    http_.enqueueBody(200, opus);

    say(directMessage("1", "tell me more"), 1);

    EXPECT_EQ(sent(0).text, "answer: tell me more");
    EXPECT_TRUE(sent(0).asVoice);
}

TEST_F(SpokenRepliesTest, ATurnThatRunsAgainSendsTheSameFile) {
    open({{"auto", "always"}});
    http_.enqueueBody(200, opus);
    house_->agent.answerWith("The very same words.");
    say(directMessage("1", "go"), 1);

    say(directMessage("2", "go"), 2);

    EXPECT_EQ(sent(0).file, sent(1).file);
    EXPECT_EQ(http_.requests().size(), 1u);
}

TEST_F(SpokenRepliesTest, TheCommandSwitchesOneConversation) {
    open({{"auto", "off"}});
    http_.enqueueBody(200, opus);
    say(directMessage("1", "/tts on"), 1);
    EXPECT_EQ(sent(0).text, "🔊 Answers in this conversation are spoken.");
    say(directMessage("2", "and now?"), 2);
    EXPECT_TRUE(sent(1).asVoice);
    say(directMessage("3", "/tts off"), 3);
    say(directMessage("4", "and now?"), 4);
    EXPECT_EQ(sent(3).file, "");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "settings/tts.json"));
}

TEST_F(SpokenRepliesTest, TheCommandTellsAndSetsHowItIsSpoken) {
    open({{"auto", "always"}});
    say(directMessage("1", "/tts"), 1);
    EXPECT_EQ(sent(0).text,
              "🔊 Spoken answers: always\nProvider: openai (ready)\nLimit: 1500 characters; longer "
              "answers are summarised");
    say(directMessage("2", "/tts limit 50"), 2);
    EXPECT_EQ(sent(1).text, "⚠️ The limit must be between 100 and 4096 characters.");
    say(directMessage("3", "/tts limit 200"), 3);
    say(directMessage("4", "/tts summary off"), 4);
    say(directMessage("5", "/tts provider elevenlabs"), 5);
    EXPECT_EQ(sent(4).text, "✅ elevenlabs speaks from now on (not configured).");
    say(directMessage("6", "/tts provider"), 6);
    EXPECT_NE(sent(5).text.find("→ elevenlabs: not configured"), std::string::npos) << sent(5).text;
    EXPECT_NE(sent(5).text.find("edge: not available here"), std::string::npos) << sent(5).text;
    EXPECT_EQ(parseJson(readFile(folder_ / "settings/tts.json").value()).value()["tts"],
              (Json{{"maxLength", 200}, {"summarize", false}, {"provider", "elevenlabs"}}));
    say(directMessage("7", "/tts sing"), 7);
    EXPECT_NE(sent(6).text.find("/tts audio <text>"), std::string::npos);
}

TEST_F(SpokenRepliesTest, TheCommandSaysAText) {
    open({{"auto", "off"}});
    http_.enqueueBody(200, opus);
    say(directMessage("1", "/tts audio Say this."), 1);
    EXPECT_EQ(sent(0).text, "");
    EXPECT_TRUE(sent(0).asVoice);
    EXPECT_EQ(words(0), "Say this.");
    http_.enqueueBody(401, "");
    say(directMessage("2", "/tts audio Say that."), 2);
    EXPECT_EQ(sent(1).text, "❌ openai: HTTP 401");
}

}
}
