// Wiring of the agent with fakes.
#include "unit/pi/PiHarness.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/llm/history.hpp"

namespace openclaw::pi::testing {

PiHarness::PiHarness(const std::string& provider, const std::string& model, const std::string& settings,
    std::optional<std::filesystem::path> sessionFile) {
    const std::filesystem::path agentDir = folder / "agent";
    writeFileAtomically(agentDir / "settings.json", settings).value();
    writeFileAtomically(agentDir / "models.json", R"({"providers":{
        "emu":{"baseUrl":"http://emu/v1","api":"openai-completions","apiKey":"sk-emu-test","models":[
            {"id":"small","cost":{"input":1,"output":2}},{"id":"thinker","reasoning":true}]}}})")
        .value();
    const std::string work = (folder / "work").string();
    std::filesystem::create_directories(work);
    catalog = ModelCatalog::load(agentDir, Environment());

    std::map<std::string, std::string> variables{{"PATH", "/usr/bin:/bin"}, {"HOME", work}};
    ToolServices toolServices{*launcher, clock, work, variables};
    std::vector<std::unique_ptr<Tool>> tools;
    tools.push_back(makeReadTool(toolServices));
    tools.push_back(makeBashTool(toolServices));
    tools.push_back(makeEditTool(toolServices));
    tools.push_back(makeWriteTool(toolServices));
    SessionOptions options;
    options.model = catalog.find(provider, model).value();
    options.workingDirectory = work;
    options.systemPrompt = "system";
    options.sessionDirectory = folder / "sessions";
    SessionLog log = sessionFile ? std::move(SessionLog::open(clock, work, *sessionFile).value())
                                 : SessionLog::create(clock, work, *options.sessionDirectory);
    ModelClient::Services services{io.get_executor(), http, *launcher, clock, sink, variables};
    session = std::make_unique<AgentSession>(std::move(services), catalog, Settings::load(agentDir), std::move(options),
        std::move(log), std::move(tools), std::move(toolServices));
    server = std::make_unique<RpcServer>(io.get_executor(), *session, catalog, sink);
}

PiHarness::~PiHarness() {
    openclaw::testing::runCoro(io, session->stop());
    openclaw::testing::runCoro(io, server->stop());
}

void PiHarness::runUntil(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    io.restart();
    while (!done()) {
        if (io.run_one_until(deadline) == 0)
            throw std::runtime_error("the expected line did not come");
    }
}

Json PiHarness::waitFor(const std::string& type, int count) {
    Json found;
    runUntil([&] {
        int seen = 0;
        for (const Json& line : sink.lines) {
            if (line["type"] == type && ++seen == count) {
                found = line;
                return true;
            }
        }
        return false;
    });
    return found;
}

Json PiHarness::ask(Json command) {
    const std::string id = "ask" + std::to_string(sink.lines.size());
    command["id"] = id;
    send(command);
    Json found;
    runUntil([&] {
        for (const Json& line : sink.lines) {
            if (line["type"] == "response" && line.value("id", Json()) == Json(id)) {
                found = line;
                return true;
            }
        }
        return false;
    });
    return found;
}

void PiHarness::prompt(const std::string& message) {
    const int settled = static_cast<int>(all("agent_settled").size());
    send(Json{{"type", "prompt"}, {"message", message}});
    waitFor("agent_settled", settled + 1);
}

std::vector<std::string> PiHarness::types() const {
    std::vector<std::string> out;
    for (const Json& line : sink.lines) {
        std::string type = line["type"];
        if (type == "message_start" || type == "message_end")
            type += ":" + line["message"]["role"].get<std::string>();
        if (type == "message_update")
            type = line["assistantMessageEvent"]["type"].get<std::string>();
        out.push_back(type);
    }
    return out;
}

std::vector<Json> PiHarness::all(const std::string& type) const {
    std::vector<Json> out;
    for (const Json& line : sink.lines) {
        if (line["type"] == type)
            out.push_back(line);
    }
    return out;
}

std::string PiHarness::lastText() {
    std::string text;
    for (const Json& line : sink.lines) {
        if (line["type"] == "message_end" && line["message"]["role"] == "assistant")
            text = llm::textOf(line["message"]);
    }
    return text;
}

std::string completionsText(const std::string& text, int promptTokens) {
    return "data: {\"id\":\"c1\",\"choices\":[{\"delta\":{\"content\":" + quoteJson(text) +
           "}}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{"
           "\"prompt_tokens\":" +
           std::to_string(promptTokens) + ",\"completion_tokens\":5}}\n\ndata: [DONE]\n\n";
}

std::string completionsTool(const std::string& name, const Json& arguments) {
    const Json delta{{"tool_calls", Json::array({Json{{"index", 0},
                                        {"id", "call_1"},
                                        {"function", Json{{"name", name}, {"arguments", dumpJson(arguments)}}}}})}};
    return "data: {\"choices\":[{\"delta\":" + dumpJson(delta) +
           ",\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n";
}

}
