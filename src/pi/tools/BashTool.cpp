// The bash tool: a shell command of the model, its output capped, its progress shown.
#include "pi/tools/ShellRun.hpp"

#include <fmt/format.h>

#include <cmath>

namespace openclaw::pi {

namespace {

constexpr double maxTimeoutSeconds = 7 * 24 * 3600;

Json textContent(std::string_view text) {
    Json content = Json::array();
    content.push_back(Json{{"type", "text"}, {"text", text}});
    return content;
}

class BashTool final : public Tool {
public:
    explicit BashTool(const ToolServices& services) : services_(services) {
        definition_.name = "bash";
        definition_.description =
            "Run a shell command in the working directory. Returns stdout and stderr together, cut to the last 2000 "
            "lines or 50 KiB; longer output is saved to a file that the result names. An optional timeout is given "
            "in seconds.";
        definition_.parameters = Json::parse(R"({"type":"object","properties":{
            "command":{"type":"string","description":"The command to run"},
            "timeout":{"type":"number","description":"Seconds after which the command is killed; never without it"}},
            "required":["command"]})");
    }

    const llm::ToolDefinition& definition() const override { return definition_; }

    asio::awaitable<ToolOutcome> run(Json arguments, ToolUpdate update) override {
        const auto command = findString(arguments, "command");
        if (!command)
            co_return ToolOutcome::failure("Invalid arguments for tool \"bash\": command must be a string");
        ShellRequest request(*command);
        const double seconds = findNumber(arguments, "timeout").value_or(0);
        if (std::isfinite(seconds) && seconds > 0)
            request.timeout =
                std::chrono::milliseconds(static_cast<std::int64_t>(std::min(seconds, maxTimeoutSeconds) * 1000));
        if (update) {
            update(Json{{"content", Json::array()}});
            request.onTail = [update](const std::string& tail) {
                update(Json{{"content", textContent(tail)}, {"details", Json::object()}});
            };
        }
        const ShellResult result = co_await runShell(services_, std::move(request));
        co_return describe(result, seconds);
    }

private:
    static ToolOutcome describe(const ShellResult& result, double seconds) {
        if (!result.launchError.empty())
            return ToolOutcome::failure("Cannot run the shell: " + result.launchError);
        std::string text = result.output;
        if (result.truncated) {
            text += "\n\n[Output cut to the last " + std::to_string(maxToolLines) + " lines or 50 KiB of " +
                    std::to_string(result.totalLines) + " lines. Full output: " + result.fullOutputPath + "]";
        }
        std::string problem;
        if (result.cancelled)
            problem = "Command aborted";
        else if (result.timedOut)
            problem = "Command timed out after " + secondsText(seconds) + " seconds";
        else if (result.exitCode.value_or(0) != 0)
            problem = "Command exited with code " + std::to_string(*result.exitCode);
        if (!problem.empty())
            text += text.empty() ? problem : "\n\n" + problem;
        if (text.empty())
            text = "(no output)";
        ToolOutcome outcome = problem.empty() ? ToolOutcome::text(text) : ToolOutcome::failure(text);
        if (result.truncated)
            outcome.details = Json{{"truncation", Json{{"truncated", true}, {"totalLines", result.totalLines}}},
                {"fullOutputPath", result.fullOutputPath}};
        return outcome;
    }

    static std::string secondsText(double seconds) {
        return seconds == std::floor(seconds) ? std::to_string(static_cast<std::int64_t>(seconds))
                                              : fmt::format("{:g}", seconds);
    }

    ToolServices services_;
    llm::ToolDefinition definition_;
};

}

std::unique_ptr<Tool> makeBashTool(const ToolServices& services) { return std::make_unique<BashTool>(services); }

}
