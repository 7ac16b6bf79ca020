// Making a conversation fit the model that reads it next (llm-providers.md section 6). One pass turns every role into
// the three that models know, a second one repairs the pairing of tool calls and results.
#include "openclaw/llm/history.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace openclaw::llm {

namespace {

constexpr std::size_t maxToolIdBytes = 64;
constexpr std::int64_t imageTokens = 1200;
constexpr std::size_t maxBase62Digits = 9;

/// Text as models accept it: valid UTF-8 without NUL.
std::string cleanText(std::string_view text) {
    std::string out = isValidUtf8(text) ? std::string(text) : sanitizeUtf8(text);
    std::erase(out, '\0');
    return out;
}

Json textBlock(std::string_view text) { return Json{{"type", "text"}, {"text", cleanText(text)}}; }

Json userMessage(std::string_view text) {
    return Json{{"role", "user"}, {"content", Json::array({textBlock(text)})}};
}

std::string bashText(const Json& message) {
    std::string text = "Ran `" + stringOr(message, "command") + "`\n";
    const std::string output = stringOr(message, "output");
    text += output.empty() ? std::string("(no output)") : "```\n" + output + "\n```";
    if (findBool(message, "cancelled").value_or(false))
        text += "\n\n(command cancelled)";
    else if (const auto code = findInteger(message, "exitCode"); code && *code != 0)
        text += "\n\nCommand exited with code " + std::to_string(*code);
    if (findBool(message, "truncated").value_or(false) && findString(message, "fullOutputPath"))
        text += "\n\n[Output truncated. Full output: " + stringOr(message, "fullOutputPath") + "]";
    return text;
}

/// Text and image blocks of a user message or tool result.
Json plainContent(const Json& message, const Model& model) {
    Json out = Json::array();
    const Json* content = findMember(message, "content");
    if (content && content->is_string()) {
        out.push_back(textBlock(content->get_ref<const std::string&>()));
        return out;
    }
    if (!content || !content->is_array())
        return out;
    bool droppedImage = false;
    for (const Json& block : *content) {
        const std::string type = stringOr(block, "type");
        if (type == "text")
            out.push_back(textBlock(stringOr(block, "text")));
        else if (type == "image" && model.acceptsImages)
            out.push_back(block);
        else if (type == "image")
            droppedImage = true;
    }
    if (droppedImage && out.empty())
        out.push_back(textBlock("(image omitted: the model cannot see images)"));
    return out;
}

/// A stable id of nine letters and digits, for servers that insist on that form.
std::string nineCharacterId(std::string_view id) {
    static constexpr char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::uint64_t hash = 1469598103934665603ULL;
    for (const char c : id)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    std::string out;
    for (std::size_t i = 0; i < maxBase62Digits; ++i) {
        out += digits[hash % 62];
        hash /= 62;
    }
    return out;
}

std::string fitToolId(const std::string& id, const Model& model, bool sameModel) {
    const bool mistral = findBool(model.compat, "requiresMistralToolIds").value_or(model.provider == "mistral");
    if (mistral)
        return nineCharacterId(id);
    std::string first = id.substr(0, id.find('|'));
    for (char& c : first) {
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!allowed)
            c = '_';
    }
    if (first.empty() || first.size() > maxToolIdBytes)
        first = "call_" + nineCharacterId(id);
    if (model.api != Api::openaiResponses || !sameModel)
        return first;
    const std::size_t bar = id.find('|');
    if (bar == std::string::npos)
        return first;
    const std::string item = id.substr(bar + 1);
    return item.starts_with("fc") && item.size() <= maxToolIdBytes ? first + '|' + item : first;
}

class Preparation {
public:
    explicit Preparation(const Model& model) : model_(model) {}

    void add(const Json& message) {
        const std::string role = stringOr(message, "role");
        if (role == "toolResult") {
            addResult(message);
            return;
        }
        if (role == "assistant") {
            closeCalls();
            addAssistant(message);
            return;
        }
        Json user = toUser(role, message);
        if (user.is_null())
            return;
        closeCalls();
        out_.push_back(std::move(user));
    }

    std::vector<Json> take() {
        closeCalls();
        return std::move(out_);
    }

private:
    /// null when the message is not for models.
    Json toUser(const std::string& role, const Json& message) const {
        if (role == "user" || role == "custom") {
            Json content = plainContent(message, model_);
            if (content.empty())
                return nullptr;
            return Json{{"role", "user"}, {"content", std::move(content)}};
        }
        if (role == "bashExecution") {
            if (findBool(message, "excludeFromContext").value_or(false))
                return nullptr;
            return userMessage(bashText(message));
        }
        if (role == "compactionSummary")
            return userMessage("Earlier parts of this conversation were replaced by this summary:\n\n<summary>\n" +
                               stringOr(message, "summary") + "\n</summary>");
        if (role == "branchSummary")
            return userMessage("Another branch of this conversation was left; this is its summary:\n\n<summary>\n" +
                               stringOr(message, "summary") + "\n</summary>");
        return nullptr;
    }

    void addAssistant(const Json& message) {
        const std::string stop = stringOr(message, "stopReason");
        const Json* content = findMember(message, "content");
        if (stop == "error" || stop == "aborted" || !content || !content->is_array())
            return;
        const bool sameModel = stringOr(message, "provider") == model_.provider &&
                               stringOr(message, "model") == model_.id && stringOr(message, "api") == toString(model_.api);
        Json blocks = Json::array();
        for (const Json& block : *content)
            addAssistantBlock(block, sameModel, blocks);
        if (blocks.empty())
            return;
        out_.push_back(Json{{"role", "assistant"}, {"content", std::move(blocks)}});
    }

    void addAssistantBlock(const Json& block, bool sameModel, Json& blocks) {
        const std::string type = stringOr(block, "type");
        if (type == "text") {
            Json copy = textBlock(stringOr(block, "text"));
            if (sameModel && findString(block, "textSignature"))
                copy["textSignature"] = stringOr(block, "textSignature");
            blocks.push_back(std::move(copy));
        } else if (type == "thinking") {
            if (sameModel)
                blocks.push_back(block);
            else if (!trimAscii(stringOr(block, "thinking")).empty())
                blocks.push_back(textBlock(stringOr(block, "thinking")));
        } else if (type == "toolCall") {
            const std::string id = stringOr(block, "id");
            const std::string fitted = fitToolId(id, model_, sameModel);
            const Json* arguments = findMember(block, "arguments");
            Json copy{{"type", "toolCall"}, {"id", fitted}, {"name", stringOr(block, "name")}};
            copy["arguments"] = arguments && arguments->is_object() ? *arguments : Json::object();
            if (sameModel && findString(block, "thoughtSignature"))
                copy["thoughtSignature"] = stringOr(block, "thoughtSignature");
            blocks.push_back(std::move(copy));
            pending_.push_back({id, fitted, stringOr(block, "name")});
        }
    }

    /// Results whose call was dropped or already answered are dropped too.
    void addResult(const Json& message) {
        const std::string id = stringOr(message, "toolCallId");
        const auto call = std::find_if(pending_.begin(), pending_.end(), [&](const Call& c) { return c.id == id; });
        if (call == pending_.end())
            return;
        out_.push_back(Json{{"role", "toolResult"},
            {"toolCallId", call->fittedId},
            {"toolName", call->name},
            {"content", plainContent(message, model_)},
            {"isError", findBool(message, "isError").value_or(false)}});
        pending_.erase(call);
    }

    void closeCalls() {
        for (const Call& call : pending_)
            out_.push_back(Json{{"role", "toolResult"},
                {"toolCallId", call.fittedId},
                {"toolName", call.name},
                {"content", Json::array({textBlock("No result provided")})},
                {"isError", true}});
        pending_.clear();
    }

    struct Call {
        std::string id;
        std::string fittedId;
        std::string name;
    };

    const Model& model_;
    std::vector<Json> out_;
    std::vector<Call> pending_;
};

}

std::vector<Json> prepareHistory(std::span<const Json> messages, const Model& model) {
    Preparation preparation(model);
    for (const Json& message : messages)
        preparation.add(message);
    return preparation.take();
}

std::string textOf(const Json& message) {
    const Json* content = findMember(message, "content");
    if (!content)
        return {};
    if (content->is_string())
        return content->get<std::string>();
    std::string text;
    if (!content->is_array())
        return text;
    for (const Json& block : *content) {
        if (stringOr(block, "type") != "text")
            continue;
        if (!text.empty())
            text += '\n';
        text += stringOr(block, "text");
    }
    return text;
}

std::int64_t estimateTokens(const Json& message) {
    std::size_t characters = 0;
    std::int64_t images = 0;
    for (const std::string_view key : {"summary", "command", "output"}) {
        const Json* member = findMember(message, key);
        if (member && member->is_string())
            characters += member->get_ref<const std::string&>().size();
    }
    const Json* content = findMember(message, "content");
    if (content && content->is_string())
        characters += content->get_ref<const std::string&>().size();
    if (content && content->is_array()) {
        for (const Json& block : *content) {
            const std::string type = stringOr(block, "type");
            if (type == "image")
                ++images;
            else if (type == "toolCall")
                characters += stringOr(block, "name").size() + dumpJson(block.value("arguments", Json())).size();
            else
                characters += stringOr(block, type == "thinking" ? "thinking" : "text").size();
        }
    }
    return static_cast<std::int64_t>((characters + 3) / 4) + images * imageTokens;
}

}
