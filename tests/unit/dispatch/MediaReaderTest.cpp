// Files of a message on their way to the agent.
#include "openclaw/dispatch/MediaReader.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "support/RecordingChannel.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace openclaw::dispatch {
namespace {

using namespace std::string_literals;
using openclaw::testing::runCoro;

/// Serves files from memory; the handle is the file's content.
class FileChannel final : public openclaw::testing::RecordingChannel {
public:
    asio::awaitable<Result<std::int64_t>>
    download(channels::Attachment attachment, std::string path, std::int64_t maxBytes) override {
        ++downloads;
        const std::string content = attachment.source.is_string() ? attachment.source.get<std::string>() : "";
        if (content.empty()) co_return Error(Errc::notFound, "no such file");
        if (static_cast<std::int64_t>(content.size()) > maxBytes)
            co_return Error(Errc::invalidInput, "too large");
        Result<void> written = writeFileAtomically(path, content);
        if (!written) co_return written.error();
        co_return static_cast<std::int64_t>(content.size());
    }

    int downloads = 0;
};

const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x06\0\0\0"s;

class MediaReaderTest : public ::testing::Test {
protected:
    static channels::Attachment attachment(const std::string& kind, const std::string& content) {
        channels::Attachment made;
        made.kind = kind;
        made.source = content;
        return made;
    }
    RunRequest request(std::vector<channels::Attachment> attachments, const std::string& text) {
        RunRequest made;
        made.text = text;
        made.head = "[Telegram Ada] ";
        made.message = made.head + text;
        made.attachments = std::move(attachments);
        return made;
    }
    MediaReading read(const RunRequest& asked, const Json& config = Json::object()) {
        return runCoro(io_, reader_.read(channel_, asked, config));
    }
    static Json withCommand(const std::vector<std::string>& args) {
        const Json model{{"command", "cat"}, {"args", args}};
        return Json{{"tools", {{"media", {{"audio", {{"models", Json::array({model})}}}}}}}};
    }

    asio::io_context io_{1};
    openclaw::testing::TempDir folder_;
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    Worker worker_;
    MediaReader reader_{*launcher_, Environment::fromProcess(), folder_ / "inbound"};
    FileChannel channel_;
};

TEST_F(MediaReaderTest, APictureGoesToTheModelAndIsNamedByPath) {
    const RunRequest asked = request({attachment("image", png)}, "<media:image>\nlook");

    const MediaReading reading = read(asked);

    ASSERT_EQ(reading.images.size(), 1u);
    EXPECT_EQ(reading.images[0].mimeType, "image/png");
    EXPECT_EQ(base64Decode(reading.images[0].base64), png);
    const std::string message = reading.messageFor(asked);
    EXPECT_EQ(message.find("[media attached: "), 0u) << message;
    EXPECT_NE(message.find(".png (image/png)"), std::string::npos) << message;
    EXPECT_NE(message.find("[Telegram Ada] <media:image>\nlook"), std::string::npos) << message;
}

TEST_F(MediaReaderTest, APictureThatCannotBeReadIsSaidAndTheMessageGoesOn) {
    media::ImageWorker images(io_.get_executor(), *launcher_, worker_, "/bin/false");
    reader_.preparePicturesWith(images);
    const RunRequest asked =
        request({attachment("image", png), attachment("image", "\xff\xd8\xff junk")}, "look");

    const MediaReading reading = read(asked);

    EXPECT_TRUE(reading.images.empty());
    ASSERT_EQ(reading.problems.size(), 2u);
    EXPECT_EQ(reading.problems[1], "a picture could not be read: the header is broken or cut off");
    EXPECT_NE(reading.messageFor(asked).find("look"), std::string::npos);
}

TEST_F(MediaReaderTest, MovingPicturesGoToTheModelAsTheyAre) {
    media::ImageWorker images(io_.get_executor(), *launcher_, worker_, "/bin/false");
    reader_.preparePicturesWith(images);
    const std::string gif = "GIF89a\x02\0\x02\0"s;

    const MediaReading reading = read(request({attachment("image", gif)}, "look"));

    ASSERT_EQ(reading.images.size(), 1u);
    EXPECT_EQ(base64Decode(reading.images[0].base64), gif);
}

TEST_F(MediaReaderTest, AVoiceNoteBecomesItsTranscript) {
    const RunRequest asked = request({attachment("voice", "OggS spoken words")}, "<media:audio>");

    const MediaReading reading = read(asked, withCommand({"{{MediaPath}}"}));

    const std::string message = reading.messageFor(asked);
    EXPECT_NE(message.find("[Audio]\nTranscript:\nOggS spoken words"), std::string::npos) << message;
    EXPECT_EQ(message.find("<media:audio>"), std::string::npos) << message;
}

TEST_F(MediaReaderTest, WithoutACommandAVoiceNoteIsAFile) {
    const RunRequest asked = request({attachment("voice", "OggS spoken words")}, "<media:audio>");
    EXPECT_NE(read(asked).messageFor(asked).find("audio/ogg"), std::string::npos);
}

TEST_F(MediaReaderTest, WhatCannotBeHadIsSaidAndTheRestIsKept) {
    channels::Attachment huge = attachment("document", "x");
    huge.sizeBytes = 100'000'000;
    const RunRequest asked =
        request({huge, attachment("document", ""), attachment("document", "%PDF-1.7")}, "see");

    const MediaReading reading = read(asked);

    EXPECT_EQ(channel_.downloads, 2) << "what is declared too large is not fetched";
    EXPECT_EQ(reading.problems.size(), 2u);
    ASSERT_EQ(reading.files.size(), 1u);
    EXPECT_EQ(reading.files[0].type, "application/pdf");
    EXPECT_NE(reading.messageFor(asked).find("could not be fetched: it is larger than 5 MB"),
              std::string::npos);
}

TEST_F(MediaReaderTest, ADecompressionBombNeverReachesADecoder) {
    std::string bomb = png;
    bomb.replace(16, 8, "\x7f\xff\xff\xff\x7f\xff\xff\xff"s);

    const MediaReading reading = read(request({attachment("image", bomb)}, "look"));

    EXPECT_TRUE(reading.images.empty());
    EXPECT_EQ(reading.problems.size(), 1u);
}

TEST(InboundLimit, TheAccountWinsThenTheChannelThenTheUsual) {
    const Json config{
        {"channels", {{"telegram", {{"mediaMaxMb", 2}, {"accounts", {{"work", {{"mediaMaxMb", 1.5}}}}}}}}}};
    EXPECT_EQ(inboundLimit(config, "telegram", "work"), 1'572'864);
    EXPECT_EQ(inboundLimit(config, "telegram", "default"), 2'097'152);
    EXPECT_EQ(inboundLimit(config, "whatsapp", "default"), 50 * 1024 * 1024);
}

}
}
