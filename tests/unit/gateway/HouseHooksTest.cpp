// What the house does by habit, as files of a workspace and a log.
#include "gateway/HouseHooks.hpp"

#include "../dispatch/HouseFixture.hpp"

#include "openclaw/core/files.hpp"

#include <boost/asio/io_context.hpp>

namespace openclaw::gateway {
namespace {

using namespace openclaw::testing;

class HouseHooksTest : public ::testing::Test {
protected:
    void SetUp() override {
        Json config{{"hooks", {{"internal", {{"enabled", true}}}}},
                    {"agents", {{"defaults", {{"userTimezone", "UTC"}}}}}};
        house_ = std::make_unique<House>(io_, folder_.path(), config);
        plugins_ = std::make_unique<plugins::PluginServices>(
            io_.get_executor(), house_->clock, *launcher_, Environment(), folder_ / "state", Json::object());
        hooks_ = std::make_unique<HouseHooks>(
            io_.get_executor(), house_->clock, *house_->store, worker_, *plugins_,
            [this] { return house_->settings; },
            [this](const std::string& agentId) { return folder_ / ("workspace-" + agentId); },
            folder_ / "state",
            [this](std::string agentId, std::string prompt) { return boot(agentId, prompt); });
    }
    void TearDown() override {
        runCoro(io_, hooks_->stop());
        house_->stop();
        hooks_.reset();
        house_.reset();
    }
    asio::awaitable<Result<void>> boot(std::string agentId, std::string prompt) {
        boots_.push_back(agentId + ": " + prompt);
        co_return Result<void>();
    }
    void say(const std::string& role, const std::string& text) {
        store::TranscriptMessage message;
        message.sessionId = "s1";
        message.role = role;
        message.timestampMs = 1;
        message.message =
            Json{{"role", role}, {"content", Json::array({Json{{"type", "text"}, {"text", text}}})}};
        std::vector<store::TranscriptMessage> one{message};
        ASSERT_TRUE(runCoro(io_, house_->store->transcript().append(std::move(one))));
    }
    static dispatch::CommandEvent command(const std::string& action) {
        dispatch::CommandEvent event;
        event.action = action;
        event.agentId = "main";
        event.sessionKey = "agent:main:main";
        event.sessionId = "s1";
        event.senderId = "4242";
        event.source = "telegram";
        return event;
    }
    void until(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition() && std::chrono::steady_clock::now() < deadline) {
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(20));
        }
        ASSERT_TRUE(condition());
    }
    std::vector<std::filesystem::path> memories() const {
        std::vector<std::filesystem::path> files;
        std::error_code none;
        for (const auto& entry :
             std::filesystem::directory_iterator(folder_ / "workspace-main" / "memory", none))
            files.push_back(entry.path());
        return files;
    }

    asio::io_context io_{1};
    TempDir folder_;
    Worker worker_;
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    std::unique_ptr<House> house_;
    std::unique_ptr<plugins::PluginServices> plugins_;
    std::unique_ptr<HouseHooks> hooks_;
    std::vector<std::string> boots_;
};

TEST_F(HouseHooksTest, KeepsAListOfCommands) {
    const auto file = folder_ / "state" / "logs" / "commands.log";

    hooks_->onCommand(command("stop"));
    hooks_->onCommand(command("status"));

    until([&] {
        const Result<std::string> text = readFile(file);
        return text && std::count(text->begin(), text->end(), '\n') == 2;
    });
    const std::string text = *readFile(file);
    const Json first = *parseJson(text.substr(0, text.find('\n')));
    EXPECT_EQ(first["action"], "stop");
    EXPECT_EQ(first["senderId"], "4242");
    EXPECT_EQ(first["source"], "telegram");
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
}

TEST_F(HouseHooksTest, WritesTheEndOfAConversationIntoTheWorkspace) {
    say("user", "[Telegram Ada 2020-01-01 10:00 UTC] Plan the garden");
    say("assistant", "Roses along the wall.");
    say("user", "/new");

    hooks_->onCommand(command("new"));

    until([&] { return memories().size() == 1; });
    EXPECT_NE(memories()[0].filename().string().find("-plan-the-garden.md"), std::string::npos)
        << memories()[0];
    const std::string text = *readFile(memories()[0]);
    EXPECT_NE(text.find("user: Plan the garden\n\nassistant: Roses along the wall.\n"), std::string::npos)
        << text;
    EXPECT_EQ(text.find("/new"), std::string::npos);

    hooks_->onCommand(command("new"));
    until([&] { return memories().size() == 2; });
}

TEST_F(HouseHooksTest, HasTheAgentFollowBootMd) {
    ASSERT_TRUE(writeFileAtomically(folder_ / "workspace-main" / "BOOT.md", "Water the plants."));

    hooks_->onStartup();

    until([&] { return boots_.size() == 1; });
    EXPECT_TRUE(boots_[0].starts_with("main: ")) << boots_[0];
    EXPECT_TRUE(boots_[0].ends_with("Water the plants.")) << boots_[0];
}

}
}
