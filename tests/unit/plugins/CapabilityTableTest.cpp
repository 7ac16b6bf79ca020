// The README's table of channels says what the channels say.
#include "openclaw/core/files.hpp"
#include "openclaw/plugins/registry.hpp"
#include "support/TempDir.hpp"
#include "support/source_dir.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <functional>

namespace openclaw::plugins {
namespace {

using channels::ActionKind;
using channels::Capabilities;
using channels::ChatKind;

bool contains(const auto& list, const auto& value) { return std::ranges::find(list, value) != list.end(); }

struct Row {
    const char* title;
    std::function<std::string(const Capabilities&)> cell;
};

std::string yes(bool isTrue) { return isTrue ? "yes" : ""; }

std::string tableOf(const std::map<std::string, Capabilities>& channels) {
    const std::vector<Row> rows = {
        {"direct chats", [](const Capabilities& can) { return yes(contains(can.chats, ChatKind::direct)); }},
        {"groups, channels", [](const Capabilities& can) { return yes(can.chats.size() > 1); }},
        {"threads, topics", [](const Capabilities& can) { return yes(can.hasThreads); }},
        {"replies", [](const Capabilities& can) { return yes(can.hasReplies); }},
        {"edits arrive", [](const Capabilities& can) { return yes(can.hasEdits); }},
        {"reactions arrive", [](const Capabilities& can) { return yes(can.hasReactions); }},
        {"files both ways", [](const Capabilities& can) { return yes(can.hasMedia); }},
        {"voice notes", [](const Capabilities& can) { return yes(can.hasVoiceNotes); }},
        {"buttons", [](const Capabilities& can) { return yes(can.hasButtons); }},
        {"command menu", [](const Capabilities& can) { return yes(can.hasNativeCommands); }},
        {"typing", [](const Capabilities& can) { return yes(can.hasTyping); }},
        {"growing drafts", [](const Capabilities& can) { return yes(can.hasDrafts); }},
        {"broken sends repeated safely", [](const Capabilities& can) { return yes(can.isSendIdempotent); }},
        {"characters per message", [](const Capabilities& can) { return std::to_string(can.textLimit); }},
        {"react", [](const Capabilities& can) { return yes(contains(can.actions, ActionKind::react)); }},
        {"read, edit, delete",
         [](const Capabilities& can) {
             return yes(contains(can.actions, ActionKind::read) && contains(can.actions, ActionKind::edit));
         }},
        {"pins", [](const Capabilities& can) { return yes(contains(can.actions, ActionKind::pin)); }},
        {"polls", [](const Capabilities& can) { return yes(contains(can.actions, ActionKind::poll)); }},
        {"search", [](const Capabilities& can) { return yes(contains(can.actions, ActionKind::search)); }},
    };
    std::string head = "| |", line = "|---|", body;
    for (const auto& [name, can] : channels) {
        head += " " + name + " |";
        line += "---|";
    }
    for (const Row& row : rows) {
        body += std::string("| ") + row.title + " |";
        for (const auto& [name, can] : channels) {
            const std::string cell = row.cell(can);
            body += cell.empty() ? " |" : " " + cell + " |";
        }
        body += "\n";
    }
    return head + "\n" + line + "\n" + body;
}

TEST(CapabilityTable, ReadmeSaysWhatTheChannelsSay) {
    asio::io_context io{1};
    testing::TempDir folder;
    SystemClock clock;
    const auto http = net::makeHttpClient(io.get_executor());
    const auto launcher = process::makeLauncher(io.get_executor());
    auto opened = store::SqliteStore::open(store::SqliteStore::fileIn(folder.path()));
    ASSERT_TRUE(opened);
    const Json root{{"channels",
                     {{"telegram", {{"botToken", "1:t"}}},
                      {"discord", {{"token", "t"}}},
                      {"mattermost", {{"botToken", "t"}, {"baseUrl", "http://x"}}},
                      {"imessage", {{"cliPath", "imsg"}}},
                      {"whatsapp", {{"dmPolicy", "pairing"}}}}}};
    const config::Config config(root, Environment());
    const channels::ChannelContext context{io.get_executor(), clock,         *http,         **opened,
                                           *launcher,         Environment(), folder.path(), {}};
    std::map<std::string, Capabilities> all;
    for (const auto& channel : plugins::makeChannels(config, context))
        all[channel->name()] = channel->capabilities();

    const std::string readme = readFile(testing::projectFile("README.md")).value();
    const std::string opening = "<!-- capabilities: made from Channel::capabilities(); a test compares -->\n";
    const std::size_t start = readme.find(opening) + opening.size();
    EXPECT_EQ(readme.substr(start, readme.find("<!-- /capabilities -->") - start), tableOf(all));
    (*opened)->stop();
}

}
}
