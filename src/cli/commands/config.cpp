// config get, set, unset, validate: the configuration file by path. A value is checked before it is written.
#include "cli/Context.hpp"
#include "cli/commandTree.hpp"
#include "cli/configWriting.hpp"
#include "openclaw/config/edit.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

int getValue(Context& context, const Arguments& arguments) {
    const Result<std::vector<std::string>> path = config::parseConfigPath(arguments.word(0));
    if (!path)
        return context.fail("Error: " + path.error().message);
    const Json* value = config::findAt(context.snapshot().config, *path);
    if (!value)
        return context.fail("Config path not found: " + arguments.word(0));
    if (!arguments.has("json") && value->is_string())
        context.print(value->get<std::string>());
    else
        context.printJson(*value);
    return 0;
}

int setValue(Context& context, const Arguments& arguments) {
    const std::string pathText = arguments.word(0);
    const Result<std::vector<std::string>> path = config::parseConfigPath(pathText);
    if (!path)
        return context.fail("Error: " + path.error().message);
    Result<OrderedJson> value = config::parseConfigValue(arguments.word(1), arguments.has("json"));
    if (!value)
        return context.fail("Error: " + value.error().message);
    OrderedJson document = context.snapshot().document.value;
    const Result<void> set = config::setAt(document, *path, std::move(*value));
    if (!set)
        return context.fail("Error: " + set.error().message);
    return writeConfigDocument(context, std::move(document), "Updated " + pathText + ". Restart the gateway to apply.");
}

int unsetValue(Context& context, const Arguments& arguments) {
    const std::string pathText = arguments.word(0);
    const Result<std::vector<std::string>> path = config::parseConfigPath(pathText);
    if (!path)
        return context.fail("Error: " + path.error().message);
    OrderedJson document = context.snapshot().document.value;
    if (!config::removeAt(document, *path))
        return context.fail("Config path not found: " + pathText);
    return writeConfigDocument(context, std::move(document), "Removed " + pathText + ". Restart the gateway to apply.");
}

Json issueList(const std::vector<config::Issue>& issues) {
    Json list = Json::array();
    for (const config::Issue& issue : issues) {
        Json item = {{"path", issue.path}, {"message", issue.message}};
        if (issue.line > 0)
            item["line"] = issue.line;
        list.push_back(std::move(item));
    }
    return list;
}

int validateFile(Context& context, const Arguments& arguments) {
    const config::Snapshot& snapshot = context.snapshot();
    if (arguments.has("json")) {
        context.printJson(Json{{"path", snapshot.path.string()},
                               {"exists", snapshot.exists},
                               {"valid", snapshot.valid},
                               {"issues", issueList(snapshot.issues)},
                               {"warnings", issueList(snapshot.warnings)}});
        return snapshot.valid ? 0 : 1;
    }
    if (!snapshot.valid) {
        fmt::print(stderr, "{}", config::describeInvalid(snapshot, context.environment));
        return 1;
    }
    for (const config::Issue& warning : snapshot.warnings)
        context.warn("Warning: " + config::describeIssue(warning));
    if (!snapshot.exists)
        context.print(fmt::format("No config file at {}; defaults apply.", context.shortPath(snapshot.path)));
    else
        context.print("Config valid: " + context.shortPath(snapshot.path));
    return 0;
}

}

Command configCommand() {
    const Option json{0, "json", "", "Print JSON", false, false};
    Command get;
    get.name = "get";
    get.summary = "Print a value";
    get.positionals = {{"path", true}};
    get.options = {json};
    get.action = getValue;

    Command set;
    set.name = "set";
    set.summary = "Store a value (JSON5, or plain text)";
    set.positionals = {{"path", true}, {"value", true}};
    set.options = {{0, "json", "", "The value must be JSON5", false, false}};
    set.action = setValue;

    Command unset;
    unset.name = "unset";
    unset.summary = "Remove a value";
    unset.positionals = {{"path", true}};
    unset.action = unsetValue;

    Command validate;
    validate.name = "validate";
    validate.summary = "Check the configuration file";
    validate.options = {json};
    validate.action = validateFile;
    validate.guard = ConfigGuard::tolerate;

    Command command;
    command.name = "config";
    command.summary = "Read and change the configuration file";
    command.subcommands = {get, set, unset, validate};
    return command;
}

}
