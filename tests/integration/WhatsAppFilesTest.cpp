// Files, places and contact cards both ways, against a server of our own.
#include "integration/WhatsAppHouse.hpp"
#include "openclaw/channels/images.hpp"
#include "openclaw/core/files.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

namespace openclaw {
namespace {

using testing::alice;
using testing::runCoro;
using testing::WhatsApp;

TEST_F(WhatsApp, CarriesFilesBothWays) {
    linkAndStart();
    const std::string picture(300'000, 'p');
    const whatsapp::MediaRef stored = server_.storeFile(whatsapp::MediaKind::image, picture);
    server_.sayMessage(alice, whatsapp::mediaMessage(stored, "look", {}));
    until([&] { return sink_.kept.size() == 1; });
    const std::string path = (folder_.path() / "in.jpg").string();

    const auto size = runCoro(io_, channel_->download(sink_.kept[0].attachments.at(0), path, 1 << 20));
    const auto sent =
        send("+15550000002",
             Json{{"kind", "media"}, {"path", path}, {"mime", "image/jpeg"}, {"caption", "back"}}, "m");

    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(readFile(path).value(), picture);
    ASSERT_TRUE(sent) << sent.error().message;
    const whatsapp::Content content = whatsapp::readContent(server_.sent.at(0).message, whatsapp::Jid());
    EXPECT_EQ(content.text, "back");
    EXPECT_EQ(content.media->bytes, picture.size());
}

TEST_F(WhatsApp, RefusesFilesThatAreTooLarge) {
    linkAndStart();
    const whatsapp::MediaRef stored = server_.storeFile(whatsapp::MediaKind::image, std::string(50'000, 'p'));
    server_.sayMessage(alice, whatsapp::mediaMessage(stored, "", {}));
    until([&] { return sink_.kept.size() == 1; });
    const std::string path = (folder_.path() / "in.jpg").string();

    EXPECT_FALSE(runCoro(io_, channel_->download(sink_.kept[0].attachments.at(0), path, 10'000)));
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(WhatsApp, AsksThePhoneForAFileThatHasExpired) {
    linkAndStart();
    const std::string picture(30'000, 'p');
    const whatsapp::MediaRef stored = server_.storeFile(whatsapp::MediaKind::image, picture);
    server_.expireFiles();
    server_.sayMessage(alice, whatsapp::mediaMessage(stored, "look", {}));
    until([&] { return sink_.kept.size() == 1; });
    const std::string path = (folder_.path() / "in.jpg").string();

    const auto size = runCoro(io_, channel_->download(sink_.kept[0].attachments.at(0), path, 1 << 20));

    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(readFile(path).value(), picture);
    EXPECT_EQ(server_.filesAskedFor, 1);
}

TEST_F(WhatsApp, SaysSoWhenThePhoneHasTheFileNoMore) {
    linkAndStart();
    const whatsapp::MediaRef stored = server_.storeFile(whatsapp::MediaKind::image, "gone");
    server_.expireFiles();
    server_.forgetFiles();
    server_.sayMessage(alice, whatsapp::mediaMessage(stored, "look", {}));
    until([&] { return sink_.kept.size() == 1; });

    const auto size = runCoro(io_, channel_->download(sink_.kept[0].attachments.at(0),
                                                      (folder_.path() / "in.jpg").string(), 1 << 20));

    ASSERT_FALSE(size);
    EXPECT_TRUE(size.error().is(Errc::notFound));
}

/// Stands in for the image child.
struct FittingStub final : channels::ImageFitter {
    asio::awaitable<Result<channels::FittedImage>>
    fit(std::filesystem::path file, std::filesystem::path fitted, channels::ImageFit limits) override {
        seen = readFile(file, 100).value();
        thumbnailSide = limits.thumbnailSide;
        if (isRefusing) co_return Error(Errc::invalidInput, "the header is broken or cut off");
        channels::FittedImage image;
        image.mimeType = "image/jpeg";
        EXPECT_TRUE(writeFileAtomically(fitted, "fitted"));
        image.width = 640;
        image.height = 480;
        image.thumbnail = "small";
        co_return image;
    }
    std::string seen;
    std::uint32_t thumbnailSide = 0;
    bool isRefusing = false;
};

TEST_F(WhatsApp, PicturesGoOutFittedWithASmallCopy) {
    FittingStub images;
    images_ = &images;
    linkAndStart();
    const std::string path = (folder_.path() / "a.png").string();
    ASSERT_TRUE(writeFileAtomically(path, "original"));
    const Json payload{{"kind", "media"}, {"path", path}, {"mime", "image/png"}, {"caption", "look"}};

    const auto sent = send("+15550000002", payload, "p1");
    images.isRefusing = true;
    const auto refused = send("+15550000002", payload, "p2");

    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_EQ(images.seen, "original");
    EXPECT_EQ(images.thumbnailSide, 72u);
    const whatsapp::Proto image =
        whatsapp::Proto(server_.sent.at(0).message).message(whatsapp::field::Message::imageMessage);
    EXPECT_EQ(image.text(whatsapp::field::ImageMessage::mimetype), "image/jpeg");
    EXPECT_EQ(image.number(whatsapp::field::ImageMessage::fileLength), 6u);
    EXPECT_EQ(image.number(whatsapp::field::ImageMessage::width), 640u);
    EXPECT_EQ(image.number(whatsapp::field::ImageMessage::height), 480u);
    EXPECT_EQ(image.text(whatsapp::field::ImageMessage::jpegThumbnail), "small");
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().is(Errc::invalidInput));
    EXPECT_EQ(server_.sent.size(), 1u);
}

TEST_F(WhatsApp, SendsPlacesAndContactCards) {
    linkAndStart();
    const std::string path = (folder_.path() / "ada.vcf").string();
    ASSERT_TRUE(writeFileAtomically(path, "BEGIN:VCARD\nFN:Ada\nTEL:+1\nEND:VCARD\n"));

    ASSERT_TRUE(send("+15550000002", Json{{"kind", "location"}, {"text", "geo:48.5,11.5?q=Home"}}, "l"));
    ASSERT_TRUE(send("+15550000002", Json{{"kind", "media"}, {"path", path}, {"name", "ada.vcf"}}, "c"));

    EXPECT_EQ(whatsapp::readContent(server_.sent.at(0).message, {}).text, "📍 Home (48.500000, 11.500000)");
    EXPECT_EQ(whatsapp::readContent(server_.sent.at(1).message, {}).kind, whatsapp::Content::Kind::contact);
}

TEST_F(WhatsApp, VoiceNotesHaveAWaveform) {
    linkAndStart();
    std::string ogg("OggS\0\0", 6);
    ogg += std::string("\x80\xbb\0\0\0\0\0\0", 8) + std::string(12, '\0') +
           std::string("\5\x13\x3c\x0a\x50\x28", 6);
    ogg += std::string(19 + 60 + 10 + 80 + 40, 'x');
    const std::string path = (folder_.path() / "note.ogg").string();
    ASSERT_TRUE(writeFileAtomically(path, ogg));

    ASSERT_TRUE(send("+15550000002",
                     Json{{"kind", "media"}, {"path", path}, {"mime", "audio/ogg"}, {"asVoice", true}}, "v"));

    const whatsapp::Proto audio =
        whatsapp::Proto(server_.sent.at(0).message).message(whatsapp::field::Message::audioMessage);
    EXPECT_EQ(audio.number(whatsapp::field::AudioMessage::seconds), 1u);
    EXPECT_EQ(audio.bytes(whatsapp::field::AudioMessage::waveform).size(), 64u);
}

}
}
