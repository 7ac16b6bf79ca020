// The child that looks at pictures of strangers. It gives up everything but its three pipes, then reads,
// decodes, turns, shrinks, encodes and ends. Whatever a hostile file makes of it, it can only answer or die.
#include "media/codecs.hpp"
#include "media/image_wire.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/media/exif.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>

namespace openclaw::media {

namespace {

constexpr rlim_t maxMemoryBytes = rlim_t{1} << 30;
constexpr rlim_t maxCpuSeconds = 20;
constexpr std::array qualities{85, 75, 60, 45};
constexpr int maxShrinkings = 6;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
/// Sanitizers reserve terabytes of addresses, look at memory through pipes and need calls of their own.
constexpr bool isSanitized = true;
#else
constexpr bool isSanitized = false;
#endif

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t architecture = 0;
#endif

void limit(decltype(RLIMIT_AS) resource, rlim_t value) {
    const rlimit limits{value, value};
    ::setrlimit(resource, &limits);
}

/// Memory, the three pipes, and the end: every other system call kills the process.
bool forbidSystemCalls() {
    constexpr std::array allowed{SYS_read,          SYS_write,    SYS_mmap,       SYS_munmap,
                                 SYS_mremap,        SYS_brk,      SYS_madvise,    SYS_mprotect,
                                 SYS_futex,         SYS_exit,     SYS_exit_group, SYS_rt_sigreturn,
                                 SYS_clock_gettime, SYS_getrandom};
    if (architecture == 0) return false;
    std::vector<sock_filter> program;
    const auto load = [](std::size_t offset) {
        return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
    };
    program.push_back(load(offsetof(seccomp_data, arch)));
    program.push_back(sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0));
    program.push_back(sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    program.push_back(load(offsetof(seccomp_data, nr)));
    for (const auto call : allowed) {
        program.push_back(
            sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
        program.push_back(sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    }
    program.push_back(sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    sock_fprog filter{};
    filter.len = static_cast<unsigned short>(program.size());
    filter.filter = program.data();
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}

void confine() {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, maxCpuSeconds);
    limit(RLIMIT_FSIZE, 0);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (isSanitized) return;
    // Nothing can be opened any more; what is open stays.
    limit(RLIMIT_NOFILE, 0);
    limit(RLIMIT_AS, maxMemoryBytes);
    // A kernel without seccomp leaves the limits above.
    forbidSystemCalls();
}

bool writeAll(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

void refuseAndEnd(std::string_view why) {
    writeAll(refusalToWire(why));
    ::_exit(0);
}

/// Everything up to the end; cut off where no honest parent goes.
std::string readInput() {
    std::string input;
    std::array<char, 65536> piece{};
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (count <= 0 || input.size() > ImageWorker::maxInputBytes + piece.size()) return input;
        input.append(piece.data(), static_cast<std::size_t>(count));
    }
}

/// The best that fits the limit: less quality first, then fewer pixels.
Result<PreparedImage> encodeWithin(Pixels picture, bool mayStayPng, std::int64_t maxBytes) {
    const auto limitBytes = static_cast<std::size_t>(std::max<std::int64_t>(0, maxBytes));
    if (mayStayPng) {
        Result<std::string> png = encodePng(picture);
        if (!png) return png.error();
        if (png->size() <= limitBytes)
            return PreparedImage{"image/png", std::move(*png), picture.width, picture.height, {}};
    }
    for (int i = 0; i < maxShrinkings; ++i) {
        for (const int quality : qualities) {
            std::string jpeg = encodeJpeg(picture, quality);
            if (jpeg.size() <= limitBytes)
                return PreparedImage{"image/jpeg", std::move(jpeg), picture.width, picture.height, {}};
        }
        const std::uint32_t side = std::max(picture.width, picture.height) * 2 / 3;
        picture = shrunk(picture, fitWithin({picture.width, picture.height}, std::max(1U, side)));
    }
    return Error(Errc::invalidInput, "the picture cannot be made small enough");
}

Result<PreparedImage> prepare(const Json& wish, std::string_view file) {
    const auto maxSide = static_cast<std::uint32_t>(findInteger(wish, "maxSide").value_or(1));
    const auto thumbnailSide = static_cast<std::uint32_t>(findInteger(wish, "thumbnailSide").value_or(0));
    Result<Pixels> decoded = decodePicture(file, maxSide);
    if (!decoded) return decoded.error();
    const bool isJpeg = file.starts_with("\xff\xd8");
    Pixels picture = shrunk(*decoded, fitWithin({decoded->width, decoded->height}, maxSide));
    decoded->bytes = {};
    picture = upright(std::move(picture), orientationOf(file));
    std::string thumbnail;
    if (thumbnailSide > 0) {
        const Pixels small = shrunk(picture, fitWithin({picture.width, picture.height}, thumbnailSide));
        thumbnail = encodeJpeg(small, qualities.back());
    }
    const bool mayStayPng = !isJpeg && findBool(wish, "asJpeg") != true;
    Result<PreparedImage> image =
        encodeWithin(std::move(picture), mayStayPng, findInteger(wish, "maxBytes").value_or(0));
    if (image) image->thumbnail = std::move(thumbnail);
    return image;
}

}

int runImageChild() {
    confine();
    onDecoderFailure(refuseAndEnd);
    try {
        const std::string input = readInput();
        const std::size_t border = input.find('\n');
        if (border == std::string::npos) return 2;
        const Result<Json> wish = parseJson(std::string_view(input).substr(0, border));
        if (!wish) return 2;
        const Result<PreparedImage> image = prepare(*wish, std::string_view(input).substr(border + 1));
        return writeAll(image ? toWire(*image) : refusalToWire(image.error().message)) ? 0 : 1;
    } catch (const std::bad_alloc&) {
        refuseAndEnd("it needs more memory than pictures are given");
    }
    return 1;
}

}
