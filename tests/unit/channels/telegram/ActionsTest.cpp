// What `openclaw message` can do on Telegram.
#include "channels/telegram/actions.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::telegram {
namespace {

ActionRequest request(ActionKind kind, Json parameters = Json::object()) {
    ActionRequest made;
    made.kind = kind;
    made.target = "-100";
    made.messageId = "7";
    made.parameters = std::move(parameters);
    return made;
}

std::string refusalOf(const ActionRequest& action, const Json& section = Json::object()) {
    config::TelegramAccount account;
    account.section = section;
    const auto call = callFor(action, account);
    return call ? "" : call.error().message;
}

ApiCall call(const ActionRequest& action) { return callFor(action, config::TelegramAccount()).value(); }

TEST(TelegramActions, ReactsAndTakesReactionsBack) {
    const ApiCall add = call(request(ActionKind::react, Json{{"emoji", "👀"}}));
    EXPECT_EQ(add.method, "setMessageReaction");
    EXPECT_EQ(add.parameters["chat_id"], -100);
    EXPECT_EQ(add.parameters["message_id"], 7);
    EXPECT_EQ(add.parameters["reaction"][0]["emoji"], "👀");

    const ApiCall remove = call(request(ActionKind::react, Json{{"remove", true}}));
    EXPECT_TRUE(remove.parameters["reaction"].empty());
}

TEST(TelegramActions, EditsWithMarkdown) {
    const ApiCall edit = call(request(ActionKind::edit, Json{{"message", "**new**"}}));
    EXPECT_EQ(edit.method, "editMessageText");
    EXPECT_EQ(edit.parameters["text"], "<b>new</b>");
}

TEST(TelegramActions, NamesTheArgumentThatIsMissing) {
    ActionRequest noId = request(ActionKind::remove);
    noId.messageId.clear();
    EXPECT_EQ(refusalOf(noId), "messageId is not a Telegram message id");
    EXPECT_EQ(refusalOf(request(ActionKind::react)), "emoji is missing");
    EXPECT_EQ(refusalOf(request(ActionKind::poll)), "pollQuestion is missing");
    EXPECT_EQ(refusalOf(request(ActionKind::poll, Json{{"pollQuestion", "?"}, {"pollOption", {"one"}}})),
              "pollOption: Telegram takes 2 to 10 answers");
    EXPECT_EQ(refusalOf(request(ActionKind::edit, Json{{"message", std::string(5000, 'x')}})),
              "message is too long for one Telegram message");
}

TEST(TelegramActions, SaysWhichActionIsNotSupported) {
    EXPECT_EQ(refusalOf(request(ActionKind::search)), "search is not supported by telegram");
}

TEST(TelegramActions, TheConfigurationSwitchesActionsOff) {
    EXPECT_EQ(refusalOf(request(ActionKind::react, Json{{"emoji", "👀"}}), Json{{"actions", {{"reactions", false}}}}),
              "switched off by channels.telegram.actions.reactions");
}

TEST(TelegramActions, EverySupportedActionHasACall) {
    const Json everything{{"emoji", "👀"},   {"message", "x"}, {"pollQuestion", "?"}, {"pollOption", {"a", "b"}},
                          {"stickerId", "s"}, {"threadName", "t"}, {"userId", "5"}};
    for (const ActionKind kind : supportedActions())
        EXPECT_EQ(refusalOf(request(kind, everything)), "") << toString(kind);
}

TEST(TelegramActions, TheMenuTakesOnlyWhatTelegramAccepts) {
    config::TelegramAccount account;
    account.section = Json{{"customCommands",
                            {{{"command", "/Deploy"}, {"description", "ship it"}},
                             {{"command", "status"}, {"description", "shadows the house's own"}},
                             {{"command", "bad-name"}, {"description", "x"}},
                             {{"command", "empty"}, {"description", " "}}}}};
    const NativeCommand status{"status", "How things stand", {}};

    const Json menu = commandMenu({status}, account);

    const Json expected = {{{"command", "status"}, {"description", "How things stand"}},
                           {{"command", "deploy"}, {"description", "ship it"}}};
    EXPECT_EQ(menu["commands"], expected);
}

}
}
