// The property list of a launchd agent, and what launchctl prints about one.
#include "cli/service/serviceText.hpp"
#include "openclaw/core/strings.hpp"

namespace openclaw::cli {

namespace {

std::string escaped(std::string text) {
    text = replaceAll(std::move(text), "&", "&amp;");
    text = replaceAll(std::move(text), "<", "&lt;");
    return replaceAll(std::move(text), ">", "&gt;");
}

std::string unescaped(std::string text) {
    text = replaceAll(std::move(text), "&lt;", "<");
    text = replaceAll(std::move(text), "&gt;", ">");
    text = replaceAll(std::move(text), "&quot;", "\"");
    text = replaceAll(std::move(text), "&apos;", "'");
    return replaceAll(std::move(text), "&amp;", "&");
}

std::string keyAndString(const std::string& key, const std::string& value) {
    return "    <key>" + escaped(key) + "</key><string>" + escaped(value) + "</string>\n";
}

/// The contents of every <tag> in `text`, in order.
std::vector<std::string> elements(std::string_view text, const std::string& tag) {
    std::vector<std::string> found;
    const std::string open = "<" + tag + ">";
    const std::string close = "</" + tag + ">";
    for (std::size_t at = 0;;) {
        const std::size_t start = text.find(open, at);
        const std::size_t end = text.find(close, start);
        if (start == std::string_view::npos || end == std::string_view::npos) return found;
        found.push_back(unescaped(std::string(text.substr(start + open.size(), end - start - open.size()))));
        at = end + close.size();
    }
}

/// What stands between `key` and the end of the element behind it.
std::string_view valueOf(std::string_view text, const std::string& key, const std::string& tag) {
    const std::string name = "<key>" + key + "</key>";
    const std::size_t start = text.find(name);
    if (start == std::string_view::npos) return {};
    const std::string close = "</" + tag + ">";
    const std::size_t end = text.find(close, start);
    if (end == std::string_view::npos) return {};
    return text.substr(start + name.size(), end + close.size() - start - name.size());
}

std::string stringOf(std::string_view text, const std::string& key) {
    const std::vector<std::string> found = elements(valueOf(text, key, "string"), "string");
    return found.empty() ? std::string() : found.front();
}

}

std::string launchdPlistText(const std::string& label, const ServiceDescription& service) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
                       "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
                       "<plist version=\"1.0\">\n<dict>\n";
    text += keyAndString("Label", label) + keyAndString("Comment", service.description);
    text += "    <key>RunAtLoad</key><true/>\n    <key>KeepAlive</key><true/>\n    "
            "<key>ProgramArguments</key>\n    <array>\n";
    for (const std::string& word : service.programArguments)
        text += "        <string>" + escaped(word) + "</string>\n";
    text += "    </array>\n";
    if (!service.workingDirectory.empty()) text += keyAndString("WorkingDirectory", service.workingDirectory);
    if (!service.outputFile.empty()) text += keyAndString("StandardOutPath", service.outputFile);
    if (!service.errorFile.empty()) text += keyAndString("StandardErrorPath", service.errorFile);
    text += "    <key>EnvironmentVariables</key>\n    <dict>\n";
    for (const auto& [name, value] : service.environment)
        text += "    " + keyAndString(name, value);
    return text + "    </dict>\n</dict>\n</plist>\n";
}

ServiceDescription parseLaunchdPlist(std::string_view text) {
    ServiceDescription service;
    service.description = stringOf(text, "Comment");
    service.programArguments = elements(valueOf(text, "ProgramArguments", "array"), "string");
    service.workingDirectory = stringOf(text, "WorkingDirectory");
    service.outputFile = stringOf(text, "StandardOutPath");
    service.errorFile = stringOf(text, "StandardErrorPath");
    const std::string_view variables = valueOf(text, "EnvironmentVariables", "dict");
    const std::vector<std::string> names = elements(variables, "key");
    const std::vector<std::string> values = elements(variables, "string");
    for (std::size_t i = 0; i < names.size() && i < values.size(); ++i)
        service.environment.emplace_back(names[i], values[i]);
    return service;
}

ServiceRuntime parseLaunchctlPrint(std::string_view output) {
    ServiceRuntime runtime;
    const auto number = [](const std::string& value) -> std::optional<int> {
        const std::optional<std::int64_t> parsed = parseInteger(value);
        return parsed ? std::optional<int>(static_cast<int>(*parsed)) : std::nullopt;
    };
    for (const std::string_view line : split(output, '\n')) {
        const std::size_t equals = line.find(" = ");
        if (equals == std::string_view::npos) continue;
        const std::string_view key = trimAscii(line.substr(0, equals));
        const std::string value(trimAscii(line.substr(equals + 3)));
        if (key == "state" && runtime.state.empty()) runtime.state = value;
        if (key == "pid" && !runtime.pid) runtime.pid = number(value);
        if (key == "last exit code") runtime.lastExitStatus = number(value);
        if (key == "last exit reason") runtime.lastExitReason = value;
    }
    if (!runtime.state.empty())
        runtime.status = runtime.state == "running" || runtime.pid ? "running" : "stopped";
    return runtime;
}

}
