// /config from a chat, and the id of a group that Telegram renamed.
#include "gateway/ConfigEditing.hpp"

#include "openclaw/config/edit.hpp"
#include "openclaw/config/protection.hpp"
#include "openclaw/config/redact.hpp"
#include "openclaw/config/write.hpp"
#include "openclaw/core/strings.hpp"

namespace openclaw::gateway {

namespace {

using commands::EditCommand;

constexpr std::size_t shownBytes = 3000;

std::string shown(const Json& value) {
    const std::string text = dumpJsonPretty(value);
    std::string out(utf8Prefix(text, shownBytes));
    if (out.size() < text.size()) out += "\n… (cut; `openclaw config get` shows all)";
    return "```json\n" + out + "\n```";
}

Result<std::string> show(const EditCommand& command, const config::Snapshot& current) {
    const Json document = config::redacted(config::toJson(current.document.value), config::References::show);
    if (command.path.empty()) return "⚙️ Config:\n" + shown(document);
    const Result<std::vector<std::string>> path = config::parseConfigPath(command.path);
    if (!path) return path.error();
    const Json* value = config::findAt(document, *path);
    if (!value) return "⚙️ " + command.path + " is not set.";
    return "⚙️ " + command.path + ":\n" + shown(*value);
}

Result<void> write(OrderedJson document,
                   const config::Snapshot& current,
                   const Environment& environment,
                   const std::string& version,
                   std::int64_t nowMs) {
    config::WriteRequest request;
    request.file = current.path;
    request.document = std::move(document);
    request.version = version;
    request.nowMs = nowMs;
    const Result<config::Snapshot> written = config::writeConfig(std::move(request), environment);
    if (!written) return written.error();
    return {};
}

}

Result<std::string> editConfig(const EditCommand& command,
                               const config::Snapshot& current,
                               const Environment& environment,
                               const std::string& version,
                               std::int64_t nowMs) {
    if (command.action == EditCommand::Action::show) return show(command, current);
    if (!current.valid)
        return Error(Errc::conflict, "the configuration file has errors; run openclaw config validate");
    const Result<std::vector<std::string>> path = config::parseConfigPath(command.path);
    if (!path) return path.error();
    OrderedJson document = current.document.value;
    if (command.action == EditCommand::Action::unset) {
        if (!config::removeAt(document, *path)) return "⚙️ " + command.path + " was not set.";
    } else {
        const Result<void> set = config::setAt(document, *path, OrderedJson::parse(dumpJson(command.value)));
        if (!set) return set.error();
    }
    const auto guarded =
        config::protectedChange(config::toJson(current.document.value), config::toJson(document));
    if (guarded)
        return Error(Errc::refused,
                     *guarded + " cannot be changed from a chat; use openclaw config set on the machine");
    const Result<void> written = write(std::move(document), current, environment, version, nowMs);
    if (!written) return written.error();
    return command.action == EditCommand::Action::unset
               ? "⚙️ Config updated: " + command.path + " removed."
               : "⚙️ Config updated: " + command.path + "=" + dumpJson(command.value);
}

Result<Json> withOverrides(const Json& config, const Overrides& overrides) {
    if (overrides.empty()) return config;
    OrderedJson document = OrderedJson::parse(dumpJson(config));
    for (const auto& [text, value] : overrides) {
        const Result<std::vector<std::string>> path = config::parseConfigPath(text);
        if (!path) return path.error();
        const Result<void> set = config::setAt(document, *path, OrderedJson::parse(dumpJson(value)));
        if (!set) return set.error();
    }
    return config::toJson(document);
}

Result<OverrideEdit>
editOverrides(const EditCommand& command, const Json& config, const Overrides& overrides) {
    OverrideEdit edit{overrides, false, {}};
    if (command.action == EditCommand::Action::show) {
        Json values = Json::object();
        for (const auto& [path, value] : overrides)
            values[path] = value;
        edit.reply = overrides.empty() ? "⚙️ Debug overrides: none."
                                       : "⚙️ Debug overrides (until the next start):\n" +
                                             shown(config::redacted(values, config::References::show));
        return edit;
    }
    edit.isChange = true;
    if (command.action == EditCommand::Action::reset) {
        edit.overrides.clear();
        edit.reply = "⚙️ Debug overrides cleared; the file's values hold.";
        return edit;
    }
    if (command.action == EditCommand::Action::unset) {
        edit.isChange = edit.overrides.erase(command.path) > 0;
        edit.reply = "⚙️ " + command.path + (edit.isChange ? " has the file's value again." : " was not overridden.");
        return edit;
    }
    edit.overrides[command.path] = command.value;
    const Result<Json> after = withOverrides(config, edit.overrides);
    if (!after) return after.error();
    if (const auto guarded = config::protectedChange(config, *after))
        return Error(Errc::refused,
                     *guarded + " cannot be overridden from a chat; use openclaw config set on the machine");
    edit.reply = "⚙️ Debug override set: " + command.path + "=" + dumpJson(command.value);
    return edit;
}

Result<std::vector<std::string>> moveGroup(const GroupMove& move,
                                           const config::Snapshot& current,
                                           const Environment& environment,
                                           const std::string& version,
                                           std::int64_t nowMs) {
    std::vector<std::string> changed;
    if (!current.valid) return changed;
    OrderedJson document = current.document.value;
    const Json before = config::toJson(document);
    const std::vector<std::string> channel{"channels", move.channel};
    const std::vector<std::string> account{"channels", move.channel, "accounts", move.accountId};
    for (const std::vector<std::string>& place : {channel, account}) {
        const Json* section = config::findAt(before, place);
        if (!section) continue;
        if (findBool(*section, "configWrites") == false) return std::vector<std::string>();
        const Json* groups = findMember(*section, "groups");
        const Json* rules = groups ? findMember(*groups, move.from) : nullptr;
        if (!rules || findMember(*groups, move.to)) continue;
        std::vector<std::string> path = place;
        path.insert(path.end(), {"groups", move.to});
        const Result<void> set = config::setAt(document, path, OrderedJson::parse(dumpJson(*rules)));
        if (!set) return set.error();
        changed.push_back(join(path, "."));
        path.back() = move.from;
        config::removeAt(document, path);
    }
    if (changed.empty()) return changed;
    const Result<void> written = write(std::move(document), current, environment, version, nowMs);
    if (!written) return written.error();
    return changed;
}

}
