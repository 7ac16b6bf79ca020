#pragma once

#include "channels/whatsapp/MediaTransfer.hpp"
#include "openclaw/channels/images.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace openclaw::channels::whatsapp {

/// Where an announced file stands: asked for again, it has to be named by its message.
struct FileOrigin {
    std::string messageId;
    wa::Jid chat;
    wa::Jid participant; // in groups
    bool fromMe = false;
};

/// Files as messages carry them: made fit to send, fetched, asked for again when the server has dropped them.
class Files {
public:
    /// Without `images` pictures go out as they are.
    Files(Account& account, net::HttpClient& http, ImageFitter* images, std::filesystem::path scratch);

    /// Uploads the file of a media payload (outbound.hpp) with what phones want to know about it. Errors mean
    /// that nothing was sent. Cancellation: terminal.
    asio::awaitable<Result<wa::MediaRef>> upload(Json payload);
    /// As Channel::download. A file that the server has dropped is asked for once more from the phone that
    /// sent it.
    asio::awaitable<Result<std::int64_t>>
    download(wa::MediaRef media, FileOrigin origin, std::string path, std::int64_t maxBytes);
    /// The phone's answer to such a request.
    void onRetryAnswer(const wa::Node& notification);

private:
    asio::awaitable<Result<wa::MediaRef>> uploadPicture(std::string path);
    asio::awaitable<Result<std::string>> askForFile(wa::MediaRef media, FileOrigin origin);
    asio::awaitable<Result<void>> awaitAnswer(std::string messageId);

    Account& account_;
    MediaTransfer transfer_;
    std::filesystem::path scratch_;
    ImageFitter* images_;
    std::map<std::string, std::optional<wa::Node>> awaited_;
    Notifier answered_;
};

}
