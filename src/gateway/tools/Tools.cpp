// The table of the gateway's tools: what models read about each, and which function carries it out.
#include "gateway/tools/Tools.hpp"

#include "openclaw/core/log.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t maxRememberedRuns = 256;

asio::awaitable<dispatch::RunSequel>
followTalk(const dispatch::RunRequest& request, const dispatch::RunResult& result, store::TurnCompletion&) {
    dispatch::RunSequel sequel;
    if (auto next = nextStep(request, result)) sequel.runs.push_back(std::move(*next));
    co_return sequel;
}

}

struct Tools::Row {
    const char* name;
    const char* summary;
    const char* description;
    const char* parameters;
    Implementation run;
};

const std::vector<Tools::Row>& Tools::table() {
    static const std::vector<Row> rows{
        {"message", "Send a message to this chat or another one",
         "Sends a message to a chat. Without `to` it goes to the chat of this conversation. The normal "
         "answer needs no "
         "tool; use this for something besides it, and answer NO_REPLY when everything is said.",
         R"({"type":"object","properties":{
            "message":{"type":"string","description":"The text, Markdown"},
            "channel":{"type":"string","description":"telegram, whatsapp, discord, …; default: the chat's own"},
            "accountId":{"type":"string"},
            "to":{"type":"string","description":"The chat's id on that network"},
            "threadId":{"type":"string"},
            "replyTo":{"type":"string","description":"The id of a message to quote"},
            "silent":{"type":"boolean","description":"Without a notification"}},
            "required":["message"]})",
         &Tools::sendMessage},
        {"session_status", "Model, tokens, queue and options of a session",
         "Shows the status of this session or another one: model, tokens, queue and options.",
         R"({"type":"object","properties":{"sessionKey":{"type":"string"}}})", &Tools::sessionStatus},
        {"sessions_list", "List conversations",
         "Lists the conversations of this gateway that you may see, newest first.",
         R"({"type":"object","properties":{
            "limit":{"type":"number","minimum":1,"maximum":200},
            "activeMinutes":{"type":"number","description":"Only those used within this time"},
            "search":{"type":"string"}}})",
         &Tools::listSessions},
        {"sessions_history", "Read what was said in a conversation",
         "Reads the last messages of a conversation, oldest first.",
         R"({"type":"object","properties":{
            "sessionKey":{"type":"string"},
            "limit":{"type":"number","minimum":1,"maximum":200},
            "includeTools":{"type":"boolean"}},"required":["sessionKey"]})",
         &Tools::sessionHistory},
        {"agents_list", "List the agents you may deal with",
         "Lists the agents you may deal with: those whose sub-agents you may start and those you may write "
         "to.",
         R"({"type":"object","properties":{}})", &Tools::listAgents},
        {"sessions_spawn", "Start a sub-agent for one task",
         "Starts a sub-agent that works on one task in the background, in a session of its own. Returns at "
         "once; "
         "you are told when it has finished and need not ask for it. Say everything it has to know in the "
         "task: it "
         "does not see this conversation.",
         R"({"type":"object","properties":{
            "task":{"type":"string","description":"What to do, complete"},
            "label":{"type":"string","description":"A short name for it"},
            "agentId":{"type":"string","description":"Another agent (agents_list); default: you"},
            "model":{"type":"string","description":"provider/model or alias"},
            "thinking":{"type":"string","description":"off, minimal, low, medium, high or xhigh"},
            "runTimeoutSeconds":{"type":"number","minimum":0,"description":"0: as usual"},
            "cleanup":{"type":"string","enum":["keep","delete"],"description":"What becomes of its session"}},
            "required":["task"]})",
         &Tools::startSubAgent},
        {"sessions_send", "Write to another conversation and get its answer",
         "Gives a message to the agent of another conversation and waits for its answer. Name the "
         "conversation by "
         "sessionKey or by label. Afterwards the two of you may answer each other a few times (REPLY_SKIP "
         "ends "
         "that), and the other one may tell its own chat.",
         R"({"type":"object","properties":{
            "sessionKey":{"type":"string"},
            "label":{"type":"string"},
            "agentId":{"type":"string","description":"Whose session the label means"},
            "message":{"type":"string"},
            "timeoutSeconds":{"type":"number","minimum":0,"description":"How long to wait, default 30; 0: not at all"}},
            "required":["message"]})",
         &Tools::speakTo},
        {"cron", "Jobs at set times and reminders",
         "Manages jobs at set times. Actions: status, list, add {job}, update {id, patch}, remove {id}, run "
         "{id}, "
         "runs {id}, wake {text}. A job is {name, schedule, payload, sessionTarget}; schedule is "
         "{kind:\"at\", at:ISO "
         "time}, {kind:\"every\", everyMs} or {kind:\"cron\", expr, tz?}. sessionTarget \"main\" needs "
         "payload "
         "{kind:\"systemEvent\", text}; \"isolated\" needs {kind:\"agentTurn\", message, deliver?, channel?, "
         "to?}.",
         R"({"type":"object","properties":{
            "action":{"type":"string","enum":["status","list","add","update","remove","run","runs","wake"]},
            "id":{"type":"string"},"job":{"type":"object"},"patch":{"type":"object"},
            "text":{"type":"string"},"mode":{"type":"string","enum":["now","next-heartbeat"]},
            "includeDisabled":{"type":"boolean"}},"required":["action"]})",
         &Tools::cronTool},
    };
    return rows;
}

Tools::Tools(asio::any_io_executor executor, ToolServices services)
    : services_(std::move(services)), tasks_(std::move(executor)) {
    for (const Row& row : table())
        definitions_.push_back({row.name, row.summary, row.description, Json::parse(row.parameters)});
    for (const plugins::PluginTool& tool : services_.plugins.tools()) {
        const auto isHouses = [&](const agent::GatewayTool& own) { return own.name == tool.name; };
        if (std::any_of(definitions_.begin(), definitions_.end(), isHouses)) {
            log::error("tools", "the plugin's tool {} has the name of one of the gateway and is left out", tool.name);
            continue;
        }
        const std::string summary(std::string_view(tool.description).substr(0, tool.description.find_first_of(".\n")));
        definitions_.push_back({tool.name, summary, tool.description, tool.parameters, true});
    }
    services_.runs.finishWith(talkKind, followTalk);
}

int Tools::occurrence(const std::string& runId, const std::string& deed) {
    if (deeds_.size() > maxRememberedRuns) deeds_.clear();
    return deeds_[runId][deed]++;
}

asio::awaitable<Result<Json>> Tools::call(agent::ToolCaller caller, std::string tool, Json arguments) {
    const auto row =
        std::find_if(table().begin(), table().end(), [&](const Row& each) { return each.name == tool; });
    log::debug("tools", "{} session={} run={}", tool, caller.sessionKey, caller.runId);
    if (row == table().end()) {
        Result<Json> foreign = co_await callPlugin(std::move(caller), std::move(tool), std::move(arguments));
        co_return foreign;
    }
    Result<Json> result = co_await (this->*row->run)(std::move(caller), std::move(arguments));
    co_return result;
}

/// What the plugin answers, in the form that agents read.
asio::awaitable<Result<Json>> Tools::callPlugin(agent::ToolCaller caller, std::string tool, Json arguments) {
    Json whose{{"agentId", caller.agentId}, {"sessionKey", caller.sessionKey}, {"runId", caller.runId},
               {"workspace", caller.workspace.string()}};
    Result<Json> answer =
        co_await services_.plugins.call(std::move(tool), std::move(arguments), std::move(whose));
    if (!answer) co_return answer.error();
    const Json* content = findMember(*answer, "content");
    if (!content || !content->is_array()) co_return agent::toolText(stringOr(*answer, "text", dumpJson(*answer)));
    Json result{{"content", *content}};
    if (const Json* details = findMember(*answer, "details")) result["details"] = *details;
    co_return result;
}

asio::awaitable<agent::ToolVerdict> Tools::judge(agent::ToolCaller caller, std::string tool, Json arguments) {
    return services_.execGate.judge(std::move(caller), std::move(tool), std::move(arguments));
}

asio::awaitable<void> Tools::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

}
