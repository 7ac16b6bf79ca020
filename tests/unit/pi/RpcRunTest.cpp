#include "unit/pi/PiHarness.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "pi/OfflineModel.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace openclaw::pi {
namespace {

using namespace openclaw::pi::testing;
using openclaw::testing::ScriptedResponse;

using Types = std::vector<std::string>;

TEST(PiRun, TellsTextRunInOrder) {
    PiHarness pi;

    pi.prompt("@@text hello");

    EXPECT_EQ(pi.types(), (Types{"response", "agent_start", "turn_start", "message_start:user", "message_end:user",
                              "message_start:assistant", "text_start", "text_delta", "text_delta", "text_end",
                              "message_end:assistant", "turn_end", "agent_end", "agent_settled"}));
    EXPECT_EQ(pi.all("response")[0]["data"]["disposition"], "started");
    EXPECT_EQ(pi.all("agent_end")[0]["messages"].size(), 2U);
    EXPECT_EQ(pi.all("agent_end")[0]["willRetry"], false);
    EXPECT_EQ(pi.all("message_start")[1]["message"]["stopReason"], "pending");
}

TEST(PiRun, OfflineModelSaysSoAndEchoes) {
    PiHarness pi;

    pi.prompt("good morning");

    EXPECT_EQ(pi.lastText(), std::string(offlineNotice) + "\n\necho: good morning");
}

TEST(PiRun, RunsToolsAndGoesOn) {
    PiHarness pi;
    writeFileAtomically(pi.folder / "work/a.txt", "content of a").value();

    pi.prompt("[Chat Bob] @@tool read {\"path\":\"a.txt\"}");

    const Json end = pi.all("tool_execution_end").at(0);
    EXPECT_EQ(end["result"]["content"][0]["text"], "content of a");
    EXPECT_EQ(end["isError"], false);
    EXPECT_TRUE(end.contains("durationMs"));
    EXPECT_NE(pi.lastText().find("tool said: content of a"), std::string::npos);
    EXPECT_EQ(pi.all("turn_end").size(), 2U);
    EXPECT_EQ(pi.all("turn_end")[0]["toolResults"].size(), 1U);
}

TEST(PiRun, StoresParallelResultsInCallOrder) {
    PiHarness pi;

    pi.prompt("@@tool bash {\"command\":\"read x < /dev/zero & sleep 0.05; echo first\"}\n@@+tool bash {\"command\":\"echo second\"}\n@@text end");

    std::vector<std::string> results;
    for (const Json& line : pi.all("message_end")) {
        if (line["message"]["role"] == "toolResult")
            results.push_back(line["message"]["content"][0]["text"]);
    }
    EXPECT_EQ(results, (Types{"first\n", "second\n"}));
}

TEST(PiRun, UnknownToolIsAnErrorResult) {
    PiHarness pi;

    pi.prompt("@@tool nosuch {\"x\":1}");

    EXPECT_EQ(pi.all("tool_execution_end")[0]["result"]["content"][0]["text"], "Tool nosuch not found");
    EXPECT_EQ(pi.all("tool_execution_end")[0]["isError"], true);
}

TEST(PiRun, MalformedArgumentsAreNotRun) {
    PiHarness pi;

    pi.prompt("@@tool bash {\"command\":");

    EXPECT_EQ(pi.all("tool_execution_end")[0]["isError"], true);
}

TEST(PiRun, RefusesSecondPromptWhileBusy) {
    PiHarness pi;
    pi.send(Json{{"type", "prompt"}, {"message", "@@slow 100 50"}});
    pi.waitFor("message_update");

    const Json refused = pi.ask(Json{{"type", "prompt"}, {"message", "x"}});

    EXPECT_EQ(refused["success"], false);
    EXPECT_EQ(refused["error"], "Agent is already processing. Specify streamingBehavior ('steer' or 'followUp') to queue "
                                "the message.");
    pi.ask(Json{{"type", "abort"}});
}

TEST(PiRun, AbortDuringTextEndsCleanly) {
    PiHarness pi;
    pi.send(Json{{"type", "prompt"}, {"message", "@@slow 100 50"}});
    pi.waitFor("message_update", 2);

    const Json answer = pi.ask(Json{{"type", "abort"}});

    EXPECT_EQ(answer["success"], true);
    const Types types = pi.types();
    const Types tail(types.end() - 5, types.end());
    EXPECT_EQ(tail, (Types{"message_end:assistant", "turn_end", "agent_end", "agent_settled", "response"}));
    EXPECT_EQ(pi.all("turn_end")[0]["message"]["stopReason"], "aborted");
    EXPECT_EQ(pi.all("agent_settled")[0]["aborted"], true);
}

TEST(PiRun, AbortDuringToolKillsIt) {
    PiHarness pi;
    pi.send(Json{{"type", "prompt"}, {"message", "@@tool bash {\"command\":\"echo start; sleep 1000\"}"}});
    pi.waitFor("tool_execution_update", 2);

    pi.ask(Json{{"type", "abort"}});

    EXPECT_EQ(pi.all("tool_execution_end")[0]["result"]["content"][0]["text"], "start\n\n\nCommand aborted");
    EXPECT_EQ(pi.all("turn_end").size(), 2U);
    EXPECT_EQ(pi.all("turn_end")[1]["message"]["stopReason"], "aborted");
}

TEST(PiRun, AbortWhenIdleIsFine) {
    PiHarness pi;

    EXPECT_EQ(pi.ask(Json{{"type", "abort"}})["success"], true);
}

TEST(PiRun, SteersBetweenToolSteps) {
    PiHarness pi;
    pi.send(Json{{"type", "prompt"}, {"message", "@@tool bash {\"command\":\"echo a; sleep 0.05\"}\n@@text never"}});
    pi.waitFor("tool_execution_start");

    const Json answer = pi.ask(Json{{"type", "steer"}, {"message", "@@text steered"}});
    pi.waitFor("agent_settled");

    EXPECT_EQ(answer["data"]["disposition"], "queued");
    EXPECT_NE(pi.lastText().find("steered"), std::string::npos);
    EXPECT_EQ(pi.all("queue_update")[0]["steering"][0], "@@text steered");
    EXPECT_EQ(pi.all("agent_start").size(), 1U);
}

TEST(PiRun, FollowUpsComeOneTurnEach) {
    PiHarness pi;
    pi.send(Json{{"type", "prompt"}, {"message", "@@slow 2 10"}});
    pi.waitFor("message_update");
    pi.ask(Json{{"type", "follow_up"}, {"message", "@@text one"}});
    pi.ask(Json{{"type", "prompt"}, {"message", "@@text two"}, {"streamingBehavior", "followUp"}});

    pi.waitFor("agent_settled");

    EXPECT_EQ(pi.all("turn_end").size(), 3U);
    EXPECT_EQ(pi.all("agent_start").size(), 1U);
    EXPECT_NE(pi.lastText().find("two"), std::string::npos);
}

TEST(PiRun, SendsKeyAndHistoryToTheServer) {
    PiHarness pi("emu", "small");
    pi.http.enqueueBody(200, completionsText("hi there"));

    pi.prompt("hello");

    const net::HttpClientRequest& request = pi.http.requests().at(0);
    EXPECT_EQ(request.url, "http://emu/v1/chat/completions");
    EXPECT_EQ(request.headers.get("authorization"), "Bearer sk-emu-test");
    EXPECT_EQ(Json::parse(request.body)["messages"][1]["content"], "hello");
    EXPECT_EQ(pi.lastText(), "hi there");
    const Json message = pi.all("turn_end")[0]["message"];
    EXPECT_EQ(message["usage"]["input"], 10);
    EXPECT_DOUBLE_EQ(message["usage"]["cost"]["total"].get<double>(), 20e-6);
    EXPECT_EQ(message["responseId"], "c1");
}

TEST(PiRun, PassesToolResultsBackToTheServer) {
    PiHarness pi("emu", "small");
    pi.http.enqueueBody(200, completionsTool("write", Json{{"path", "b.txt"}, {"content", "B"}}));
    pi.http.enqueueBody(200, completionsText("done"));

    pi.prompt("write it");

    EXPECT_EQ(readFile(pi.folder / "work/b.txt").value(), "B");
    const Json second = Json::parse(pi.http.requests().at(1).body);
    EXPECT_EQ(second["messages"][3]["role"], "tool");
    EXPECT_EQ(pi.lastText(), "done");
}

TEST(PiRun, RetriesOverloadAndReportsSuccess) {
    PiHarness pi("emu", "small");
    pi.http.enqueueBody(503, R"({"error":{"message":"The server is currently overloaded"}})");
    pi.http.enqueueBody(200, completionsText("after"));

    pi.prompt("hello");

    EXPECT_EQ(pi.all("agent_end")[0]["willRetry"], true);
    EXPECT_EQ(pi.all("auto_retry_start")[0]["attempt"], 1);
    EXPECT_EQ(pi.all("auto_retry_start")[0]["errorMessage"], R"(503: {"message":"The server is currently overloaded"})");
    EXPECT_EQ(pi.all("auto_retry_end")[0]["success"], true);
    EXPECT_EQ(pi.lastText(), "after");
    EXPECT_EQ(pi.all("agent_settled").size(), 1U);
    EXPECT_EQ(Json::parse(pi.http.requests().at(1).body)["messages"].size(), 2U);
}

TEST(PiRun, RetriesTruncatedStreams) {
    PiHarness pi("emu", "small");
    pi.http.enqueueBody(200, "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n");
    pi.http.enqueueBody(200, completionsText("whole"));

    pi.prompt("hello");

    EXPECT_EQ(pi.all("turn_end")[0]["message"]["errorMessage"], "Stream ended without finish_reason");
    EXPECT_EQ(pi.lastText(), "whole");
}

TEST(PiRun, RetriesBrokenConnections) {
    PiHarness pi("emu", "small");
    ScriptedResponse broken;
    broken.pieces.push_back("data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n");
    broken.breaksOff = true;
    pi.http.enqueue(broken);
    pi.http.enqueueBody(200, completionsText("whole"));

    pi.prompt("hello");

    EXPECT_EQ(pi.lastText(), "whole");
}

TEST(PiRun, GivesUpAfterTheLastRetry) {
    PiHarness pi("emu", "small");

    pi.prompt("hello");

    EXPECT_EQ(pi.http.requests().size(), 3U);
    EXPECT_EQ(pi.all("auto_retry_end")[0]["success"], false);
    EXPECT_EQ(pi.all("auto_retry_end")[0]["attempt"], 2);
    EXPECT_EQ(pi.all("agent_end")[2]["willRetry"], false);
}

TEST(PiRun, DoesNotRetryBadKeys) {
    PiHarness pi("emu", "small");
    pi.http.enqueueBody(401, R"({"error":{"message":"Incorrect API key provided"}})");

    pi.prompt("hello");

    EXPECT_EQ(pi.http.requests().size(), 1U);
    EXPECT_EQ(pi.all("agent_end")[0]["messages"][1]["stopReason"], "error");
}

TEST(PiRun, AbortRetryEndsTheWait) {
    PiHarness pi("emu", "small", R"({"retry":{"baseDelayMs":60000,"maxRetries":2}})");
    pi.http.enqueueBody(503, "overloaded");
    pi.send(Json{{"type", "prompt"}, {"message", "x"}});
    pi.waitFor("auto_retry_start");

    pi.send(Json{{"type", "abort_retry"}});
    pi.waitFor("agent_settled");

    EXPECT_EQ(pi.all("auto_retry_end")[0]["success"], false);
}

TEST(PiRun, AbortCutsAStalledReply) {
    PiHarness pi("emu", "small");
    ScriptedResponse stalled;
    stalled.pieces.push_back("data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n");
    stalled.stalls = true;
    pi.http.enqueue(stalled);
    pi.send(Json{{"type", "prompt"}, {"message", "x"}});
    pi.waitFor("message_update");

    pi.ask(Json{{"type", "abort"}});

    EXPECT_EQ(pi.all("turn_end")[0]["message"]["stopReason"], "aborted");
    EXPECT_EQ(pi.all("turn_end")[0]["message"]["content"][0]["text"], "half");
}

TEST(PiRun, CompactsAtTheThreshold) {
    PiHarness pi("emu", "small", R"({"compaction":{"keepRecentTokens":10}})");
    pi.http.enqueueBody(200, completionsText(std::string(400, 'a')));
    pi.http.enqueueBody(200, completionsText(std::string(400, 'b'), 120'000));
    pi.http.enqueueBody(200, completionsText("SUMMARY"));
    pi.http.enqueueBody(200, completionsText("PREFIX"));
    pi.prompt("one");

    pi.prompt("two");

    const Json end = pi.all("compaction_end").at(0);
    EXPECT_EQ(end["reason"], "threshold");
    EXPECT_NE(end["result"]["summary"].get<std::string>().find("SUMMARY"), std::string::npos);
    EXPECT_EQ(end["result"]["tokensBefore"], 120'005);
    EXPECT_EQ(pi.session->messages().front()["role"], "compactionSummary");
    EXPECT_EQ(pi.all("agent_settled").size(), 2U);
}

TEST(PiRun, OverflowCompactsOnceAndRetries) {
    PiHarness pi("emu", "small", R"({"compaction":{"keepRecentTokens":10}})");
    pi.http.enqueueBody(200, completionsText(std::string(400, 'a')));
    pi.prompt("one");
    pi.http.enqueueBody(400, R"({"error":{"message":"maximum context length","code":"context_length_exceeded"}})");
    pi.http.enqueueBody(200, completionsText("SUMMARY"));
    pi.http.enqueueBody(200, completionsText("finally"));

    pi.prompt("two " + std::string(400, 'x'));

    EXPECT_EQ(pi.all("compaction_end")[0]["reason"], "overflow");
    EXPECT_EQ(pi.all("compaction_end")[0]["willRetry"], true);
    EXPECT_EQ(pi.lastText(), "finally");
}

TEST(PiRun, CompactsOnCommandWithoutAModel) {
    PiHarness pi("offline", "offline", R"({"compaction":{"keepRecentTokens":10}})");
    pi.prompt("first question " + std::string(200, 'x'));
    pi.prompt("second question");

    const Json answer = pi.ask(Json{{"type", "compact"}});

    ASSERT_EQ(answer["success"], true) << answer.dump();
    EXPECT_NE(answer["data"]["summary"].get<std::string>().find("first question"), std::string::npos);
    EXPECT_EQ(pi.all("compaction_start")[0]["reason"], "manual");
}

TEST(PiRun, RefusesToCompactAlmostNothing) {
    PiHarness pi;

    const Json answer = pi.ask(Json{{"type", "compact"}});

    EXPECT_EQ(answer["error"], "Nothing to compact (session too small)");
    EXPECT_EQ(pi.all("compaction_end")[0]["errorMessage"], "Compaction failed: Nothing to compact (session too small)");
}

TEST(PiRun, WritesTheSessionFileWithTheFirstReply) {
    PiHarness pi;
    const std::filesystem::path file = pi.ask(Json{{"type", "get_state"}})["data"]["sessionFile"].get<std::string>();
    EXPECT_FALSE(std::filesystem::exists(file));

    pi.prompt("@@text hi");

    const std::string content = readFile(file).value();
    EXPECT_EQ(Json::parse(content.substr(0, content.find('\n')))["type"], "session");
    EXPECT_EQ(std::count(content.begin(), content.end(), '\n'), 5);   // header, model, thinking, user, assistant
}

TEST(PiRun, ContinuesASession) {
    std::string file;
    openclaw::testing::TempDir keep;
    {
        PiHarness first;
        first.prompt("@@text remembered");
        file = (keep / "copy.jsonl").string();
        std::filesystem::copy_file(*first.session->log().file(), file);
    }

    PiHarness second("offline", "offline", "{}", file);

    EXPECT_EQ(second.ask(Json{{"type", "get_state"}})["data"]["messageCount"], 2);
    EXPECT_NE(second.ask(Json{{"type", "get_last_assistant_text"}})["data"]["text"].get<std::string>().find("remembered"),
        std::string::npos);
}

TEST(PiRun, ForkLeavesOutTheMessage) {
    PiHarness pi;
    pi.prompt("@@text one");
    pi.prompt("@@text two");
    const Json messages = pi.ask(Json{{"type", "get_fork_messages"}})["data"]["messages"];

    const Json answer = pi.ask(Json{{"type", "fork"}, {"entryId", messages[1]["entryId"]}});

    EXPECT_EQ(answer["data"]["text"], "@@text two");
    EXPECT_EQ(pi.session->messages().size(), 2U);
}

TEST(PiRun, NewSessionIsEmpty) {
    PiHarness pi;
    pi.prompt("@@text one");
    const std::string before = pi.session->log().id();

    EXPECT_EQ(pi.ask(Json{{"type", "new_session"}})["data"]["cancelled"], false);

    EXPECT_TRUE(pi.session->messages().empty());
    EXPECT_NE(pi.session->log().id(), before);
}

}
}
