// Choosing what to summarise, and the words around it. Pure: no model is asked here.
#include "pi/compaction.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/llm/history.hpp"

namespace openclaw::pi {

const std::string_view summarySystemPrompt =
    "You condense working sessions between a user and a coding assistant. You only write the summary that is asked "
    "for. You never continue the conversation and never answer questions in it.";

namespace {

constexpr std::size_t summarizedBytes = 2000;
constexpr std::size_t offlineSummaryBytes = 4000;

const Json* plainMessageOf(const Json& entry) {
    return stringOr(entry, "type") == "message" ? findMember(entry, "message") : nullptr;
}

std::string roleOf(const Json& entry) {
    if (stringOr(entry, "type") == "custom_message")
        return "custom";
    const Json* message = plainMessageOf(entry);
    return message ? stringOr(*message, "role") : std::string();
}

bool isCutPoint(const Json& entry) {
    const std::string role = roleOf(entry);
    return role == "user" || role == "assistant" || role == "bashExecution" || role == "custom";
}

void noteFiles(const Json& message, CompactionPlan& plan) {
    const Json* content = findMember(message, "content");
    if (stringOr(message, "role") != "assistant" || !content || !content->is_array())
        return;
    for (const Json& block : *content) {
        const Json* arguments = findMember(block, "arguments");
        const std::string path = arguments ? stringOr(*arguments, "path") : std::string();
        const std::string tool = stringOr(block, "name");
        if (path.empty())
            continue;
        if (tool == "read")
            plan.readFiles.insert(path);
        else if (tool == "write" || tool == "edit")
            plan.modifiedFiles.insert(path);
    }
}

void takeOver(const Json& details, std::string_view key, std::set<std::string>& files) {
    const Json* list = findMember(details, key);
    if (!list || !list->is_array())
        return;
    for (const Json& path : *list) {
        if (path.is_string())
            files.insert(path.get<std::string>());
    }
}

/// The conversation as plain text: a model should read it, not play along.
std::string asText(std::span<const Json> messages) {
    std::string out;
    for (const Json& message : messages) {
        const std::string role = stringOr(message, "role");
        std::string text = llm::textOf(message);
        if (role == "toolResult") {
            out += "[Result of " + stringOr(message, "toolName") + "]: ";
            text = std::string(utf8Prefix(text, summarizedBytes));
        } else if (role == "bashExecution") {
            out += "[User ran]: " + stringOr(message, "command") + "\n";
            text = std::string(utf8Prefix(stringOr(message, "output"), summarizedBytes));
        } else {
            out += role == "assistant" ? "[Assistant]: " : "[User]: ";
        }
        out += text + "\n";
        const Json* content = findMember(message, "content");
        if (role != "assistant" || !content || !content->is_array())
            continue;
        for (const Json& block : *content) {
            if (stringOr(block, "type") == "toolCall")
                out += "[Tool call]: " + stringOr(block, "name") + " " +
                       std::string(utf8Prefix(dumpJson(block.value("arguments", Json())), summarizedBytes)) + "\n";
        }
    }
    return out;
}

std::string fileList(std::string_view tag, const std::set<std::string>& files) {
    if (files.empty())
        return {};
    std::string out = "\n\n<" + std::string(tag) + ">\n";
    for (const std::string& file : files)
        out += file + "\n";
    return out + "</" + std::string(tag) + ">";
}

}

Result<CompactionPlan> planCompaction(std::span<const Json* const> path, std::int64_t keepRecentTokens) {
    const Error nothing(Errc::invalidInput, "Nothing to compact (session too small)");
    CompactionPlan plan;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (stringOr(*path[i], "type") != "compaction")
            continue;
        plan.previousSummary = stringOr(*path[i], "summary");
        const std::string firstKept = stringOr(*path[i], "firstKeptEntryId");
        begin = i + 1;
        for (std::size_t k = 0; k < i; ++k) {
            if (stringOr(*path[k], "id") == firstKept)
                begin = k;
        }
        if (const Json* details = findMember(*path[i], "details")) {
            takeOver(*details, "readFiles", plan.readFiles);
            takeOver(*details, "modifiedFiles", plan.modifiedFiles);
        }
    }

    std::int64_t kept = 0;
    std::size_t cut = path.size();
    while (cut > begin && kept < keepRecentTokens) {
        --cut;
        if (const Json* message = plainMessageOf(*path[cut]))
            kept += llm::estimateTokens(*message);
    }
    if (kept < keepRecentTokens)
        return nothing;
    while (cut < path.size() && !isCutPoint(*path[cut]))
        ++cut;
    if (cut == path.size()) {
        // Only tool results are that recent: keep the turn's last reply with them.
        while (cut > begin && (cut == path.size() || !isCutPoint(*path[cut])))
            --cut;
    }
    std::size_t turn = cut;
    const std::string role = roleOf(*path[cut]);
    if (role != "user") {
        while (turn > begin && roleOf(*path[turn]) != "user")
            --turn;
        if (roleOf(*path[turn]) != "user")
            turn = cut;
    }
    const auto collect = [&](std::size_t from, std::size_t to, std::vector<Json>& messages) {
        for (std::size_t i = from; i < to; ++i) {
            const Json* message = plainMessageOf(*path[i]);
            if (!message || stringOr(*message, "role") == "system")
                continue;
            noteFiles(*message, plan);
            messages.push_back(*message);
        }
    };
    collect(begin, turn, plan.toSummarise);
    collect(turn, cut, plan.turnPrefix);
    if (plan.toSummarise.empty() && plan.turnPrefix.empty())
        return nothing;
    for (const std::string& file : plan.modifiedFiles)
        plan.readFiles.erase(file);
    plan.firstKeptEntryId = stringOr(*path[cut], "id");
    return plan;
}

std::int64_t contextTokens(std::span<const Json> messages, std::size_t trustedFrom) {
    std::int64_t tokens = 0;
    for (std::size_t i = messages.size(); i > 0; --i) {
        const Json& message = messages[i - 1];
        const std::string stop = stringOr(message, "stopReason");
        const Json* usage = findMember(message, "usage");
        const std::int64_t counted = usage ? findInteger(*usage, "totalTokens").value_or(0) : 0;
        if (i > trustedFrom && stringOr(message, "role") == "assistant" && stop != "error" && stop != "aborted" && counted > 0)
            return tokens + counted;
        tokens += llm::estimateTokens(message);
    }
    return tokens;
}

std::string summaryPrompt(const CompactionPlan& plan, std::string_view customInstructions) {
    std::string prompt = "<conversation>\n" + asText(plan.toSummarise) + "</conversation>\n\n";
    if (plan.previousSummary.empty())
        prompt += "Write a summary of this conversation, so that another assistant can carry on without having read it.";
    else
        prompt += "<previous-summary>\n" + plan.previousSummary +
                  "\n</previous-summary>\n\nThe conversation continues what the previous summary tells. Write one summary "
                  "that replaces it: keep what still matters, add what is new, drop what is done and no longer needed.";
    prompt += "\n\nUse these headings: Goal; Constraints and preferences; Done; In progress; Blocked; Decisions (with "
              "reasons); Next steps; Facts to remember. Keep file names, commands, function names and error texts exact. "
              "Be brief.";
    if (!customInstructions.empty())
        prompt += "\n\nPay special attention to: " + std::string(customInstructions);
    return prompt;
}

std::string turnPrefixPrompt(const CompactionPlan& plan) {
    return "<conversation>\n" + asText(plan.turnPrefix) +
           "</conversation>\n\nThis is the beginning of one long turn; the rest of the turn is kept as it is. Say in a few "
           "lines what the user asked for, what was done so far, and what one must know to understand the rest.";
}

std::string offlineSummary(const CompactionPlan& plan) {
    std::string text = plan.previousSummary.empty() ? std::string() : plan.previousSummary + "\n";
    text += "Summary without a model: " + std::to_string(plan.toSummarise.size()) + " messages.";
    for (const Json& message : plan.toSummarise) {
        if (stringOr(message, "role") == "user")
            text += "\n- the user said: " + std::string(utf8Prefix(llm::textOf(message), 200));
    }
    return std::string(utf8Prefix(text, offlineSummaryBytes));
}

std::string joinSummary(const CompactionPlan& plan, std::string_view summary, std::string_view turnSummary) {
    std::string text = summary.empty() ? std::string("No prior history.") : std::string(summary);
    if (!turnSummary.empty())
        text += "\n\n---\n\n**Turn Context (split turn):**\n\n" + std::string(turnSummary);
    return text + fileList("read-files", plan.readFiles) + fileList("modified-files", plan.modifiedFiles);
}

}
