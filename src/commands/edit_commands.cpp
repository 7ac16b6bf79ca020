// /config and /debug, and the values that people type there.
#include "openclaw/commands/arguments.hpp"

#include "commands/json_faults.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace openclaw::commands {

namespace {

EditCommand failure(std::string message) {
    EditCommand command;
    command.action = EditCommand::Action::error;
    command.message = std::move(message);
    return command;
}

EditCommand parseSet(std::string_view name, std::string_view arguments) {
    const std::size_t equals = arguments.find('=');
    const std::string path(equals == std::string_view::npos ? std::string_view()
                                                            : trimUnicode(arguments.substr(0, equals)));
    if (path.empty()) return failure(fmt::format("Usage: {} set path=value", name));
    ParsedValue parsed = parseConfigValue(arguments.substr(equals + 1));
    if (!parsed.error.empty()) return failure(parsed.error);
    EditCommand command;
    command.action = EditCommand::Action::set;
    command.path = path;
    command.value = std::move(parsed.value);
    return command;
}

std::optional<EditCommand> parseEdit(std::string_view text, std::string_view name, bool isDebug) {
    const std::string_view trimmed = trimUnicode(text);
    if (!startsWithIgnoreCase(trimmed, name)) return std::nullopt;
    const std::string_view rest = trimUnicode(trimmed.substr(name.size()));
    EditCommand command;
    if (rest.empty()) return command;
    const std::size_t end = findSpace(rest, 0);
    const std::string action = toLowerUnicode(rest.substr(0, end));
    const std::string_view arguments = trimUnicode(rest.substr(end));
    if (action == "show" || (action == "get" && !isDebug)) {
        if (!isDebug) command.path = std::string(arguments);
        return command;
    }
    if (action == "reset" && isDebug) {
        command.action = EditCommand::Action::reset;
        return command;
    }
    if (action == "set") return parseSet(name, arguments);
    if (action == "unset") {
        if (arguments.empty()) return failure(fmt::format("Usage: {} unset path", name));
        command.action = EditCommand::Action::unset;
        command.path = std::string(arguments);
        return command;
    }
    return failure(fmt::format("Usage: {} {}", name, isDebug ? "show|set|unset|reset" : "show|set|unset"));
}

/// "-12.5": a sign, digits, and possibly a point with digits.
bool isDecimal(std::string_view text) {
    if (text.starts_with("-")) text.remove_prefix(1);
    const auto digits = [](std::string_view part) {
        return !part.empty() &&
               std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const std::size_t point = text.find('.');
    return digits(text.substr(0, point)) &&
           (point == std::string_view::npos || digits(text.substr(point + 1)));
}

Json toNumber(const std::string& text) {
    const double value = std::strtod(text.c_str(), nullptr);
    constexpr double exact = 9'007'199'254'740'992.0;
    if (std::floor(value) == value && std::abs(value) < exact) return static_cast<std::int64_t>(value);
    return value;
}

}

std::string_view toString(EditCommand::Action action) {
    switch (action) {
    case EditCommand::Action::show: return "show";
    case EditCommand::Action::set: return "set";
    case EditCommand::Action::unset: return "unset";
    case EditCommand::Action::reset: return "reset";
    case EditCommand::Action::error: return "error";
    }
    return "error";
}

std::optional<EditCommand> parseConfigCommand(std::string_view text) {
    return parseEdit(text, "/config", false);
}
std::optional<EditCommand> parseDebugCommand(std::string_view text) {
    return parseEdit(text, "/debug", true);
}

ParsedValue parseConfigValue(std::string_view raw) {
    const std::string text(trimUnicode(raw));
    ParsedValue out;
    if (text.empty()) {
        out.error = "Missing value.";
    } else if (text[0] == '{' || text[0] == '[') {
        Result<Json> parsed = parseJson(text);
        if (parsed)
            out.value = std::move(*parsed);
        else
            out.error = "Invalid JSON: SyntaxError: " + describeJsonFault(text);
    } else if (text == "true" || text == "false") {
        out.value = text == "true";
    } else if (text == "null") {
        out.value = nullptr;
    } else if (isDecimal(text)) {
        out.value = toNumber(text);
    } else if (text.size() >= 2 && text.front() == text.back() && (text[0] == '"' || text[0] == '\'')) {
        Result<Json> parsed = parseJson(text);
        out.value = parsed ? std::move(*parsed) : Json(text.substr(1, text.size() - 2));
    } else {
        out.value = text;
    }
    return out;
}

}
