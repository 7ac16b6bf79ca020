#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/media/MediaFolder.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace openclaw::media {

/// One way to turn sound into text: a command whose output is the transcript, or a provider.
struct TranscriptionModel {
    std::vector<std::string> command; // "{{MediaPath}}" and the like are filled in; empty for a provider
    std::string provider;             // openai, groq, deepgram or google
    std::string model;                // "" = the provider's usual one
    std::string profile;              // the credential to prefer, "" for any
    std::string baseUrl;
    std::vector<std::pair<std::string, std::string>> headers;
    /// More words for Deepgram's query.
    std::map<std::string, std::string> options;
    std::string prompt;
    std::string language;
    std::int64_t maxBytes = 20 * 1024 * 1024;
    std::size_t maxChars = 0; // UTF-16 units of the transcript, 0 = all of it
    std::chrono::seconds timeout{60};
    /// Nobody configured it: it is passed over where there is no key.
    bool isAutomatic = false;

    const std::string& name() const { return command.empty() ? provider : command.front(); }
};

/// The entries of `tools.media.audio.models`, `tools.media.models` and the older `audio.transcription`, in
/// the order in which they are tried; without any, the providers there may be a key for. Empty when switched
/// off.
std::vector<TranscriptionModel> transcriptionModels(const Json& config);

/// Asks commands, in children of their own and never through a shell, and providers over HTTP.
class Transcriber {
public:
    /// The key of a provider for an agent. Errc::notFound when there is none.
    using KeySource = std::function<asio::awaitable<Result<Secret>>(
        std::string agentId, std::string provider, std::string profile)>;

    Transcriber(process::Launcher& launcher, Environment environment)
        : launcher_(launcher), environment_(std::move(environment)) {}

    /// Without this, providers are not asked.
    void askProvidersWith(net::HttpClient& http, KeySource keys) {
        http_ = &http;
        keys_ = std::move(keys);
    }
    /// The first transcript that is not blank. Errc::unavailable says why the last model failed;
    /// Errc::notFound when there is none to ask. Cancellation: terminal; a child is killed.
    asio::awaitable<Result<std::string>>
    transcribe(std::vector<TranscriptionModel> models, StoredFile file, std::string agentId);

private:
    asio::awaitable<Result<std::string>> ask(TranscriptionModel model, StoredFile file, std::string agentId);
    asio::awaitable<Result<std::string>> runCommand(TranscriptionModel model, StoredFile file);
    asio::awaitable<Result<std::string>>
    askProvider(TranscriptionModel model, StoredFile file, std::string agentId);

    process::Launcher& launcher_;
    Environment environment_;
    net::HttpClient* http_ = nullptr;
    KeySource keys_;
};

}
