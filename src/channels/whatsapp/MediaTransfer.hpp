#pragma once

#include "channels/whatsapp/Account.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/whatsapp/content.hpp"
#include "openclaw/whatsapp/media.hpp"
#include "openclaw/whatsapp/stanzas.hpp"

#include <filesystem>
#include <string>

namespace openclaw::channels::whatsapp {

/// Files to and from WhatsApp's media servers, encrypted and decrypted in pieces: no file is ever in memory
/// as a whole.
class MediaTransfer {
public:
    /// `scratch` is a private folder for files on their way.
    MediaTransfer(Account& account, net::HttpClient& http, std::filesystem::path scratch);

    /// Encrypts and uploads; returns what the message must say. Errors mean that nothing was sent to anybody.
    /// Cancellation: terminal.
    asio::awaitable<Result<wa::MediaRef>> upload(std::string file, wa::MediaKind kind);
    /// Downloads, checks and decrypts into a new file (0600). Errc::notFound when the server has it no more.
    /// Cancellation: terminal.
    asio::awaitable<Result<std::int64_t>>
    download(wa::MediaRef media, std::string file, std::int64_t maxBytes);

private:
    asio::awaitable<Result<wa::MediaRef>> encryptFile(std::string from, std::string to, wa::MediaKind kind);
    asio::awaitable<Result<std::int64_t>>
    decryptFile(std::string from, std::string to, wa::MediaRef media, std::int64_t maxBytes);
    asio::awaitable<Result<void>> connect();
    std::string scratchFile() const;

    Account& account_;
    net::HttpClient& http_;
    std::filesystem::path scratch_;
    wa::MediaConnection connection_;
    SteadyTime connectionUntil_{};
};

}
