// Translates the command menu into Discord's form and back.
#include "channels/discord/commands.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::channels::discord {

namespace {

constexpr std::size_t maxCommands = 100;
constexpr std::size_t maxOptions = 25;
constexpr std::size_t maxChoices = 25;
constexpr std::size_t maxDescriptionUnits = 100;
constexpr int textOption = 3;

bool isName(const std::string& name) {
    return !name.empty() && name.size() <= 32 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::string description(const std::string& text) {
    const std::string cut = utf16Prefix(text, maxDescriptionUnits);
    return cut.empty() ? std::string("…") : cut;
}

Json optionDefinition(const CommandOption& option) {
    Json definition{
        {"type", textOption}, {"name", option.name}, {"description", description(option.description)}};
    if (option.isRequired) definition["required"] = true;
    if (option.choices.size() > maxChoices) {
        definition["autocomplete"] = true;
    } else if (!option.choices.empty()) {
        Json choices = Json::array();
        for (const std::string& choice : option.choices)
            choices.push_back(Json{{"name", choice}, {"value", choice}});
        definition["choices"] = std::move(choices);
    }
    return definition;
}

/// Name, description and options without what Discord adds of its own.
Json essence(const Json& command) {
    Json options = Json::array();
    const Json* list = findMember(command, "options");
    if (list && list->is_array()) {
        for (const Json& option : *list) {
            Json kept{{"name", stringOr(option, "name")}, {"description", stringOr(option, "description")}};
            kept["required"] = findBool(option, "required").value_or(false);
            kept["autocomplete"] = findBool(option, "autocomplete").value_or(false);
            Json values = Json::array();
            const Json* choices = findMember(option, "choices");
            if (choices && choices->is_array()) {
                for (const Json& choice : *choices)
                    values.push_back(stringOr(choice, "value"));
            }
            kept["choices"] = std::move(values);
            options.push_back(std::move(kept));
        }
    }
    return Json{{"name", stringOr(command, "name")},
                {"description", stringOr(command, "description")},
                {"options", options}};
}

Json essences(const Json& commands) {
    std::vector<Json> list;
    if (commands.is_array()) {
        for (const Json& command : commands)
            list.push_back(essence(command));
    }
    std::ranges::sort(list, {}, [](const Json& command) { return stringOr(command, "name"); });
    return list;
}

}

Json commandDefinitions(const std::vector<NativeCommand>& menu) {
    Json definitions = Json::array();
    for (const NativeCommand& command : menu) {
        if (!isName(command.name) || definitions.size() == maxCommands) continue;
        Json options = Json::array();
        // Discord wants the required ones first.
        std::vector<CommandOption> sorted = command.options;
        std::ranges::stable_sort(
            sorted, [](const CommandOption& a, const CommandOption& b) { return a.isRequired && !b.isRequired; });
        for (const CommandOption& option : sorted) {
            if (isName(option.name) && options.size() < maxOptions)
                options.push_back(optionDefinition(option));
        }
        Json definition{
            {"name", command.name}, {"type", 1}, {"description", description(command.description)}};
        if (!options.empty()) definition["options"] = std::move(options);
        definitions.push_back(std::move(definition));
    }
    return definitions;
}

bool isSameMenu(const Json& current, const Json& wanted) { return essences(current) == essences(wanted); }

Json autocompleteChoices(const Json& interaction, const std::vector<NativeCommand>& menu) {
    Json choices = Json::array();
    const Json* data = findMember(interaction, "data");
    const Json* options = data ? findMember(*data, "options") : nullptr;
    if (!options || !options->is_array()) return choices;
    const std::string commandName = stringOr(*data, "name");
    for (const Json& typed : *options) {
        if (!findBool(typed, "focused").value_or(false)) continue;
        const std::string wanted = toLowerUnicode(stringOr(typed, "value"));
        const std::string optionName = stringOr(typed, "name");
        for (const NativeCommand& command : menu) {
            if (command.name != commandName) continue;
            for (const CommandOption& option : command.options) {
                if (option.name != optionName) continue;
                for (const std::string& choice : option.choices) {
                    const bool fits = toLowerUnicode(choice).find(wanted) != std::string::npos;
                    if (fits && choices.size() < maxChoices)
                        choices.push_back(Json{{"name", choice}, {"value", choice}});
                }
            }
        }
    }
    return choices;
}

}
