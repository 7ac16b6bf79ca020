// Sound to text by a local program.
#include "openclaw/media/Transcriber.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace openclaw::media {
namespace {

using openclaw::testing::runCoro;

Json audio(const Json& models, const Json& more = Json::object()) {
    Json section{{"models", models}};
    section.merge_patch(more);
    return Json{{"tools", {{"media", {{"audio", section}}}}}};
}

TEST(Transcription, ReadsTheConfiguredCommandsInOrder) {
    Json config = audio({{{"command", "whisper"}, {"args", {"-f", "{{MediaPath}}"}}, {"timeoutSeconds", 5}},
                         {{"provider", "openai"}, {"type", "provider"}},
                         {{"command", "see"}, {"capabilities", {"image"}}}});
    config["audio"] = Json{{"transcription", {{"command", {"old", "{{MediaPath}}"}}}}};

    const auto commands = transcriptionCommands(config);

    ASSERT_EQ(commands.size(), 2u);
    EXPECT_EQ(commands[0].command, (std::vector<std::string>{"whisper", "-f", "{{MediaPath}}"}));
    EXPECT_EQ(commands[0].timeout, std::chrono::seconds(5));
    EXPECT_EQ(commands[1].command[0], "old");
}

TEST(Transcription, CanBeSwitchedOff) {
    EXPECT_TRUE(transcriptionCommands(audio({{{"command", "whisper"}}}, Json{{"enabled", false}})).empty());
}

class TranscriberTest : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(writeFileAtomically(folder_ / "note.ogg", "spoken words\n")); }
    Result<std::string> transcribe(std::vector<std::string> command,
                                   std::int64_t maxBytes = 1000,
                                   std::chrono::seconds timeout = std::chrono::seconds(20)) {
        TranscriptionCommand made;
        made.command = std::move(command);
        made.maxBytes = maxBytes;
        made.timeout = timeout;
        return runCoro(io_, transcriber_.transcribe({made}, folder_ / "note.ogg", 13));
    }

    asio::io_context io_{1};
    openclaw::testing::TempDir folder_;
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    Transcriber transcriber_{*launcher_, Environment::fromProcess()};
};

TEST_F(TranscriberTest, TheOutputIsTheTranscript) {
    EXPECT_EQ(transcribe({"cat", "{{MediaPath}}"}).value(), "spoken words");
}

TEST_F(TranscriberTest, AFailureSaysWhy) {
    const auto failed = transcribe({"sh", "-c", "echo no model >&2; exit 3"});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "exit code 3: no model");
    EXPECT_FALSE(transcribe({"true"}));
    EXPECT_FALSE(transcribe({"/nowhere/whisper"}));
}

TEST_F(TranscriberTest, TheLimitIsKept) {
    EXPECT_FALSE(transcribe({"cat", "{{MediaPath}}"}, 12));
    EXPECT_FALSE(transcribe({"cat", "/dev/zero"}));
    const auto slow = transcribe({"tail", "-f", "/dev/null"}, 1000, std::chrono::seconds(1));
    ASSERT_FALSE(slow);
    EXPECT_TRUE(slow.error().is(Errc::timeout));
}

TEST_F(TranscriberTest, APathIsOneArgumentWhateverItContains) {
    ASSERT_TRUE(writeFileAtomically(folder_ / "a b;c.ogg", "odd name"));
    TranscriptionCommand command;
    command.command = {"cat", "{{MediaPath}}"};
    EXPECT_EQ(runCoro(io_, transcriber_.transcribe({command}, folder_ / "a b;c.ogg", 8)).value(), "odd name");
}

}
}
