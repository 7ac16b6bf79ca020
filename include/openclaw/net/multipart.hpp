#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/net/HttpClient.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::net {

/// A multipart/form-data body whose files are read while they are sent.
class MultipartForm {
public:
    MultipartForm();

    void addField(std::string_view name, std::string_view value);
    /// Errc::notFound when the file cannot be read. `fileName` is what the server sees; CR, LF and quotes in
    /// it are replaced.
    Result<void> addFile(std::string_view name,
                         const std::filesystem::path& file,
                         std::string_view fileName,
                         std::string_view mimeType);
    /// Makes `request` carry the form. The form is used up.
    void attachTo(HttpClientRequest& request) &&;

private:
    void addHeader(std::string_view name, std::string_view fileName, std::string_view mimeType);

    std::string boundary_;
    std::string pending_;
    std::vector<BodyPiece> pieces_;
};

}
