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

class TranscriberTest : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(writeFileAtomically(folder_ / "note.ogg", "spoken words\n")); }
    Result<std::string> transcribe(std::vector<std::string> command,
                                   std::int64_t maxBytes = 1000,
                                   std::chrono::seconds timeout = std::chrono::seconds(20)) {
        TranscriptionModel made;
        made.command = std::move(command);
        made.maxBytes = maxBytes;
        made.timeout = timeout;
        return runCoro(io_, transcriber_.transcribe({made}, note(), "main"));
    }
    StoredFile note() const {
        StoredFile file;
        file.path = folder_ / "note.ogg";
        file.bytes = 13;
        return file;
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
    TranscriptionModel model;
    model.command = {"cat", "{{MediaPath}}"};
    StoredFile file;
    file.path = folder_ / "a b;c.ogg";
    EXPECT_EQ(runCoro(io_, transcriber_.transcribe({model}, file, "main")).value(), "odd name");
}

}
}
