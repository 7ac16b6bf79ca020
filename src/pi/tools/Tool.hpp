#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/llm/request.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>

namespace openclaw::pi {

/// What a tool gives back to the model.
struct ToolOutcome {
    Json content = Json::array();
    /// null = no details key in the message.
    Json details;
    bool isError = false;

    static ToolOutcome text(std::string_view text);
    static ToolOutcome failure(std::string_view text);
};

/// Receives {content, details} with everything so far, not a delta.
using ToolUpdate = std::function<void(Json partialResult)>;

/// One tool. Arguments come from a model: any JSON object.
class Tool {
public:
    virtual ~Tool() = default;
    virtual const llm::ToolDefinition& definition() const = 0;
    /// Cancellation: terminal; the tool ends what it started and returns an error outcome.
    virtual asio::awaitable<ToolOutcome> run(Json arguments, ToolUpdate update) = 0;
};

struct ToolServices {
    process::Launcher& launcher;
    Clock& clock;
    std::filesystem::path workingDirectory;
    std::map<std::string, std::string> environment;
};

std::unique_ptr<Tool> makeReadTool(const ToolServices& services);
std::unique_ptr<Tool> makeWriteTool(const ToolServices& services);
std::unique_ptr<Tool> makeEditTool(const ToolServices& services);
std::unique_ptr<Tool> makeBashTool(const ToolServices& services);

/// A path argument: "~" and "@" prefixes as people write them, relative to the working directory.
std::filesystem::path resolveToolPath(const ToolServices& services, std::string_view path);

/// The limits of a text result.
inline constexpr std::size_t maxToolLines = 2000;
inline constexpr std::size_t maxToolBytes = 50 * 1024;

}
