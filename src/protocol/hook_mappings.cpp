// Webhook mappings: templates over a request, and the action that the first fitting mapping asks for.
#include "openclaw/protocol/hook_payloads.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <cmath>

namespace openclaw::protocol {

namespace {

/// The value at "a.b[0].c"; nullptr when the way does not exist.
const Json* findByPath(const Json& root, std::string_view path) {
    const Json* current = &root;
    std::size_t at = 0;
    while (at < path.size() && current) {
        const char c = path[at];
        if (c == '.' || c == ']') {
            ++at;
            continue;
        }
        if (c == '[') {
            const std::size_t close = path.find(']', at);
            const auto index = close == std::string_view::npos
                                   ? std::nullopt
                                   : parseInteger(path.substr(at + 1, close - at - 1));
            if (index && *index >= 0) {
                const bool exists = current->is_array() && static_cast<std::size_t>(*index) < current->size();
                current = exists ? &(*current)[static_cast<std::size_t>(*index)] : nullptr;
                at = close + 1;
            } else {
                ++at;
            }
            continue;
        }
        const std::size_t end = std::min(path.find_first_of(".[]", at), path.size());
        current = findMember(*current, path.substr(at, end - at));
        at = end;
    }
    return current;
}

std::string asText(const Json* value) {
    if (!value || value->is_null()) return {};
    return value->is_string() ? value->get<std::string>() : dumpJson(*value);
}

std::string find(const std::map<std::string, std::string>& values, std::string_view name) {
    const auto found = values.find(std::string(name));
    return found == values.end() ? std::string() : found->second;
}

std::string evaluate(std::string_view expression, const HookRequest& request) {
    if (expression == "path") return request.path;
    if (expression == "now") return request.now;
    if (expression.starts_with("headers.")) return find(request.headers, expression.substr(8));
    if (expression.starts_with("query.")) return find(request.query, expression.substr(6));
    if (expression.starts_with("payload.")) expression.remove_prefix(8);
    return asText(findByPath(request.payload, expression));
}

std::string withoutSlashes(std::string_view path) {
    path = trimUnicode(path);
    const std::size_t first = path.find_first_not_of('/');
    if (first == std::string_view::npos) return {};
    return std::string(path.substr(first, path.find_last_not_of('/') - first + 1));
}

bool fits(const Json& mapping, const HookRequest& request) {
    const Json* match = findMember(mapping, "match");
    if (!match) return true;
    const std::string path = withoutSlashes(stringOr(*match, "path"));
    const std::string source(trimUnicode(stringOr(*match, "source")));
    return (path.empty() || path == withoutSlashes(request.path)) &&
           (source.empty() || source == stringOr(request.payload, "source"));
}

std::string decodeQueryPart(std::string_view part) {
    std::string text = replaceAll(std::string(part), "+", " ");
    return percentDecode(text).value_or(text);
}

}

std::map<std::string, std::string> parseQuery(std::string_view query) {
    std::map<std::string, std::string> out;
    for (const std::string_view pair : split(query, '&')) {
        const std::size_t equals = pair.find('=');
        if (!pair.empty())
            out[decodeQueryPart(pair.substr(0, equals))] =
                equals == std::string_view::npos ? "" : decodeQueryPart(pair.substr(equals + 1));
    }
    return out;
}

std::string renderHookTemplate(std::string_view text, const HookRequest& request) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find("{{", at);
        const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
        const bool isExpression = close != std::string_view::npos && close > open + 2 &&
                                  close + 1 < text.size() && text[close + 1] == '}';
        if (!isExpression) {
            const std::size_t next = open == std::string_view::npos ? text.size() : open + 1;
            out += text.substr(at, next - at);
            at = next;
            continue;
        }
        out += text.substr(at, open - at);
        out += evaluate(trimUnicode(text.substr(open + 2, close - open - 2)), request);
        at = close + 2;
    }
    return out;
}

std::vector<Json> hookMappings(const Json& hooks) {
    std::vector<Json> out;
    if (const Json* own = findMember(hooks, "mappings"); own && own->is_array())
        out.assign(own->begin(), own->end());
    const Json* presets = findMember(hooks, "presets");
    if (!presets || !presets->is_array()) return out;
    for (const Json& preset : *presets) {
        if (preset != "gmail") continue;
        Json mapping = {{"id", "gmail"},
                        {"match", {{"path", "gmail"}}},
                        {"action", "agent"},
                        {"wakeMode", "now"},
                        {"name", "Gmail"},
                        {"sessionKey", "hook:gmail:{{messages[0].id}}"},
                        {"messageTemplate",
                         "New email from {{messages[0].from}}\nSubject: {{messages[0].subject}}\n"
                         "{{messages[0].snippet}}\n{{messages[0].body}}"}};
        const Json* gmail = findMember(hooks, "gmail");
        if (const auto unsafe = gmail ? findBool(*gmail, "allowUnsafeExternalContent") : std::nullopt)
            mapping["allowUnsafeExternalContent"] = *unsafe;
        out.push_back(std::move(mapping));
    }
    return out;
}

Result<std::optional<HookAction>> applyHookMappings(const std::vector<Json>& mappings,
                                                    const HookRequest& request) {
    for (std::size_t i = 0; i < mappings.size(); ++i) {
        const Json& mapping = mappings[i];
        if (!fits(mapping, request)) continue;
        const auto optional = [&](const char* key) {
            return std::string(trimUnicode(renderHookTemplate(stringOr(mapping, key), request)));
        };
        HookAction action;
        action.mapping = i;
        action.kind =
            stringOr(mapping, "action", "agent") == "wake" ? HookAction::Kind::wake : HookAction::Kind::agent;
        const bool isWake = action.kind == HookAction::Kind::wake;
        action.text =
            renderHookTemplate(stringOr(mapping, isWake ? "textTemplate" : "messageTemplate"), request);
        if (trimUnicode(action.text).empty())
            return Error(Errc::invalidInput,
                         isWake ? "hook mapping requires text" : "hook mapping requires message");
        action.isNow = stringOr(mapping, "wakeMode", "now") != "next-heartbeat";
        action.name = optional("name");
        action.sessionKey = optional("sessionKey");
        action.channel = stringOr(mapping, "channel");
        action.to = optional("to");
        action.model = optional("model");
        action.thinking = optional("thinking");
        action.agentId = stringOr(mapping, "agentId");
        action.deliver = findBool(mapping, "deliver");
        action.allowUnsafeExternalContent = findBool(mapping, "allowUnsafeExternalContent");
        action.timeoutSeconds = findInteger(mapping, "timeoutSeconds");
        return std::optional(std::move(action));
    }
    return std::optional<HookAction>();
}

}
