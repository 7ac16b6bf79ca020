// Forms with files (RFC 7578), as a list of pieces for the HTTP client.
#include "openclaw/net/multipart.hpp"

#include "openclaw/core/ids.hpp"

#include <algorithm>

namespace openclaw::net {

namespace {

std::string quotable(std::string_view text) {
    std::string safe(text);
    std::ranges::replace_if(
        safe, [](char c) { return c == '"' || c == '\r' || c == '\n' || c == '\0'; }, '_');
    return safe;
}

}

MultipartForm::MultipartForm() : boundary_("openclaw-" + randomUuid()) {}

void MultipartForm::addHeader(std::string_view name, std::string_view fileName, std::string_view mimeType) {
    pending_ += "--" + boundary_ + "\r\nContent-Disposition: form-data; name=\"" + quotable(name) + "\"";
    if (!fileName.empty()) pending_ += "; filename=\"" + quotable(fileName) + "\"";
    if (!mimeType.empty()) pending_ += "\r\nContent-Type: " + quotable(mimeType);
    pending_ += "\r\n\r\n";
}

void MultipartForm::addField(std::string_view name, std::string_view value) {
    addHeader(name, {}, {});
    pending_ += value;
    pending_ += "\r\n";
}

Result<void> MultipartForm::addFile(std::string_view name,
                                    const std::filesystem::path& file,
                                    std::string_view fileName,
                                    std::string_view mimeType) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return Error(Errc::notFound, "cannot read " + file.string());
    addHeader(name, fileName.empty() ? std::string(file.filename()) : std::string(fileName), mimeType);
    BodyPiece before;
    before.bytes = std::move(pending_);
    pending_ = "\r\n";
    BodyPiece content;
    content.filePath = file.string();
    pieces_.push_back(std::move(before));
    pieces_.push_back(std::move(content));
    return {};
}

void MultipartForm::attachTo(HttpClientRequest& request) && {
    BodyPiece last;
    last.bytes = std::move(pending_) + "--" + boundary_ + "--\r\n";
    pieces_.push_back(std::move(last));
    request.headers.add("Content-Type", "multipart/form-data; boundary=" + boundary_);
    request.body.clear();
    request.bodyPieces = std::move(pieces_);
}

}
