// Commands of the protocol. Short ones are answered at once, through a table; long ones become tasks.
#include "pi/RpcServer.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "pi/session_views.hpp"

#include <array>

namespace openclaw::pi {

namespace {

/// The answer of commands that have nothing to say.
const Json noData = nullptr;

Result<UserInput> readInput(const Json& body) {
    const auto message = findString(body, "message");
    if (!message)
        return Error(Errc::invalidInput, "The command needs a \"message\" string");
    UserInput input(*message);
    const Json* images = findMember(body, "images");
    if (!images || images->is_null())
        return input;
    if (!images->is_array())
        return Error(Errc::invalidInput, "\"images\" must be a list");
    for (const Json& image : *images) {
        const auto data = findString(image, "data");
        const auto mimeType = findString(image, "mimeType");
        if (!data || !mimeType)
            return Error(Errc::invalidInput, "Each image needs \"data\" (base64) and \"mimeType\"");
        input.images.push_back(Json{{"type", "image"}, {"data", *data}, {"mimeType", *mimeType}});
    }
    return input;
}

Result<bool> readMode(const Json& body) {
    const std::string mode = stringOr(body, "mode");
    if (mode != "all" && mode != "one-at-a-time")
        return Error(Errc::invalidInput, "\"mode\" must be \"all\" or \"one-at-a-time\"");
    return mode == "all";
}

Result<bool> readEnabled(const Json& body) {
    const auto enabled = findBool(body, "enabled");
    if (!enabled)
        return Error(Errc::invalidInput, "\"enabled\" must be true or false");
    return *enabled;
}

std::string parseFailure(std::string_view reason) {
    return R"({"type":"response","command":"parse","success":false,"error":)" +
           quoteJson("Failed to parse command: " + std::string(reason)) + "}";
}

}

RpcServer::RpcServer(
    asio::any_io_executor executor, AgentSession& session, const ModelCatalog& catalog, EventSink& sink)
    : session_(session), catalog_(catalog), sink_(sink), tasks_(std::move(executor)) {}

void RpcServer::handleLine(std::string_view line) {
    if (trimAscii(line).empty()) {
        sink_.send(parseFailure("empty line"));
        return;
    }
    Result<Json> parsed = parseJson(line);
    if (!parsed) {
        sink_.send(parseFailure(parsed.error().message));
        return;
    }
    if (!parsed->is_object()) {
        sink_.send(parseFailure("a command is a JSON object"));
        return;
    }
    Command command;
    command.body = std::move(*parsed);
    if (const Json* id = findMember(command.body, "id"))
        command.id = *id;
    const auto type = findString(command.body, "type");
    if (!type) {
        respond(command, Error(Errc::invalidInput, "Unknown command: undefined"));
        return;
    }
    command.type = *type;
    if (startLongCommand(command))
        return;
    const Handler handler = findHandler(command.type);
    if (!handler)
        respond(command, Error(Errc::invalidInput, "Unknown command: " + command.type));
    else
        respond(command, (this->*handler)(command));
}

void RpcServer::reportOversizedLine() { sink_.send(parseFailure("the line is too long")); }

void RpcServer::respond(const Command& command, const Answer& answer) {
    Json line{{"type", "response"}, {"success", answer.has_value()}};
    if (!command.id.is_null())
        line["id"] = command.id;
    if (!command.type.empty())
        line["command"] = command.type;
    if (!answer)
        line["error"] = answer.error().message;
    else if (!answer->is_null())
        line["data"] = *answer;
    sink_.send(dumpJson(line));
}

asio::awaitable<void> RpcServer::stop() { co_await tasks_.join(); }

// Long commands.

bool RpcServer::startLongCommand(const Command& command) {
    static constexpr std::array<std::string_view, 7> types{
        "abort", "compact", "bash", "new_session", "switch_session", "fork", "clone"};
    for (const std::string_view type : types) {
        if (type == command.type) {
            tasks_.spawn("command " + command.type, runLongCommand(command));
            return true;
        }
    }
    return false;
}

asio::awaitable<void> RpcServer::runLongCommand(Command command) {
    const Answer answer = co_await longAnswer(command);
    respond(command, answer);
}

asio::awaitable<RpcServer::Answer> RpcServer::longAnswer(Command command) {
    const Json cancelled{{"cancelled", false}};
    if (command.type == "abort") {
        co_await session_.abort();
        co_return noData;
    }
    if (command.type == "compact")
        co_return co_await session_.compact(stringOr(command.body, "customInstructions"));
    if (command.type == "bash") {
        const auto text = findString(command.body, "command");
        if (!text)
            co_return Error(Errc::invalidInput, "The command needs a \"command\" string");
        const bool exclude = findBool(command.body, "excludeFromContext").value_or(false);
        Json result = co_await session_.bash(*text, exclude, command.id);
        co_return result;
    }
    if (command.type == "new_session") {
        co_await session_.newSession(stringOr(command.body, "parentSession"));
        co_return cancelled;
    }
    if (command.type == "switch_session") {
        const auto path = findString(command.body, "sessionPath");
        if (!path || path->empty())
            co_return Error(Errc::invalidInput, "The command needs a \"sessionPath\" string");
        const Result<void> switched = co_await session_.switchSession(*path);
        if (!switched)
            co_return switched.error();
        co_return cancelled;
    }
    if (command.type == "fork") {
        const Result<std::string> text = co_await session_.fork(stringOr(command.body, "entryId"));
        if (!text)
            co_return text.error();
        Json data = cancelled;
        data["text"] = *text;
        co_return data;
    }
    co_await session_.clone();
    co_return cancelled;
}

// Short commands.

RpcServer::Handler RpcServer::findHandler(std::string_view type) {
    struct Row {
        std::string_view type;
        Handler handler;
    };
    static constexpr std::array<Row, 26> table{{
        {"prompt", &RpcServer::prompt},
        {"steer", &RpcServer::steer},
        {"follow_up", &RpcServer::followUp},
        {"clear_queue", &RpcServer::clearQueue},
        {"get_state", &RpcServer::getState},
        {"get_messages", &RpcServer::getMessages},
        {"set_model", &RpcServer::setModel},
        {"cycle_model", &RpcServer::cycleModel},
        {"get_available_models", &RpcServer::getAvailableModels},
        {"set_thinking_level", &RpcServer::setThinkingLevel},
        {"cycle_thinking_level", &RpcServer::cycleThinkingLevel},
        {"get_available_thinking_levels", &RpcServer::getThinkingLevels},
        {"set_steering_mode", &RpcServer::setSteeringMode},
        {"set_follow_up_mode", &RpcServer::setFollowUpMode},
        {"set_auto_compaction", &RpcServer::setAutoCompaction},
        {"set_auto_retry", &RpcServer::setAutoRetry},
        {"abort_retry", &RpcServer::abortRetry},
        {"abort_bash", &RpcServer::abortBash},
        {"get_session_stats", &RpcServer::getSessionStats},
        {"get_last_assistant_text", &RpcServer::getLastAssistantText},
        {"set_session_name", &RpcServer::setSessionName},
        {"get_commands", &RpcServer::getCommands},
        {"get_entries", &RpcServer::getEntries},
        {"get_tree", &RpcServer::getTree},
        {"export_html", &RpcServer::exportHtml},
        {"get_fork_messages", &RpcServer::getForkMessages},
    }};
    for (const Row& row : table) {
        if (row.type == type)
            return row.handler;
    }
    return nullptr;
}

RpcServer::Answer RpcServer::prompt(const Command& command) {
    Result<UserInput> input = readInput(command.body);
    if (!input)
        return input.error();
    const Result<std::string> disposition =
        session_.prompt(std::move(*input), stringOr(command.body, "streamingBehavior"));
    if (!disposition)
        return disposition.error();
    return Json{{"disposition", *disposition}};
}

RpcServer::Answer RpcServer::steer(const Command& command) {
    Result<UserInput> input = readInput(command.body);
    if (!input)
        return input.error();
    session_.steer(std::move(*input));
    return Json{{"disposition", "queued"}};
}

RpcServer::Answer RpcServer::followUp(const Command& command) {
    Result<UserInput> input = readInput(command.body);
    if (!input)
        return input.error();
    session_.followUp(std::move(*input));
    return Json{{"disposition", "queued"}};
}

RpcServer::Answer RpcServer::clearQueue(const Command&) { return session_.clearQueue(); }
RpcServer::Answer RpcServer::getState(const Command&) { return session_.state(); }
RpcServer::Answer RpcServer::getMessages(const Command&) { return Json{{"messages", session_.messages()}}; }

RpcServer::Answer RpcServer::setModel(const Command& command) {
    return session_.setModel(stringOr(command.body, "provider"), stringOr(command.body, "modelId"));
}

RpcServer::Answer RpcServer::cycleModel(const Command&) { return session_.cycleModel(); }

RpcServer::Answer RpcServer::getAvailableModels(const Command&) {
    Json models = Json::array();
    for (const llm::Model& model : catalog_.available())
        models.push_back(toJson(model));
    return Json{{"models", std::move(models)}};
}

RpcServer::Answer RpcServer::setThinkingLevel(const Command& command) {
    session_.setThinkingLevel(stringOr(command.body, "level"));
    return noData;
}

RpcServer::Answer RpcServer::cycleThinkingLevel(const Command&) { return session_.cycleThinkingLevel(); }
RpcServer::Answer RpcServer::getThinkingLevels(const Command&) { return Json{{"levels", session_.thinkingLevels()}}; }

RpcServer::Answer RpcServer::setSteeringMode(const Command& command) {
    const Result<bool> all = readMode(command.body);
    if (!all)
        return all.error();
    session_.setSteeringMode(*all);
    return noData;
}

RpcServer::Answer RpcServer::setFollowUpMode(const Command& command) {
    const Result<bool> all = readMode(command.body);
    if (!all)
        return all.error();
    session_.setFollowUpMode(*all);
    return noData;
}

RpcServer::Answer RpcServer::setAutoCompaction(const Command& command) {
    const Result<bool> enabled = readEnabled(command.body);
    if (!enabled)
        return enabled.error();
    session_.setAutoCompaction(*enabled);
    return noData;
}

RpcServer::Answer RpcServer::setAutoRetry(const Command& command) {
    const Result<bool> enabled = readEnabled(command.body);
    if (!enabled)
        return enabled.error();
    session_.setAutoRetry(*enabled);
    return noData;
}

RpcServer::Answer RpcServer::abortRetry(const Command&) {
    session_.abortRetry();
    return noData;
}

RpcServer::Answer RpcServer::abortBash(const Command&) {
    session_.abortBash();
    return noData;
}

RpcServer::Answer RpcServer::getSessionStats(const Command&) { return session_.stats(); }

RpcServer::Answer RpcServer::getLastAssistantText(const Command&) {
    Json data = Json::object();
    if (auto text = session_.lastAssistantText())
        data["text"] = *text;
    return data;
}

RpcServer::Answer RpcServer::setSessionName(const Command& command) {
    const Result<void> named = session_.setName(stringOr(command.body, "name"));
    if (!named)
        return named.error();
    return noData;
}

RpcServer::Answer RpcServer::getCommands(const Command&) { return Json{{"commands", Json::array()}}; }

RpcServer::Answer RpcServer::getEntries(const Command& command) {
    const std::vector<Json>& entries = session_.log().entries();
    const auto since = findString(command.body, "since");
    Json list = Json::array();
    bool wanted = !since || !session_.log().findEntry(*since);
    for (const Json& entry : entries) {
        if (wanted)
            list.push_back(entry);
        wanted = wanted || stringOr(entry, "id") == *since;
    }
    const std::string& leaf = session_.log().leafId();
    return Json{{"entries", std::move(list)}, {"leafId", leaf.empty() ? Json(nullptr) : Json(leaf)}};
}

RpcServer::Answer RpcServer::getTree(const Command&) {
    Result<Json> tree = sessionTree(session_.log());
    if (!tree)
        return tree.error();
    const std::string& leaf = session_.log().leafId();
    return Json{{"tree", std::move(*tree)}, {"leafId", leaf.empty() ? Json(nullptr) : Json(leaf)}};
}

RpcServer::Answer RpcServer::exportHtml(const Command& command) {
    std::string path = stringOr(command.body, "outputPath");
    if (path.empty())
        path = "pi-session-" + session_.log().id() + ".html";
    std::error_code failed;
    const std::filesystem::path file = std::filesystem::absolute(path, failed);
    const Result<void> written = writeFileAtomically(file, sessionPage(session_.log()));
    if (!written)
        return written.error();
    return Json{{"path", file.string()}};
}

RpcServer::Answer RpcServer::getForkMessages(const Command&) { return Json{{"messages", session_.forkMessages()}}; }

}
