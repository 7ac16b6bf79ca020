// The gateway's half of the image child. What a header alone shows to be absurd does not even start a
// process.
#include "openclaw/media/ImageWorker.hpp"

#include "media/image_wire.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/media/MediaFolder.hpp"
#include "openclaw/media/sniff.hpp"

#include <fmt/format.h>

namespace openclaw::media {

namespace {

constexpr std::chrono::seconds childTimeout{30};
constexpr std::size_t maxReasonBytes = 200;

/// What can be told without decoding anything.
Result<void> checkHeader(std::string_view file) {
    const std::string mime = sniffMime(file);
    if (mime != "image/jpeg" && mime != "image/png" && mime != "image/webp")
        return Error(Errc::invalidInput, "it is no JPEG, PNG or WebP");
    const auto size = pictureSize(file);
    if (!size || size->width == 0 || size->height == 0)
        return Error(Errc::invalidInput, "the header is broken or cut off");
    if (std::uint64_t{size->width} * size->height > MediaFolder::maxPixels)
        return Error(Errc::invalidInput, fmt::format("it claims {} × {} pixels", size->width, size->height));
    return {};
}

/// The bytes of what may be a picture.
Result<std::string> readPicture(const std::filesystem::path& file) {
    std::error_code unknown;
    const std::uintmax_t bytes = std::filesystem::file_size(file, unknown);
    if (!unknown && bytes > ImageWorker::maxInputBytes)
        return Error(Errc::invalidInput,
                     fmt::format("the file is larger than {} MB", ImageWorker::maxInputBytes >> 20));
    Result<std::string> content = readFile(file, ImageWorker::maxInputBytes);
    if (!content) return content;
    if (const Result<void> plausible = checkHeader(*content); !plausible) return plausible.error();
    return content;
}

Result<PreparedImage> fromWire(const std::string& answer) {
    const std::size_t border = answer.find('\n');
    const Result<Json> head = parseJson(std::string_view(answer).substr(0, border));
    if (border == std::string::npos || !head || !head->is_object())
        return Error(Errc::invalidInput, "the picture could not be read");
    if (const std::string error = stringOr(*head, "error"); !error.empty())
        return Error(Errc::invalidInput, std::string(utf8Prefix(sanitizeUtf8(error), maxReasonBytes)));
    const std::string_view rest = std::string_view(answer).substr(border + 1);
    const auto bytes =
        static_cast<std::size_t>(std::max<std::int64_t>(0, findInteger(*head, "bytes").value_or(0)));
    PreparedImage image;
    image.mimeType = stringOr(*head, "mime");
    image.width = static_cast<std::uint32_t>(findInteger(*head, "width").value_or(0));
    image.height = static_cast<std::uint32_t>(findInteger(*head, "height").value_or(0));
    const bool isKnown = image.mimeType == "image/jpeg" || image.mimeType == "image/png";
    if (!isKnown || bytes == 0 || bytes > rest.size())
        return Error(Errc::invalidInput, "the picture could not be read");
    image.bytes = rest.substr(0, bytes);
    image.thumbnail = rest.substr(bytes);
    return image;
}

}

ImageWorker::ImageWorker(asio::any_io_executor executor,
                         process::Launcher& launcher,
                         Worker& reader,
                         std::string program)
    : launcher_(launcher), reader_(reader), program_(std::move(program)), freed_(std::move(executor)) {}

asio::awaitable<Result<PreparedImage>> ImageWorker::prepare(std::filesystem::path file, ImageWish wish) {
    co_await asio::this_coro::throw_if_cancelled(false);
    std::function<Result<std::string>()> job = [file = std::move(file)] { return readPicture(file); };
    Result<std::string> content = co_await reader_.run(std::move(job));
    if (!content) co_return content.error();
    const bool isOver = co_await isCancelled();
    if (isOver) co_return Error(Errc::cancelled, "cancelled");
    while (isBusy_) {
        co_await freed_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
    isBusy_ = true;
    Result<PreparedImage> image = co_await withTimeout(childTimeout, prepareAlone(std::move(*content), wish));
    isBusy_ = false;
    freed_.notify();
    if (!image && image.error().is(Errc::timeout))
        co_return Error(Errc::invalidInput, "it takes too long to decode");
    co_return image;
}

asio::awaitable<Result<PreparedImage>> ImageWorker::prepareAlone(std::string file, ImageWish wish) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<std::string> answer = co_await runChild(toWire(wish, file));
    if (!answer) co_return answer.error();
    co_return fromWire(*answer);
}

asio::awaitable<Result<std::string>> ImageWorker::runChild(std::string input) {
    co_await asio::this_coro::throw_if_cancelled(false);
    process::LaunchSpec spec;
    spec.command = {program_, internalFlag};
    spec.workingDirectory = "/";
    Result<std::unique_ptr<process::ChildProcess>> child = launcher_.launch(std::move(spec));
    if (!child) co_return Error(Errc::unavailable, child.error().message);
    // A child that dies early is explained by its exit, not by the pipe.
    Result<void> written = co_await (*child)->write(std::move(input));
    (*child)->closeInput();
    std::string answer;
    for (;;) {
        Result<std::string> piece = co_await (*child)->readOutput();
        if (!piece && piece.error().is(Errc::cancelled)) co_return piece.error();
        if (!piece || piece->empty()) break;
        answer += *piece;
        if (answer.size() > 2 * maxInputBytes) break;
    }
    Result<process::ExitStatus> status = co_await (*child)->wait();
    if (!status) co_return status.error();
    if (status->signal != 0)
        co_return Error(Errc::invalidInput,
                        "reading it took more than pictures are given (" + status->describe() + ")");
    if (status->code != 0)
        co_return Error(Errc::unavailable, "the image reader ended with " + status->describe());
    co_return answer;
}

}
