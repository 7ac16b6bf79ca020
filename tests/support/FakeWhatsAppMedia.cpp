// The server's media store, and phones that upload again what it has dropped.
#include "support/FakeWhatsApp.hpp"

#include "openclaw/core/json.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

namespace openclaw::testing {

using namespace whatsapp;

namespace {

constexpr std::size_t maxMediaBytes = 8 << 20;

}

MediaRef FakeWhatsApp::storeFile(MediaKind kind, const std::string& content) {
    MediaRef media;
    media.kind = kind;
    media.mediaKey = std::string(32, 'm');
    media.mimeType = "image/jpeg";
    MediaEncryptor encryptor(media.mediaKey, kind);
    std::string blob;
    (void)encryptor.update(content, blob);
    const MediaDigests digests = encryptor.finish(blob).value();
    media.fileSha256 = digests.fileSha256;
    media.fileEncSha256 = digests.fileEncSha256;
    media.bytes = digests.plainBytes;
    media.directPath = "/v/file-" + std::to_string(nextId_++);
    media_[media.directPath] = blob;
    return media;
}

void FakeWhatsApp::expireFiles() {
    expired_.merge(media_);
    media_.clear();
}

void FakeWhatsApp::uploadAgain(const Node& receipt) {
    ++filesAskedFor;
    const std::string id = receipt.text("id");
    const Node* encrypt = receipt.child("encrypt");
    if (!encrypt || !receipt.child("rmr") || expired_.empty()) {
        Node error("error");
        error.set("code", "2");
        Node notification("notification");
        notification.set("id", id).set("from", person(owner).phone()).set("type", "mediaretry");
        return notify(notification.add(std::move(error)));
    }
    const std::string key(32, 'm');
    // Only who has the file's key can ask; what is asked for stands inside.
    const crypto::SecretBytes retryKey = crypto::hkdfSha256(key, "", "WhatsApp Media Retry Notification", 32);
    const auto asked =
        crypto::openAesGcm(retryKey, encrypt->childBytes("enc_iv"), id, encrypt->childBytes("enc_p"));
    if (!asked || Proto(*asked).text(field::ServerErrorReceipt::stanzaId) != id)
        problems_.emplace_back("a request for a file that does not open");
    const std::string path = "/v/again-" + std::to_string(nextId_++);
    media_[path] = expired_.begin()->second;
    ProtoWriter answer;
    answer.text(field::MediaRetryNotification::stanzaId, id)
        .text(field::MediaRetryNotification::directPath, path)
        .number(field::MediaRetryNotification::result, 1);
    const std::string iv(12, 'i');
    Node sealed("encrypt");
    sealed.add(bytesNode("enc_p", crypto::sealAesGcm(retryKey, iv, id, answer.view()).value()));
    sealed.add(bytesNode("enc_iv", iv));
    Node notification("notification");
    notification.set("id", id).set("from", person(owner).phone()).set("type", "mediaretry");
    notify(notification.add(std::move(sealed)));
}

net::Screening FakeWhatsApp::screen(const net::HttpServerRequest&) {
    net::Screening screening;
    screening.maxBodyBytes = maxMediaBytes;
    return screening;
}

asio::awaitable<void> FakeWhatsApp::onRequest(net::HttpServerRequest request, net::HttpReply& reply) {
    net::HttpResponse response(404, "text/plain", "");
    const std::string path(request.path());
    if (request.method == "POST" && path.starts_with("/mms/")) {
        const std::string stored = "/v/upload-" + std::to_string(nextId_++);
        media_[stored] = request.body;
        response = net::HttpResponse(200, "application/json", dumpJson(Json{{"direct_path", stored}}));
    } else if (media_.contains(path)) {
        response = net::HttpResponse(200, "application/octet-stream", media_[path]);
    }
    Result<void> done = co_await reply.send(std::move(response));
    if (!done) problems_.push_back(done.error().message);
}

}
