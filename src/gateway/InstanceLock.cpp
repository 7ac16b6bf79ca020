// The advisory lock of the file decides between gateways of ours; its content also stops a 2026.2.1 gateway, and lets us
// see one.
#include "openclaw/gateway/InstanceLock.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace openclaw::gateway {

namespace {

/// Field 22 of /proc/<pid>/stat: tells a process from a later one with the same id.
std::int64_t startTimeOf(std::int64_t pid) {
    const auto fd = ::open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    char buffer[1024];
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    ::close(fd);
    const std::string_view text(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
    const std::size_t end = text.rfind(')');
    if (end == std::string_view::npos)
        return 0;
    const auto fields = split(text.substr(end + 2), ' ');
    return fields.size() > 19 ? parseInteger(fields[19]).value_or(0) : 0;
}

/// The live process that the lock file names, or 0.
std::int64_t liveOwner(int fd) {
    std::string text(4096, '\0');
    const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    const Result<Json> content = parseJson(text);
    if (!content)
        return 0;
    const std::int64_t pid = findInteger(*content, "pid").value_or(0);
    if (pid <= 0 || pid == ::getpid())
        return 0;
    const std::int64_t startTime = startTimeOf(pid);
    if (startTime == 0 || startTime != findInteger(*content, "startTime").value_or(startTime))
        return 0;
    return pid;
}

}

InstanceLock::~InstanceLock() {
    if (fd_ < 0)
        return;
    ::unlink(path_.c_str());
    ::close(fd_);
}

InstanceLock::InstanceLock(InstanceLock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

InstanceLock& InstanceLock::operator=(InstanceLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(path_, other.path_);
    return *this;
}

Result<InstanceLock> InstanceLock::acquire(const std::filesystem::path& configPath,
                                           const std::filesystem::path& temporaryDirectory,
                                           std::chrono::milliseconds patience) {
    const auto folder = temporaryDirectory / ("openclaw-" + std::to_string(::getuid()));
    if (auto made = ensurePrivateDirectory(folder); !made)
        return made.error();
    InstanceLock lock;
    lock.path_ = folder / ("gateway." + hexEncode(crypto::sha1(configPath.string())).substr(0, 8) + ".lock");
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        lock.fd_ = ::open(lock.path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (lock.fd_ < 0)
            return Error(Errc::unavailable, "cannot open the lock file " + lock.path_.string());
        const bool isFree = ::flock(lock.fd_, LOCK_EX | LOCK_NB) == 0;
        const std::int64_t owner = liveOwner(lock.fd_);
        if (isFree && owner == 0)
            break;
        ::close(std::exchange(lock.fd_, -1));
        if (std::chrono::steady_clock::now() >= deadline)
            return Error(Errc::conflict, "gateway already running (pid " + std::to_string(owner) + "); lock timeout after " +
                                             std::to_string(patience.count()) + "ms");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    const SystemClock clock;
    const Json content = {{"pid", ::getpid()},
                          {"createdAt", formatIsoTime(clock.nowMs())},
                          {"configPath", configPath.string()},
                          {"startTime", startTimeOf(::getpid())}};
    const std::string text = dumpJson(content);
    if (::ftruncate(lock.fd_, 0) != 0 || ::pwrite(lock.fd_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        return Error(Errc::unavailable, "cannot write the lock file " + lock.path_.string());
    return lock;
}

}
