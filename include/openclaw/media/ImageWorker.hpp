#pragma once

#include "openclaw/core/Worker.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace openclaw::media {

/// What a picture has to become.
struct ImageWish {
    std::uint32_t maxSide = 2000;
    std::int64_t maxBytes = 3'750'000;
    /// JPEG even where the picture could stay a PNG.
    bool asJpeg = false;
    /// The longer side of a JPEG thumbnail; 0: none.
    std::uint32_t thumbnailSide = 0;
};

struct PreparedImage {
    std::string mimeType; // image/jpeg or image/png
    std::string bytes;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string thumbnail;
};

/// Pictures of others, decoded where they can do no harm: each in a child process of this very program that
/// has no files, no network and little memory (decision 014). One at a time.
class ImageWorker {
public:
    static constexpr std::size_t maxInputBytes = 50 * 1024 * 1024;

    /// `program` is what to start with internalFlag: this program. Files are read on `reader`.
    ImageWorker(asio::any_io_executor executor,
                process::Launcher& launcher,
                Worker& reader,
                std::string program);

    /// The argument that makes main() call runImageChild().
    static constexpr const char* internalFlag = "--internal-image-child";
    /// The running program, whatever its file is called by now.
    static constexpr const char* ownProgram = "/proc/self/exe";

    /// The picture in `file`: upright, within the wish, and without metadata, so that only pixels survive.
    /// Errc::invalidInput says what is wrong with the file; Errc::unavailable that no child could be had.
    /// Cancellation: terminal; the child is killed.
    asio::awaitable<Result<PreparedImage>> prepare(std::filesystem::path file, ImageWish wish);

private:
    asio::awaitable<Result<PreparedImage>> prepareAlone(std::string file, ImageWish wish);
    asio::awaitable<Result<std::string>> runChild(std::string input);

    process::Launcher& launcher_;
    Worker& reader_;
    std::string program_;
    bool isBusy_ = false;
    Notifier freed_;
};

/// The child's half: a wish and a file on standard input, the answer on standard output. Returns the exit
/// code.
int runImageChild();

}
