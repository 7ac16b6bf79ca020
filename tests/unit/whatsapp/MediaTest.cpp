// Attachments: recorded files, every piece size, every kind of damage.
#include "openclaw/whatsapp/media.hpp"

#include "openclaw/core/strings.hpp"
#include "unit/whatsapp/vectors.hpp"

#include <gtest/gtest.h>

namespace openclaw::whatsapp {

namespace {

std::optional<MediaKind> kindOf(const std::string& name) {
    if (name == "image") return MediaKind::image;
    if (name == "sticker") return MediaKind::sticker;
    if (name == "video") return MediaKind::video;
    if (name == "audio") return MediaKind::audio;
    if (name == "document") return MediaKind::document;
    if (name.find("msg-hist") != std::string::npos) return MediaKind::history;
    if (name.find("app-state") != std::string::npos) return MediaKind::appState;
    if (name == "thumbnail-link") return MediaKind::linkThumbnail;
    return std::nullopt;
}

MediaExpectation expectation(const Json& vector) {
    MediaExpectation wanted;
    wanted.mediaKey = unhex(vector, "mediaKey");
    wanted.kind = *kindOf(vector.at("kind").get<std::string>());
    wanted.fileEncSha256 = unhex(vector, "fileEncSha256");
    wanted.maxBytes = 1000;
    return wanted;
}

Result<std::string> openAll(MediaExpectation wanted, std::string_view blob, std::size_t piece) {
    MediaDecryptor decryptor(std::move(wanted));
    std::string out;
    for (std::size_t at = 0; at < blob.size(); at += piece) {
        const Result<void> done = decryptor.update(blob.substr(at, piece), out);
        if (!done) return done.error();
    }
    const Result<void> done = decryptor.finish(out);
    if (!done) return done.error();
    return out;
}

}

TEST(Media, MatchesTheRecordedFiles) {
    int checked = 0;
    for (const Json& vector : vectors().at("media")) {
        const auto kind = kindOf(vector.at("kind").get<std::string>());
        if (!kind) continue;
        ++checked;
        MediaEncryptor encryptor(unhex(vector, "mediaKey"), *kind);
        std::string blob;
        ASSERT_TRUE(encryptor.update(unhex(vector, "plain"), blob));
        const MediaDigests digests = encryptor.finish(blob).value();

        EXPECT_EQ(hexEncode(blob), vector.at("blob").get<std::string>());
        EXPECT_EQ(hexEncode(digests.fileEncSha256), vector.at("fileEncSha256").get<std::string>());
        EXPECT_EQ(openAll(expectation(vector), blob, 7).value(), unhex(vector, "plain"));
    }
    EXPECT_EQ(checked, static_cast<int>(vectors().at("media").size()));
}

TEST(Media, StreamsInPiecesOfAnySize) {
    const std::string key(32, 'k');
    const std::string plain(5000, 'p');
    for (const std::size_t piece : {1u, 9u, 10u, 11u, 16u, 1000u, 6000u}) {
        MediaEncryptor encryptor(key, MediaKind::video);
        std::string blob;
        for (std::size_t at = 0; at < plain.size(); at += piece)
            ASSERT_TRUE(encryptor.update(std::string_view(plain).substr(at, piece), blob));
        const MediaDigests digests = encryptor.finish(blob).value();
        MediaExpectation wanted{key, MediaKind::video, digests.fileSha256, digests.fileEncSha256,
                                plain.size()};

        EXPECT_EQ(digests.plainBytes, plain.size());
        EXPECT_EQ(openAll(wanted, blob, piece).value(), plain);
    }
}

TEST(Media, RefusesDamageAndExcess) {
    const Json& vector = vectors().at("media").at(0);
    const std::string blob = unhex(vector, "blob");
    MediaExpectation loose = expectation(vector);
    loose.fileEncSha256.clear();
    for (std::size_t i = 0; i < blob.size(); ++i) {
        std::string damaged = blob;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        EXPECT_FALSE(openAll(loose, damaged, 16));
        EXPECT_FALSE(openAll(expectation(vector), damaged, 16));
        EXPECT_FALSE(openAll(loose, std::string_view(blob).substr(0, i), 16));
    }
    MediaExpectation tight = expectation(vector);
    tight.maxBytes = 10;
    EXPECT_FALSE(openAll(tight, blob, 16));
}

}
