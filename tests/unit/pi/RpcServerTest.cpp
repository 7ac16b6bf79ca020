#include "unit/pi/PiHarness.hpp"

#include "openclaw/core/files.hpp"

#include <gtest/gtest.h>

namespace openclaw::pi {
namespace {

using namespace openclaw::pi::testing;

class BadLine : public ::testing::TestWithParam<std::string> {};

TEST_P(BadLine, IsAnsweredWithAParseError) {
    PiHarness pi;

    pi.sendText(GetParam());

    const Json answer = pi.all("response").at(0);
    EXPECT_EQ(answer["command"], "parse");
    EXPECT_EQ(answer["success"], false);
    EXPECT_EQ(answer["error"].get<std::string>().find("Failed to parse command: "), 0U);
}

INSTANTIATE_TEST_SUITE_P(Inputs, BadLine,
    ::testing::Values("", "null", "[1,2]", "42", "\"text\"", "this is not json", "{\"type\":\"prompt\"", "{\"a\":\"\xff\xfe\"}",
        std::string(10'000, '['), std::string("\0\0", 2)));

TEST(RpcServer, UnknownCommandsAreNamed) {
    PiHarness pi;

    const Json answer = pi.ask(Json{{"type", "bogus"}});

    EXPECT_EQ(answer["error"], "Unknown command: bogus");
    EXPECT_EQ(answer["command"], "bogus");
}

TEST(RpcServer, MissingTypeIsUndefined) {
    PiHarness pi;

    EXPECT_EQ(pi.ask(Json::object())["error"], "Unknown command: undefined");
}

TEST(RpcServer, EchoesAnyId) {
    PiHarness pi;

    pi.send(Json{{"id", 7}, {"type", "get_last_assistant_text"}});

    EXPECT_EQ(pi.all("response")[0]["id"], 7);
    EXPECT_EQ(pi.all("response")[0]["data"], Json::object());
}

TEST(RpcServer, SurvivesWrongTypesEverywhere) {
    PiHarness pi;
    const std::vector<std::string> commands{"prompt", "steer", "follow_up", "set_model", "set_thinking_level",
        "set_steering_mode", "set_follow_up_mode", "set_auto_compaction", "set_auto_retry", "bash", "switch_session", "fork",
        "set_session_name", "get_entries", "get_tree"};
    const std::vector<Json> values{nullptr, 1, -1.5e300, true, Json::array({1}), Json::object()};

    for (const std::string& command : commands) {
        for (const Json& value : values) {
            Json line{{"type", command}};
            for (const char* key : {"message", "images", "provider", "modelId", "level", "mode", "enabled", "command",
                     "sessionPath", "entryId", "name", "since"})
                line[key] = value;
            EXPECT_TRUE(pi.ask(line).contains("success")) << command;
        }
    }
}

TEST(RpcServer, ReportsState) {
    PiHarness pi("emu", "small");

    const Json data = pi.ask(Json{{"type", "get_state"}})["data"];

    EXPECT_EQ(data["model"]["id"], "small");
    EXPECT_EQ(data["thinkingLevel"], "off");
    EXPECT_EQ(data["isStreaming"], false);
    EXPECT_EQ(data["steeringMode"], "one-at-a-time");
    EXPECT_EQ(data["autoCompactionEnabled"], true);
    EXPECT_EQ(data["messageCount"], 0);
    EXPECT_EQ(pi.sink.lines[0].dump().find("sk-emu"), std::string::npos);
}

TEST(RpcServer, SwitchesModelsWithKeysOnly) {
    PiHarness pi;

    EXPECT_EQ(pi.ask(Json{{"type", "set_model"}, {"provider", "no"}, {"modelId", "no"}})["error"], "Model not found: no/no");
    EXPECT_EQ(pi.ask(Json{{"type", "set_model"}, {"provider", "anthropic"}, {"modelId", "claude-opus-4-5"}})["success"], false);
    EXPECT_EQ(pi.ask(Json{{"type", "set_model"}, {"provider", "emu"}, {"modelId", "thinker"}})["data"]["id"], "thinker");
}

TEST(RpcServer, ClampsThinkingLevels) {
    PiHarness pi("emu", "thinker");

    pi.ask(Json{{"type", "set_thinking_level"}, {"level", "xhigh"}});
    EXPECT_EQ(pi.ask(Json{{"type", "get_state"}})["data"]["thinkingLevel"], "high");
    EXPECT_EQ(pi.all("thinking_level_changed")[0]["level"], "high");
    EXPECT_EQ(pi.ask(Json{{"type", "set_thinking_level"}, {"level", "bogus"}})["success"], true);
    EXPECT_EQ(pi.ask(Json{{"type", "cycle_thinking_level"}})["data"]["level"], "minimal");
}

TEST(RpcServer, ListsModelsWithKeys) {
    PiHarness pi;

    const Json models = pi.ask(Json{{"type", "get_available_models"}})["data"]["models"];

    ASSERT_EQ(models.size(), 2U);
    EXPECT_EQ(models[0]["id"], "small");
}

TEST(RpcServer, SavesModes) {
    PiHarness pi;

    pi.ask(Json{{"type", "set_steering_mode"}, {"mode", "all"}});
    pi.ask(Json{{"type", "set_auto_retry"}, {"enabled", false}});

    const Json saved = Json::parse(readFile(pi.folder / "agent/settings.json").value());
    EXPECT_EQ(saved["steeringMode"], "all");
    EXPECT_EQ(saved["retry"]["enabled"], false);
    EXPECT_EQ(saved["retry"]["maxRetries"], 2);
}

TEST(RpcServer, RunsShellCommands) {
    PiHarness pi;

    const Json data = pi.ask(Json{{"type", "bash"}, {"command", "echo out; echo err >&2; exit 2"}})["data"];

    EXPECT_EQ(data["output"], "out\nerr\n");
    EXPECT_EQ(data["exitCode"], 2);
    EXPECT_EQ(data["cancelled"], false);
    EXPECT_EQ(pi.session->messages().at(0)["role"], "bashExecution");
}

TEST(RpcServer, AbortsShellCommands) {
    PiHarness pi;
    pi.send(Json{{"id", "b"}, {"type", "bash"}, {"command", "echo x; sleep 1000"}});
    pi.waitFor("bash_execution_update");

    pi.send(Json{{"type", "abort_bash"}});
    const Json answer = pi.waitFor("response", 2);

    EXPECT_EQ(answer["id"], "b");
    EXPECT_EQ(answer["data"]["cancelled"], true);
    EXPECT_FALSE(answer["data"].contains("exitCode"));
}

TEST(RpcServer, CutsLongShellOutput) {
    PiHarness pi;

    const Json data = pi.ask(Json{{"type", "bash"}, {"command", "seq 1 4000"}})["data"];

    EXPECT_EQ(data["truncated"], true);
    EXPECT_EQ(data["output"].get<std::string>().substr(0, 5), "2001\n");
    const std::filesystem::path full = data["fullOutputPath"].get<std::string>();
    EXPECT_EQ(readFile(full).value().substr(0, 4), "1\n2\n");
    std::filesystem::remove(full);
}

TEST(RpcServer, CountsSessionStats) {
    PiHarness pi;
    pi.prompt("@@tool read {\"path\":\"x\"}\n@@text end");

    const Json data = pi.ask(Json{{"type", "get_session_stats"}})["data"];

    EXPECT_EQ(data["userMessages"], 1);
    EXPECT_EQ(data["assistantMessages"], 2);
    EXPECT_EQ(data["toolCalls"], 1);
    EXPECT_EQ(data["toolResults"], 1);
    EXPECT_GT(data["tokens"]["total"].get<int>(), 0);
}

TEST(RpcServer, NamesSessions) {
    PiHarness pi;

    EXPECT_EQ(pi.ask(Json{{"type", "set_session_name"}, {"name", " "}})["error"], "Session name cannot be empty");
    pi.ask(Json{{"type", "set_session_name"}, {"name", "demo"}});

    EXPECT_EQ(pi.ask(Json{{"type", "get_state"}})["data"]["sessionName"], "demo");
    EXPECT_EQ(pi.all("session_info_changed")[0]["name"], "demo");
}

TEST(RpcServer, ListsEntriesSince) {
    PiHarness pi;
    pi.prompt("@@text hi");
    const Json all = pi.ask(Json{{"type", "get_entries"}})["data"];

    const Json some = pi.ask(Json{{"type", "get_entries"}, {"since", all["entries"][1]["id"]}})["data"];

    EXPECT_EQ(all["entries"].size(), 4U);
    EXPECT_EQ(some["entries"].size(), 2U);
    EXPECT_EQ(some["leafId"], all["entries"][3]["id"]);
}

TEST(RpcServer, TellsTheSessionAsATree) {
    PiHarness pi;
    pi.prompt("@@text one");
    const Json entries = pi.ask(Json{{"type", "get_entries"}})["data"]["entries"];

    const Json data = pi.ask(Json{{"type", "get_tree"}})["data"];

    ASSERT_EQ(data["tree"].size(), 1U);
    const Json* node = &data["tree"][0];
    for (const Json& entry : entries) {
        ASSERT_NE(node, nullptr);
        EXPECT_EQ((*node)["entry"], entry);
        node = (*node)["children"].empty() ? nullptr : &(*node)["children"][0];
    }
    EXPECT_EQ(node, nullptr);
    EXPECT_EQ(data["leafId"], entries.back()["id"]);
}

TEST(RpcServer, ExportsAPageThatRunsNothing) {
    PiHarness pi;
    pi.prompt("@@tool bash {\"command\":\"echo '<script>'\"}\n@@text <b>done</b>");
    const std::string file = (pi.folder / "out.html").string();

    EXPECT_EQ(pi.ask(Json{{"type", "export_html"}, {"outputPath", file}})["data"]["path"], file);

    const std::string page = readFile(file).value();
    EXPECT_NE(page.find("&lt;b&gt;done&lt;/b&gt;"), std::string::npos);
    EXPECT_NE(page.find("Tool: bash"), std::string::npos);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::others_read, std::filesystem::perms::none);
}

TEST(RpcServer, SwitchCreatesMissingSessions) {
    PiHarness pi;
    const std::string file = (pi.folder / "other.jsonl").string();

    EXPECT_EQ(pi.ask(Json{{"type", "switch_session"}, {"sessionPath", file}})["data"]["cancelled"], false);

    EXPECT_EQ(pi.ask(Json{{"type", "get_state"}})["data"]["sessionFile"], file);
}

TEST(RpcServer, AcceptsFlatImages) {
    PiHarness pi;

    pi.send(Json::parse(
        R"({"type":"prompt","message":"look","images":[{"type":"image","data":"QQ==","mimeType":"image/png","extra":1}]})"));
    pi.waitFor("agent_settled");

    EXPECT_NE(pi.lastText().find("[1 image(s)]"), std::string::npos);
    EXPECT_FALSE(pi.session->messages()[0]["content"][1].contains("extra"));
}

}
}
