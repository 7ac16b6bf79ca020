// The command line of `openclaw pi`, compatible with the programs it stands in for. A provider may be part of the
// model ("provider/id") and a thinking level its suffix (":high").
#include "pi/CommandLine.hpp"

#include "openclaw/core/strings.hpp"

#include <array>

namespace openclaw::pi {

namespace {

constexpr std::array<std::string_view, 19> ignoredSwitches{"--no-extensions", "-ne", "--no-skills", "-ns",
    "--no-prompt-templates", "-np", "--no-themes", "--no-mcp", "--approve", "-a", "--no-approve", "-na", "--offline",
    "--verbose", "--no-builtin-tools", "-nbt", "--print", "-p", "--no-color"};
constexpr std::array<std::string_view, 11> ignoredValues{"--extension", "-e", "--skill", "--prompt-template", "--theme",
    "--models", "--name", "-n", "--export", "--session-id", "--fork"};

template <std::size_t N>
bool isListed(const std::array<std::string_view, N>& names, std::string_view name) {
    for (const std::string_view entry : names) {
        if (entry == name)
            return true;
    }
    return false;
}

std::vector<std::string> splitNames(std::string_view list) {
    std::vector<std::string> names;
    for (const std::string_view part : split(list, ',')) {
        const std::string_view name = trimAscii(part);
        if (!name.empty())
            names.emplace_back(name);
    }
    return names;
}

/// "provider/id:level" -> the three parts. A suffix that is no level belongs to the id ("llama3:8b").
void splitModel(CommandLine& out) {
    const std::size_t colon = out.model.rfind(':');
    if (colon != std::string::npos) {
        if (const auto level = llm::parseThinkingLevel(std::string_view(out.model).substr(colon + 1))) {
            if (!out.thinking)
                out.thinking = level;
            out.model.erase(colon);
        }
    }
    const std::size_t slash = out.model.find('/');
    if (out.provider.empty() && slash != std::string::npos) {
        out.provider = out.model.substr(0, slash);
        out.model.erase(0, slash + 1);
    } else if (!out.provider.empty() && out.model.starts_with(out.provider + '/')) {
        out.model.erase(0, out.provider.size() + 1);
    }
}

class Reader {
public:
    explicit Reader(const std::vector<std::string>& arguments) : arguments_(arguments) {}

    Result<CommandLine> read() {
        for (at_ = 0; at_ < arguments_.size(); ++at_) {
            Result<void> one = readOne(arguments_[at_]);
            if (!one)
                return one.error();
        }
        splitModel(out_);
        return out_;
    }

private:
    Result<void> readOne(const std::string& flag) {
        if (readSwitch(flag) || isListed(ignoredSwitches, flag))
            return {};
        if (!takesValue(flag)) {
            if (flag.starts_with('-'))
                return Error(Errc::invalidInput, "Unknown option: " + flag);
            return Error(Errc::invalidInput, "Unexpected argument in RPC mode: " + flag);
        }
        if (at_ + 1 >= arguments_.size())
            return Error(Errc::invalidInput, "Missing value for option: " + flag);
        return readValue(flag, arguments_[++at_]);
    }

    bool readSwitch(const std::string& flag) {
        if (flag == "--no-session")
            out_.noSession = true;
        else if (flag == "--continue" || flag == "-c")
            out_.continueLast = true;
        else if (flag == "--no-tools" || flag == "-nt")
            out_.tools.emplace();
        else if (flag == "--no-context-files" || flag == "-nc")
            out_.noContextFiles = true;
        else if (flag == "--version" || flag == "-v")
            out_.version = true;
        else if (flag == "--help" || flag == "-h")
            out_.help = true;
        else
            return false;
        return true;
    }

    static bool takesValue(const std::string& flag) {
        static constexpr std::array<std::string_view, 13> used{"--mode", "--provider", "--model", "--api-key", "--thinking",
            "--system-prompt", "--append-system-prompt", "--session", "--session-dir", "--tools", "-t", "--exclude-tools",
            "-xt"};
        return isListed(used, flag) || isListed(ignoredValues, flag);
    }

    Result<void> readValue(const std::string& flag, const std::string& value) {
        if (flag == "--mode")
            out_.mode = value;
        else if (flag == "--provider")
            out_.provider = value;
        else if (flag == "--model")
            out_.model = value;
        else if (flag == "--api-key")
            out_.apiKey = value;
        else if (flag == "--system-prompt")
            out_.systemPrompt = value;
        else if (flag == "--append-system-prompt")
            out_.appendSystemPrompt.push_back(value);
        else if (flag == "--session")
            out_.session = value;
        else if (flag == "--session-dir")
            out_.sessionDir = value;
        else if (flag == "--tools" || flag == "-t")
            out_.tools = splitNames(value);
        else if (flag == "--exclude-tools" || flag == "-xt")
            out_.excludedTools = splitNames(value);
        else if (flag == "--thinking")
            return readThinking(value);
        return {};
    }

    Result<void> readThinking(const std::string& value) {
        out_.thinking = llm::parseThinkingLevel(value);
        if (!out_.thinking)
            return Error(Errc::invalidInput,
                "Invalid thinking level \"" + value + "\"; use off, minimal, low, medium, high or xhigh");
        return {};
    }

    const std::vector<std::string>& arguments_;
    std::size_t at_ = 0;
    CommandLine out_;
};

}

Result<CommandLine> parseCommandLine(const std::vector<std::string>& arguments) { return Reader(arguments).read(); }

}
