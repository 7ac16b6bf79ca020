// Files as the project wants them: private, whole, atomically replaced.
#include "openclaw/core/files.hpp"

#include "openclaw/core/ids.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace openclaw {

namespace {

Error fromErrno(int number, std::string_view what, const std::filesystem::path& path) {
    Errc code = Errc::internal;
    if (number == ENOENT || number == ENOTDIR)
        code = Errc::notFound;
    else if (number == EACCES || number == EPERM)
        code = Errc::unauthorized;
    else if (number == ENOSPC || number == EDQUOT || number == EMFILE)
        code = Errc::unavailable;
    return Error(code, fmt::format("{} {}: {}", what, path.string(), std::strerror(number)));
}

class FileDescriptor {
public:
    explicit FileDescriptor(int fd) : fd_(fd) {}
    ~FileDescriptor() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

}

Result<std::string> readFile(const std::filesystem::path& path, std::size_t maxBytes) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0)
        return fromErrno(errno, "cannot open", path);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0)
        return fromErrno(errno, "cannot examine", path);
    if (!S_ISREG(info.st_mode))
        return Error(Errc::invalidInput, fmt::format("{} is not a regular file", path.string()));
    if (static_cast<std::size_t>(info.st_size) > maxBytes)
        return Error(Errc::invalidInput,
                     fmt::format("{} is {} bytes long, the limit is {}", path.string(), info.st_size, maxBytes));
    std::string content;
    content.resize(static_cast<std::size_t>(info.st_size));
    std::size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t got = ::read(file.get(), content.data() + filled, content.size() - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fromErrno(errno, "cannot read", path);
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    content.resize(filled);
    return content;
}

Result<void> ensurePrivateDirectory(const std::filesystem::path& path) {
    if (path.empty())
        return {};
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) {
        if (S_ISDIR(info.st_mode))
            return {};
        return Error(Errc::conflict, fmt::format("{} exists and is not a folder", path.string()));
    }
    if (path.has_parent_path() && path.parent_path() != path) {
        if (auto parent = ensurePrivateDirectory(path.parent_path()); !parent)
            return parent;
    }
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return fromErrno(errno, "cannot create folder", path);
    return {};
}

namespace {

/// A complete private file next to `path`, flushed to disk; its name.
Result<std::filesystem::path> writeTemporary(const std::filesystem::path& path, std::string_view content) {
    if (auto folder = ensurePrivateDirectory(path.parent_path()); !folder)
        return folder.error();
    std::filesystem::path temporary = fmt::format("{}.{}.{}.tmp", path.string(), ::getpid(), randomHex(6));
    const FileDescriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.get() < 0)
        return fromErrno(errno, "cannot create", temporary);
    std::string_view rest = content;
    while (!rest.empty()) {
        const ssize_t put = ::write(file.get(), rest.data(), rest.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            const int number = errno;
            ::unlink(temporary.c_str());
            return fromErrno(number, "cannot write", temporary);
        }
        rest.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(file.get()) != 0) {
        const int number = errno;
        ::unlink(temporary.c_str());
        return fromErrno(number, "cannot flush", temporary);
    }
    return temporary;
}

}

Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view content) {
    const Result<std::filesystem::path> temporary = writeTemporary(path, content);
    if (!temporary)
        return temporary.error();
    if (::rename(temporary->c_str(), path.c_str()) != 0) {
        const int number = errno;
        ::unlink(temporary->c_str());
        return fromErrno(number, "cannot replace", path);
    }
    return {};
}

Result<bool> createFileAtomically(const std::filesystem::path& path, std::string_view content) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0)
        return false;
    const Result<std::filesystem::path> temporary = writeTemporary(path, content);
    if (!temporary)
        return temporary.error();
    // A hard link, unlike a rename, never replaces what somebody made meanwhile.
    const int linked = ::link(temporary->c_str(), path.c_str());
    const int number = errno;
    ::unlink(temporary->c_str());
    if (linked != 0 && number != EEXIST)
        return fromErrno(number, "cannot create", path);
    return linked == 0;
}

}
