// skills list, info, check: what the agent may be taught, and what is missing for it.
#include "cli/Context.hpp"
#include "cli/commandTree.hpp"
#include "cli/tables.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/skills/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::cli {

namespace {

Json report(Context& context) {
    return skills::skillsReport(context.config().root(), context.environment, context.stateDirectory(),
                                context.config().defaultAgent().workspace);
}

bool is(const Json& skill, const char* flag) { return findBool(skill, flag).value_or(false); }

std::string stateOf(const Json& skill) {
    if (is(skill, "eligible")) return "✓ ready";
    if (is(skill, "disabled")) return "⏸ disabled";
    return is(skill, "blockedByAllowlist") ? "🚫 blocked" : "✗ missing";
}

std::string titleOf(const Json& skill) {
    return stringOr(skill, "emoji", "📦") + " " + stringOr(skill, "name");
}

/// "bins: op; os: darwin"
std::string missingText(const Json& skill) {
    std::vector<std::string> parts;
    for (const char* kind : {"bins", "anyBins", "env", "config", "os"}) {
        const auto names = skill.at("missing").at(kind).get<std::vector<std::string>>();
        if (!names.empty()) parts.push_back(fmt::format("{}: {}", kind, join(names, ", ")));
    }
    return join(parts, "; ");
}

Json listEntry(const Json& skill) {
    Json entry = Json::object();
    for (const char* field : {"name", "description", "emoji", "eligible", "disabled", "blockedByAllowlist",
                              "source", "primaryEnv", "homepage", "missing"}) {
        if (const Json* value = findMember(skill, field)) entry[field] = *value;
    }
    return entry;
}

int listSkills(Context& context, const Arguments& arguments) {
    const Json all = report(context);
    Json list = Json::array();
    std::vector<TableRow> rows;
    const bool isVerbose = arguments.has("verbose");
    for (const Json& skill : all.at("skills")) {
        if (arguments.has("eligible") && !is(skill, "eligible")) continue;
        list.push_back(listEntry(skill));
        TableRow row{stateOf(skill), titleOf(skill), stringOr(skill, "description"),
                     stringOr(skill, "source")};
        if (isVerbose) row.push_back(missingText(skill));
        rows.push_back(std::move(row));
    }
    if (arguments.has("json")) {
        context.printJson(Json{{"workspaceDir", all.at("workspaceDir")},
                               {"managedSkillsDir", all.at("managedSkillsDir")},
                               {"skills", std::move(list)}});
        return 0;
    }
    if (rows.empty()) {
        context.print("No skills found. A skill is a folder with a SKILL.md in " +
                      context.shortPath(stringOr(all, "managedSkillsDir")) +
                      " or in \"skills\" of the workspace.");
        return 0;
    }
    const auto ready =
        std::count_if(rows.begin(), rows.end(), [](const TableRow& row) { return row[0] == "✓ ready"; });
    context.print(fmt::format("Skills ({}/{} ready)", ready, rows.size()));
    TableRow headers{"Status", "Skill", "Description", "Source"};
    if (isVerbose) headers.emplace_back("Missing");
    context.print(renderTable(headers, rows));
    return 0;
}

void printRequirements(Context& context, const Json& skill) {
    static constexpr std::array<std::pair<const char*, const char*>, 5> kinds{{{"bins", "Binaries"},
                                                                               {"anyBins", "Any binaries"},
                                                                               {"env", "Environment"},
                                                                               {"config", "Config"},
                                                                               {"os", "OS"}}};
    std::string text;
    for (const auto& [kind, label] : kinds) {
        const auto missing = skill.at("missing").at(kind).get<std::vector<std::string>>();
        std::string names;
        for (const std::string& name : skill.at("requirements").at(kind).get<std::vector<std::string>>()) {
            const bool isMissing = std::find(missing.begin(), missing.end(), name) != missing.end();
            names += (names.empty() ? "" : ", ") + std::string(isMissing ? "✗ " : "✓ ") + name;
        }
        if (!names.empty()) text += fmt::format("\n  {}: {}", label, names);
    }
    if (!text.empty()) context.print("\nRequirements:" + text);
}

int showSkill(Context& context, const Arguments& arguments) {
    const std::string wanted = arguments.word(0);
    const Json all = report(context);
    for (const Json& skill : all.at("skills")) {
        if (stringOr(skill, "name") != wanted && stringOr(skill, "skillKey") != wanted) continue;
        if (arguments.has("json")) {
            context.printJson(skill);
            return 0;
        }
        context.print(fmt::format("{} {}", titleOf(skill), stateOf(skill)));
        context.print("\n" + stringOr(skill, "description") +
                      "\n\nDetails:\n  Source: " + stringOr(skill, "source") +
                      "\n  Path: " + context.shortPath(stringOr(skill, "filePath")));
        if (const std::string page = stringOr(skill, "homepage"); !page.empty())
            context.print("  Homepage: " + page);
        if (const std::string name = stringOr(skill, "primaryEnv"); !name.empty())
            context.print("  Primary env: " + name);
        printRequirements(context, skill);
        return 0;
    }
    return context.fail(
        fmt::format("Skill \"{}\" not found. Run `openclaw skills list` to see available skills.", wanted));
}

int checkSkills(Context& context, const Arguments& arguments) {
    const Json all = report(context);
    Json lists{{"eligible", Json::array()},
               {"disabled", Json::array()},
               {"blocked", Json::array()},
               {"missingRequirements", Json::array()}};
    std::string ready;
    std::string lacking;
    for (const Json& skill : all.at("skills")) {
        const std::string name = stringOr(skill, "name");
        if (is(skill, "eligible")) {
            lists["eligible"].push_back(name);
            ready += "\n  " + titleOf(skill);
        } else if (is(skill, "disabled")) {
            lists["disabled"].push_back(name);
        } else if (is(skill, "blockedByAllowlist")) {
            lists["blocked"].push_back(name);
        } else {
            lists["missingRequirements"].push_back(
                {{"name", name}, {"missing", skill.at("missing")}, {"install", skill.at("install")}});
            lacking += fmt::format("\n  {} ({})", titleOf(skill), missingText(skill));
        }
    }
    Json summary{{"total", all.at("skills").size()}};
    for (const char* kind : {"eligible", "disabled", "blocked", "missingRequirements"})
        summary[kind] = lists[kind].size();
    if (arguments.has("json")) {
        Json out{{"summary", std::move(summary)}};
        out.update(lists);
        context.printJson(out);
        return 0;
    }
    context.print(fmt::format("Total: {}\n✓ Eligible: {}\n⏸ Disabled: {}\n🚫 Blocked by allowlist: {}\n✗ "
                              "Missing requirements: {}",
                              dumpJson(summary["total"]), lists["eligible"].size(), lists["disabled"].size(),
                              lists["blocked"].size(), lists["missingRequirements"].size()));
    if (!ready.empty()) context.print("\nReady to use:" + ready);
    if (!lacking.empty()) context.print("\nMissing requirements:" + lacking);
    return 0;
}

Command named(const char* name, const char* summary, Action action) {
    Command command;
    command.name = name;
    command.summary = summary;
    command.action = action;
    return command;
}

}

Command skillsCommand() {
    const Option json{0, "json", "", "Print JSON", false, false};
    const std::vector<Option> listOptions{json,
                                          {0, "eligible", "", "Only those that are ready", false, false},
                                          {0, "verbose", "", "Show what is missing", false, false}};
    Command list = named("list", "All skills and whether they are ready", listSkills);
    list.options = listOptions;
    Command info = named("info", "About one skill", showSkill);
    info.positionals = {{"name", true}};
    info.options = {json};
    Command check = named("check", "What is ready and what is missing", checkSkills);
    check.options = {json};

    Command command = named("skills", "What the agent has been taught", listSkills);
    command.options = listOptions;
    command.subcommands = {list, info, check};
    return command;
}

}
