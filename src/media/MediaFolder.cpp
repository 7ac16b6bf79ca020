// The folder for files of others. Names from outside never become paths.
#include "openclaw/media/MediaFolder.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/media/sniff.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace openclaw::media {

namespace {

constexpr std::size_t headBytes = 64 * 1024;

std::string readHead(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string head(headBytes, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    return head;
}

Error refuse(const std::filesystem::path& path, std::string reason) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return Error(Errc::invalidInput, std::move(reason));
}

}

Result<std::filesystem::path> MediaFolder::newPath() const {
    if (const Result<void> made = ensurePrivateDirectory(folder_); !made) return made.error();
    return folder_ / randomUuid();
}

Result<StoredFile> MediaFolder::adopt(const std::filesystem::path& path,
                                      const std::string& fileName,
                                      const std::string& declaredMime) const {
    std::error_code error;
    StoredFile file;
    file.bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
    if (error) return Error(Errc::notFound, path.string() + " is gone");
    if (file.bytes == 0) return refuse(path, "the file is empty");
    const std::string head = readHead(path);
    file.mimeType = mimeOf(head, fileName, declaredMime);
    file.kind = kindOf(file.mimeType);
    if (file.kind == "image") {
        const auto size = pictureSize(head);
        const bool isKnownFormat = !sniffMime(head).empty();
        if (size && std::uint64_t{size->width} * size->height > maxPixels)
            return refuse(path, "the picture is too large (" + std::to_string(size->width) + " x " +
                                    std::to_string(size->height) + ")");
        // What only claims to be a picture is a document to everybody behind this point.
        if (!isKnownFormat) {
            file.mimeType = "application/octet-stream";
            file.kind = "document";
        }
    }
    file.path = path;
    file.path += extensionOf(file.mimeType);
    std::filesystem::rename(path, file.path, error);
    if (error) return Error(Errc::unavailable, path.string() + ": " + error.message());
    return file;
}

std::size_t MediaFolder::prune() const {
    const auto oldest = std::filesystem::file_time_type::clock::now() - lifetime;
    std::size_t count = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        std::error_code failure;
        const bool isOld = entry.is_regular_file(failure) && entry.last_write_time(failure) < oldest;
        if (!failure && isOld && std::filesystem::remove(entry.path(), failure)) ++count;
    }
    return count;
}

}
