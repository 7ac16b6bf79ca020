// Tools and hooks as programs of their own: calls, events, and that they come back.
#include "openclaw/plugins/PluginServices.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "support/FakeClock.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

namespace openclaw::plugins {
namespace {

using testing::runCoro;

constexpr const char* script = R"py(
import json, os, sys
state = None
for line in sys.stdin:
    message = json.loads(line)
    params = message.get("params") or {}
    answer = {}
    if message["method"] == "start":
        state = params["stateDir"]
        with open(os.path.join(state, "starts"), "a") as file:
            file.write(params["config"]["word"] + "\n")
    elif message["method"] == "tool":
        if params["arguments"].get("die"):
            sys.exit(1)
        if params["arguments"].get("fail"):
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": {"code": 1, "message": "no voice"}}), flush=True)
            continue
        answer = {"text": params["arguments"]["text"].upper() + " for " + params["caller"]["agentId"]}
    elif message["method"] == "event":
        with open(os.path.join(state, "events"), "a") as file:
            file.write(params["event"] + " " + params["data"]["action"] + "\n")
        continue
    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": answer}), flush=True)
)py";

class PluginServicesTest : public ::testing::Test {
protected:
    void begin(const Json& manifest) {
        const std::filesystem::path home = folder_ / "plugins" / "loud";
        ASSERT_TRUE(writeFileAtomically(home / "openclaw.plugin.json", dumpJson(manifest)));
        ASSERT_TRUE(writeFileAtomically(home / "loud.py", script));
        const Json root{
            {"plugins", {{"entries", {{"loud", {{"enabled", true}, {"config", {{"word", "hi"}}}}}}}}}};
        services_ = std::make_unique<PluginServices>(io_.get_executor(), clock_, *launcher_,
                                                     Environment::fromProcess(), folder_.path(), root);
        tasks_.spawn("plugins", services_->run());
    }
    void TearDown() override {
        tasks_.cancel();
        runCoro(io_, tasks_.join());
    }
    static Json manifest(const std::string& kind) {
        return Json{{"id", "loud"}, {"kind", kind}, {"command", {"python3", "-u", "loud.py"}}};
    }
    static Json toolManifest() {
        Json made = manifest("tool");
        made["tools"] = Json::array({Json{{"name", "shout"}, {"description", "Says it loudly"}}});
        return made;
    }
    Result<Json> shout(const Json& arguments) {
        Json copy = arguments;
        Json caller{{"agentId", "main"}};
        return runCoro(io_, services_->call("shout", std::move(copy), std::move(caller)));
    }
    /// Runs the loop until the condition holds; a hanging test fails after a while.
    void until(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition() && std::chrono::steady_clock::now() < deadline) {
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(20));
        }
        ASSERT_TRUE(condition());
    }
    std::string stateFile(const std::string& name) const {
        const Result<std::string> text = readFile(folder_ / "plugin-state" / "loud" / name);
        return text ? *text : std::string();
    }

    asio::io_context io_{1};
    testing::TempDir folder_;
    testing::FakeClock clock_{io_.get_executor()};
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    std::unique_ptr<PluginServices> services_;
    TaskGroup tasks_{io_.get_executor()};
};

TEST_F(PluginServicesTest, LendsItsToolsWithItsOwnWords) {
    begin(toolManifest());
    ASSERT_EQ(services_->tools().size(), 1u);
    EXPECT_TRUE(shout(Json{{"text", "hello"}}).error().is(Errc::unavailable)); // not there yet
    until([&] { return shout(Json{{"text", "hello"}}).has_value(); });

    EXPECT_EQ((*shout(Json{{"text", "hello"}}))["text"], "HELLO for main");
    EXPECT_NE(shout(Json{{"fail", true}}).error().message.find("no voice"), std::string::npos);
    EXPECT_EQ(stateFile("starts"), "hi\n");
}

TEST_F(PluginServicesTest, ComesBackAfterItsProgramHasDied) {
    begin(toolManifest());
    until([&] { return shout(Json{{"text", "hello"}}).has_value(); });

    EXPECT_FALSE(shout(Json{{"die", true}}));
    runCoro(io_, clock_.waitForSleeperWithin(std::chrono::seconds(2)));
    clock_.advance(std::chrono::seconds(2));

    until([&] { return shout(Json{{"text", "hello"}}).has_value(); });
    EXPECT_EQ(stateFile("starts"), "hi\nhi\n");
}

TEST_F(PluginServicesTest, TellsHooksWhatTheyListenTo) {
    Json hook = manifest("hook");
    hook["events"] = Json::array({"command"});
    begin(hook);

    services_->publish("command:new", Json{{"action", "new"}}); // before the program is there
    services_->publish("gateway:startup", Json{{"action", "startup"}});
    services_->publish("command:stop", Json{{"action", "stop"}});

    until([&] { return stateFile("events") == "command:new new\ncommand:stop stop\n"; });
}

}
}
