// The report behind /context. Tokens are estimated at four characters each; that is all anybody can say
// without the model's own tokenizer.
#include "dispatch/contextReport.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::dispatch {

namespace {

constexpr std::size_t shownSkills = 30;

std::string grouped(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, ",");
    return digits;
}

std::string size(std::size_t chars) {
    return fmt::format("{} chars (~{} tok)", grouped(chars), grouped((chars + 3) / 4));
}

std::string_view statusOf(const agent::PromptFileReport& file) {
    if (file.isMissing) return "MISSING";
    if (file.rawChars == 0 || file.injectedChars == 0) return "EMPTY";
    return file.injectedChars < file.rawChars && file.rawChars - file.injectedChars > 1 ? "TRUNCATED" : "OK";
}

void addFiles(std::string& text, const agent::PromptReport& report) {
    text += "\n\nInjected workspace files:";
    for (const agent::PromptFileReport& file : report.files) {
        text += fmt::format("\n- {}: {} | raw {} | injected {}", file.name, statusOf(file),
                            size(file.rawChars), size(file.injectedChars));
    }
    if (report.files.empty()) text += " none";
}

void addSkills(std::string& text, const agent::PromptReport& report, bool isDetailed) {
    text += fmt::format("\nSkills list: {} ({} skills)", size(report.skillsChars), report.skills.size());
    if (!isDetailed) return;
    auto skills = report.skills;
    std::stable_sort(skills.begin(), skills.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (std::size_t i = 0; i < skills.size() && i < shownSkills; ++i)
        text += fmt::format("\n- {}: {}", skills[i].first, size(skills[i].second));
    if (skills.size() > shownSkills)
        text += fmt::format("\n… (+{} more skills)", skills.size() - shownSkills);
}

}

std::string formatContext(const ContextFacts& facts, const agent::Preparation* preparation, bool isDetailed) {
    std::string text = isDetailed ? "🧠 Context breakdown (detailed)" : "🧠 Context breakdown";
    text += "\nSession: " + facts.sessionKey;
    if (preparation) {
        const agent::PromptReport& report = preparation->report;
        text += "\nWorkspace: " + preparation->workspace.string();
        text += fmt::format("\nBootstrap max/file: {} chars", grouped(report.maxCharsPerFile));
        text += fmt::format("\nSystem prompt: {} (Project Context {})", size(report.totalChars),
                            size(report.projectChars));
        addFiles(text, report);
        text += "\n";
        addSkills(text, report, isDetailed);
        text += "\nTools: " + (preparation->tools.empty() ? "none" : join(preparation->tools, ", "));
        for (const auto& [tool, path] : preparation->refusedTools)
            text += fmt::format("\n- {}: off [{}]", tool, path);
        for (const std::string& warning : preparation->warnings)
            text += "\n⚠️ " + warning;
        text += "\nTool list (system prompt text): " + size(report.toolListChars) + "\n";
    }
    text += "\nSession tokens: " +
            grouped(static_cast<std::size_t>(std::max<std::int64_t>(0, facts.totalTokens)));
    if (facts.contextTokens > 0) text += " / ctx=" + grouped(static_cast<std::size_t>(facts.contextTokens));
    text += fmt::format("\nSystem events for the next turn: {}", facts.events.size());
    for (const std::string& event : facts.events)
        text += "\n- " + event;
    text += fmt::format("\nMessages waiting: {}", facts.waiting);
    if (preparation && !isDetailed) text += "\n\nMore: /context detail | /context json";
    return text;
}

Json contextToJson(const ContextFacts& facts, const agent::Preparation& preparation) {
    const agent::PromptReport& report = preparation.report;
    Json files = Json::array();
    for (const agent::PromptFileReport& file : report.files)
        files.push_back({{"name", file.name},
                         {"status", statusOf(file)},
                         {"rawChars", file.rawChars},
                         {"injectedChars", file.injectedChars}});
    Json skills = Json::array();
    for (const auto& [name, chars] : report.skills)
        skills.push_back({{"name", name}, {"chars", chars}});
    return Json{
        {"sessionKey", facts.sessionKey},
        {"workspaceDir", preparation.workspace.string()},
        {"bootstrapMaxChars", report.maxCharsPerFile},
        {"systemPrompt", {{"chars", report.totalChars}, {"projectContextChars", report.projectChars}}},
        {"injectedWorkspaceFiles", std::move(files)},
        {"skills", {{"promptChars", report.skillsChars}, {"entries", std::move(skills)}}},
        {"tools", {{"listChars", report.toolListChars}, {"names", preparation.tools}}},
        {"totalTokens", facts.totalTokens}};
}

}
