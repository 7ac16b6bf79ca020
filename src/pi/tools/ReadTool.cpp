// The read tool: text with a window of lines, images as image blocks.
#include "pi/tools/Tool.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <array>

namespace openclaw::pi {

namespace {

constexpr std::size_t maxReadBytes = 64 * 1024 * 1024;
constexpr std::size_t maxImageBytes = 10 * 1024 * 1024;

/// The image type by content; names lie.
std::string_view imageType(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv))
        return "image/png";
    if (bytes.starts_with("\xff\xd8\xff"sv))
        return "image/jpeg";
    if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv))
        return "image/gif";
    if (bytes.size() >= 12 && bytes.starts_with("RIFF"sv) && bytes.substr(8, 4) == "WEBP"sv)
        return "image/webp";
    return {};
}

ToolOutcome readFailure(const Error& error, const std::filesystem::path& path) {
    if (error.is(Errc::notFound))
        return ToolOutcome::failure("ENOENT: no such file or directory, access '" + path.string() + "'");
    if (error.is(Errc::unauthorized))
        return ToolOutcome::failure("EACCES: permission denied, open '" + path.string() + "'");
    return ToolOutcome::failure("Cannot read " + path.string() + ": " + error.message);
}

std::optional<std::size_t> lineNumber(const Json& arguments, std::string_view key) {
    const auto number = findNumber(arguments, key);
    if (!number || !(*number >= 1) || *number > 1e9)
        return std::nullopt;
    return static_cast<std::size_t>(*number);
}

class ReadTool final : public Tool {
public:
    explicit ReadTool(const ToolServices& services) : services_(services) {
        definition_.name = "read";
        definition_.description =
            "Read a file. Text comes back from line `offset` on, at most `limit` lines, never more than 2000 lines or "
            "50 KiB at once; the result says how to continue. Images (png, jpg, gif, webp) come back as pictures.";
        definition_.parameters = Json::parse(R"({"type":"object","properties":{
            "path":{"type":"string","description":"The file, absolute or relative to the working directory"},
            "offset":{"type":"number","description":"First line to read, counted from 1"},
            "limit":{"type":"number","description":"How many lines to read"}},
            "required":["path"]})");
    }

    const llm::ToolDefinition& definition() const override { return definition_; }

    asio::awaitable<ToolOutcome> run(Json arguments, ToolUpdate) override {
        const auto given = findString(arguments, "path");
        if (!given || given->empty())
            co_return ToolOutcome::failure("Invalid arguments for tool \"read\": path must be a string");
        const std::filesystem::path path = resolveToolPath(services_, *given);
        const Result<std::string> content = readFile(path, maxReadBytes);
        if (!content)
            co_return readFailure(content.error(), path);
        const std::string_view type = imageType(*content);
        if (!type.empty())
            co_return image(*content, type);
        co_return window(*content, arguments);
    }

private:
    static ToolOutcome image(const std::string& bytes, std::string_view type) {
        if (bytes.size() > maxImageBytes)
            return ToolOutcome::failure("The image is larger than 10 MiB");
        ToolOutcome outcome = ToolOutcome::text("Read image file [" + std::string(type) + "]");
        outcome.content.push_back(Json{{"type", "image"}, {"data", base64Encode(bytes)}, {"mimeType", type}});
        return outcome;
    }

    static ToolOutcome window(const std::string& content, const Json& arguments) {
        const std::string clean = isValidUtf8(content) ? content : sanitizeUtf8(content);
        const std::vector<std::string_view> lines = split(clean, '\n');
        const std::size_t first = lineNumber(arguments, "offset").value_or(1);
        if (first > lines.size())
            return ToolOutcome::failure("Offset " + std::to_string(first) + " is beyond the end of the file (" +
                                        std::to_string(lines.size()) + " lines)");
        const std::optional<std::size_t> limit = lineNumber(arguments, "limit");
        const std::size_t wanted = std::min(limit.value_or(maxToolLines), maxToolLines);
        std::string text;
        std::size_t at = first - 1;
        for (; at < lines.size() && at - (first - 1) < wanted; ++at) {
            if (text.size() + lines[at].size() + 1 > maxToolBytes)
                break;
            if (at > first - 1)
                text += '\n';
            text += lines[at];
        }
        if (at == first - 1)
            return ToolOutcome::text("[Line " + std::to_string(first) + " alone is larger than 50 KiB. Use bash, for example: sed -n '" +
                                     std::to_string(first) + "p' FILE | head -c 50000]");
        if (at < lines.size() && !(at + 1 == lines.size() && lines[at].empty()))
            text += "\n\n[Showing lines " + std::to_string(first) + "-" + std::to_string(at) + " of " +
                    std::to_string(lines.size()) + ". Use offset=" + std::to_string(at + 1) + " to continue.]";
        return ToolOutcome::text(text);
    }

    ToolServices services_;
    llm::ToolDefinition definition_;
};

}

std::unique_ptr<Tool> makeReadTool(const ToolServices& services) { return std::make_unique<ReadTool>(services); }

}
