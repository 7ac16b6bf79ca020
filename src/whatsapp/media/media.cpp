// Attachments in pieces: one pass over the bytes feeds the cipher, the MAC and both digests.
#include "openclaw/whatsapp/media.hpp"

#include "openclaw/core/ids.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

namespace openclaw::whatsapp {

namespace {

constexpr std::size_t macBytes = 10;
constexpr std::size_t keyBytes = 32;
constexpr std::uint64_t retrySuccess = 1;

struct KindRow {
    MediaKind kind;
    std::string_view info;
    std::string_view path;
    std::string_view name;
};
constexpr KindRow kinds[] = {
    {MediaKind::image, "WhatsApp Image Keys", "/mms/image", "image"},
    {MediaKind::video, "WhatsApp Video Keys", "/mms/video", "video"},
    {MediaKind::audio, "WhatsApp Audio Keys", "/mms/audio", "audio"},
    {MediaKind::document, "WhatsApp Document Keys", "/mms/document", "document"},
    {MediaKind::sticker, "WhatsApp Image Keys", "/mms/image", "sticker"},
    {MediaKind::history, "WhatsApp History Keys", "/mms/md-msg-hist", "md-msg-hist"},
    {MediaKind::appState, "WhatsApp App State Keys", "/mms/md-app-state", "md-app-state"},
    {MediaKind::linkThumbnail, "WhatsApp Link Thumbnail Keys", "/mms/thumbnail-link", "thumbnail-link"},
};

const KindRow& rowOf(MediaKind kind) {
    for (const KindRow& row : kinds) {
        if (row.kind == kind) return row;
    }
    return kinds[3];
}

crypto::SecretBytes retryKey(std::string_view mediaKey) {
    return crypto::hkdfSha256(mediaKey, {}, "WhatsApp Media Retry Notification", keyBytes);
}

}

std::string_view uploadPath(MediaKind kind) { return rowOf(kind).path; }
std::string_view mediaTypeName(MediaKind kind) { return rowOf(kind).name; }

MediaKeys::MediaKeys(std::string_view mediaKey, MediaKind kind)
    : all(crypto::hkdfSha256(mediaKey, {}, rowOf(kind).info, 112)) {}

MediaEncryptor::MediaEncryptor(std::string_view mediaKey, MediaKind kind)
    : cipher_(crypto::CbcStream::Direction::encrypt,
              MediaKeys(mediaKey, kind).cipher(),
              MediaKeys(mediaKey, kind).iv()),
      mac_(MediaKeys(mediaKey, kind).mac()) {
    mac_.update(MediaKeys(mediaKey, kind).iv());
}

Result<void> MediaEncryptor::update(std::string_view piece, std::string& out) {
    const std::size_t before = out.size();
    const Result<void> done = cipher_.update(piece, out);
    if (!done) return done.error();
    plainBytes_ += piece.size();
    plainDigest_.update(piece);
    const std::string_view made = std::string_view(out).substr(before);
    mac_.update(made);
    fileDigest_.update(made);
    return {};
}

Result<MediaDigests> MediaEncryptor::finish(std::string& out) {
    const std::size_t before = out.size();
    const Result<void> done = cipher_.finish(out);
    if (!done) return done.error();
    mac_.update(std::string_view(out).substr(before));
    out.append(mac_.finish(), 0, macBytes);
    fileDigest_.update(std::string_view(out).substr(before));
    MediaDigests digests;
    digests.fileSha256 = plainDigest_.finish();
    digests.fileEncSha256 = fileDigest_.finish();
    digests.plainBytes = plainBytes_;
    return digests;
}

MediaDecryptor::MediaDecryptor(MediaExpectation expectation)
    : expectation_(std::move(expectation)), keys_(expectation_.mediaKey, expectation_.kind),
      cipher_(crypto::CbcStream::Direction::decrypt, keys_.cipher(), keys_.iv()), mac_(keys_.mac()) {
    mac_.update(keys_.iv());
}

Result<void> MediaDecryptor::decrypt(std::string_view piece, std::string& out) {
    mac_.update(piece);
    const std::size_t before = out.size();
    const Result<void> done = cipher_.update(piece, out);
    if (!done) return done.error();
    plainDigest_.update(std::string_view(out).substr(before));
    return {};
}

Result<void> MediaDecryptor::update(std::string_view piece, std::string& out) {
    received_ += piece.size();
    // One block of padding and the MAC come on top of the file itself.
    if (received_ > expectation_.maxBytes + 16 + macBytes)
        return Error(Errc::invalidInput, "the attachment is larger than allowed");
    fileDigest_.update(piece);
    // The last ten bytes are the MAC; which ten is only known at the end.
    if (tail_.size() + piece.size() <= macBytes) {
        tail_.append(piece);
        return {};
    }
    const std::size_t ready = tail_.size() + piece.size() - macBytes;
    if (ready >= tail_.size()) {
        const Result<void> first = decrypt(tail_, out);
        if (!first) return first.error();
        const std::size_t rest = ready - tail_.size();
        tail_ = piece.substr(rest);
        return decrypt(piece.substr(0, rest), out);
    }
    const Result<void> done = decrypt(std::string_view(tail_).substr(0, ready), out);
    tail_.erase(0, ready);
    tail_.append(piece);
    return done;
}

Result<void> MediaDecryptor::finish(std::string& out) {
    if (tail_.size() != macBytes) return Error(Errc::corrupt, "the attachment is truncated");
    const std::string fileDigest = fileDigest_.finish();
    if (!expectation_.fileEncSha256.empty() && !equalsConstantTime(fileDigest, expectation_.fileEncSha256))
        return Error(Errc::corrupt, "the attachment is not the file that was sent");
    if (!equalsConstantTime(tail_, mac_.finish().substr(0, macBytes)))
        return Error(Errc::corrupt, "the attachment has a wrong MAC");
    const std::size_t before = out.size();
    const Result<void> done = cipher_.finish(out);
    if (!done) return done.error();
    plainDigest_.update(std::string_view(out).substr(before));
    const std::string plainDigest = plainDigest_.finish();
    if (!expectation_.fileSha256.empty() && !equalsConstantTime(plainDigest, expectation_.fileSha256))
        return Error(Errc::corrupt, "the attachment does not match its digest");
    return {};
}

std::string sealMediaRetry(std::string_view mediaKey, std::string_view messageId, std::string_view iv) {
    ProtoWriter request;
    request.text(field::ServerErrorReceipt::stanzaId, messageId);
    return crypto::sealAesGcm(retryKey(mediaKey), iv, messageId, request.view()).value();
}

Result<std::string> openMediaRetry(std::string_view mediaKey,
                                   std::string_view messageId,
                                   std::string_view iv,
                                   std::string_view sealed) {
    const Result<std::string> plain = crypto::openAesGcm(retryKey(mediaKey), iv, messageId, sealed);
    if (!plain) return plain.error();
    const Proto answer(*plain);
    const std::string path = answer.text(field::MediaRetryNotification::directPath);
    if (answer.number(field::MediaRetryNotification::result) != retrySuccess || path.empty())
        return Error(Errc::notFound, "the phone does not have the attachment any more");
    return path;
}

}
