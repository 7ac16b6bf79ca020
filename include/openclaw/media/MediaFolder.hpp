#pragma once

#include "openclaw/core/error.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace openclaw::media {

/// A file that came in and what it turned out to be.
struct StoredFile {
    std::filesystem::path path;
    std::string mimeType;
    std::string kind; // image, audio, video, document
    std::int64_t bytes = 0;
};

/// `<state>/media/inbound`: files of others, 0600 in a 0700 folder, under names of our own, kept for a week.
class MediaFolder {
public:
    static constexpr std::chrono::hours lifetime{7 * 24};
    /// No model takes larger pictures, and no decoder should be asked to.
    static constexpr std::uint64_t maxPixels = 64'000'000;

    explicit MediaFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    const std::filesystem::path& path() const { return folder_; }
    /// A path for a new file; nothing is created but the folder. Errc::unavailable.
    Result<std::filesystem::path> newPath() const;
    /// Looks at a file written to newPath(), gives it the ending of its type. Errc::invalidInput (and the
    /// file is deleted) when it is empty or a picture of absurd size.
    Result<StoredFile> adopt(const std::filesystem::path& path,
                             const std::string& fileName,
                             const std::string& declaredMime) const;
    /// Deletes what is older than `lifetime`; returns how many files went.
    std::size_t prune() const;

private:
    std::filesystem::path folder_;
};

}
