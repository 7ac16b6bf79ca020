#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/channels/Channel.hpp"
#include "openclaw/dispatch/runs.hpp"
#include "openclaw/media/ImageWorker.hpp"
#include "openclaw/media/MediaFolder.hpp"
#include "openclaw/media/Transcriber.hpp"
#include "openclaw/prompt/media.hpp"

#include <set>
#include <string>
#include <vector>

namespace openclaw::dispatch {

/// What the agent gets of a message's files.
struct MediaReading {
    std::vector<agent::ImageInput> images;
    /// Files by path; those in `described` are in the text already.
    std::vector<prompt::Attachment> files;
    std::set<std::size_t> described;
    std::vector<prompt::MediaUnderstanding> understood;
    /// Why a file is missing, for the agent and the trace.
    std::vector<std::string> problems;

    /// The request's words with transcripts in place, and a note about files in front.
    std::string messageFor(const RunRequest& request) const;
};

/// Fetches the files of a message whose sender was let in: pictures for the model, transcripts of voice
/// notes, paths of everything else.
class MediaReader {
public:
    MediaReader(process::Launcher& launcher, Environment environment, std::filesystem::path folder)
        : folder_(std::move(folder)), transcriber_(launcher, std::move(environment)) {}

    /// From now on models get pictures upright, small enough and without metadata; otherwise small ones as
    /// they came.
    void preparePicturesWith(media::ImageWorker& images) { images_ = &images; }
    /// From now on providers transcribe too; otherwise only commands do.
    void transcribeWith(net::HttpClient& http, media::Transcriber::KeySource keys) {
        transcriber_.askProvidersWith(http, std::move(keys));
    }
    /// Never fails as a whole: what cannot be had is a problem in the reading. Cancellation: terminal.
    asio::awaitable<MediaReading> read(channels::Channel& channel, RunRequest request, Json config);
    /// Deletes files that are too old.
    std::size_t prune() const { return folder_.prune(); }

private:
    asio::awaitable<Result<media::StoredFile>>
    fetch(channels::Channel& channel, channels::Attachment attachment, std::int64_t maxBytes);
    asio::awaitable<Result<agent::ImageInput>> pictureForModel(media::StoredFile file);

    media::MediaFolder folder_;
    media::Transcriber transcriber_;
    media::ImageWorker* images_ = nullptr;
};

/// `mediaMaxMb` of the account or channel, else the channel's usual limit, in bytes.
std::int64_t inboundLimit(const Json& config, const std::string& channel, const std::string& accountId);

}
