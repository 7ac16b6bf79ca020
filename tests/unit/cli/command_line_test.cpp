// Reading command lines against a small tree.
#include "cli/CommandLine.hpp"

#include <gtest/gtest.h>

namespace openclaw::cli {
namespace {

int nothing(Context&, const Arguments&) { return 0; }

Command sampleTree() {
    Command call;
    call.name = "call";
    call.positionals = {{"method", true}};
    call.options = {{'t', "target", "dest", "Where to", true, false},
                    {'q', "quiet", "", "Say less", false, false},
                    {'j', "json", "", "Print JSON", false, false},
                    {0, "secret-flag", "", "", false, true}};
    call.action = nothing;
    Command gateway;
    gateway.name = "gateway";
    gateway.options = {{0, "port", "port", "Port", false, false}};
    gateway.action = nothing;
    gateway.subcommands = {call};
    Command pairing;
    pairing.name = "pairing";
    pairing.subcommands = {call};
    Command health;
    health.name = "health";
    health.action = nothing;
    health.ignoresUnknownOptions = true;
    Command pi;
    pi.name = "pi";
    pi.action = nothing;
    pi.passesThrough = true;
    Command root;
    root.name = "openclaw";
    root.subcommands = {gateway, pairing, health, pi};
    return root;
}

std::string errorOf(const std::vector<std::string>& words) {
    const Command root = sampleTree();
    const Result<Invocation> read = parseCommandLine(root, words);
    return read ? "" : read.error().message;
}

TEST(CommandLine, FindsNestedCommandsAndTheirOptions) {
    const Command root = sampleTree();

    const Result<Invocation> read = parseCommandLine(root, {"gateway", "call", "health", "--target=5", "-qj"});

    ASSERT_TRUE(read);
    EXPECT_EQ(read->path, "openclaw gateway call");
    EXPECT_EQ(read->arguments.word(0), "health");
    EXPECT_EQ(read->arguments.text("target"), "5");
    EXPECT_TRUE(read->arguments.has("quiet"));
    EXPECT_TRUE(read->arguments.has("json"));
}

TEST(CommandLine, TakesAnOptionValueThatLooksLikeAnOption) {
    const Command root = sampleTree();

    const Result<Invocation> read = parseCommandLine(root, {"gateway", "call", "send", "-t", "-10012345"});

    ASSERT_TRUE(read);
    EXPECT_EQ(read->arguments.text("target"), "-10012345");
}

TEST(CommandLine, SuggestsTheCommandThatWasMeant) {
    EXPECT_EQ(errorOf({"gatewy"}), "error: unknown command 'gatewy'\n(Did you mean gateway?)");
}

TEST(CommandLine, SuggestsNothingForFarWords) { EXPECT_EQ(errorOf({"banana"}), "error: unknown command 'banana'"); }

TEST(CommandLine, RefusesUnknownOptions) {
    EXPECT_EQ(errorOf({"gateway", "--prt", "1"}), "error: unknown option '--prt'\n(Did you mean --port?)");
}

TEST(CommandLine, FastPathCommandsIgnoreUnknownOptions) { EXPECT_EQ(errorOf({"health", "--whatever"}), ""); }

TEST(CommandLine, NamesTheMissingOption) {
    EXPECT_EQ(errorOf({"gateway", "call", "x"}), "error: required option '-t, --target <dest>' not specified");
}

TEST(CommandLine, NamesTheMissingArgument) {
    EXPECT_EQ(errorOf({"gateway", "call", "-t", "5"}), "error: missing required argument 'method'");
}

TEST(CommandLine, NamesTheOptionWithoutValue) {
    EXPECT_EQ(errorOf({"gateway", "--port"}), "error: option '--port <port>' argument missing");
}

TEST(CommandLine, CountsStrayWordsOfAnActingGroup) {
    EXPECT_EQ(errorOf({"gateway", "bogus"}), "error: too many arguments for 'gateway'. Expected 0 arguments but got 1.");
}

TEST(CommandLine, RefusesUnknownSubcommandsOfAPureGroup) {
    EXPECT_EQ(errorOf({"pairing", "cal"}), "error: unknown command 'cal'\n(Did you mean call?)");
}

TEST(CommandLine, EndsOptionsAtTwoDashes) {
    const Command root = sampleTree();

    const Result<Invocation> read = parseCommandLine(root, {"gateway", "call", "-t", "5", "--", "--method"});

    ASSERT_TRUE(read);
    EXPECT_EQ(read->arguments.word(0), "--method");
}

TEST(CommandLine, HandsEverythingToAPassThroughCommand) {
    const Command root = sampleTree();

    const Result<Invocation> read = parseCommandLine(root, {"pi", "--mode", "rpc", "--help", "--"});

    ASSERT_TRUE(read);
    EXPECT_EQ(read->arguments.words(), (std::vector<std::string>{"--mode", "rpc", "--help", "--"}));
}

TEST(CommandLine, HelpWinsOverMissingParts) {
    const Command root = sampleTree();

    const Result<Invocation> read = parseCommandLine(root, {"gateway", "call", "--help"});

    ASSERT_TRUE(read);
    EXPECT_TRUE(read->wantsHelp);
}

TEST(CommandLine, HelpHidesWhatHasNoEffect) {
    const Command root = sampleTree();

    const std::string help = helpText(*root.find("gateway")->find("call"), "openclaw gateway call");

    EXPECT_NE(help.find("-t, --target <dest>  Where to"), std::string::npos) << help;
    EXPECT_EQ(help.find("secret-flag"), std::string::npos) << help;
}

TEST(CommandLine, AcceptsOnlyPositiveNumbers) {
    Arguments arguments;
    arguments.set("limit", "12");
    arguments.set("zero", "0");
    arguments.set("text", "9x");

    EXPECT_EQ(*arguments.positive("limit", 5), 12);
    EXPECT_EQ(*arguments.positive("absent", 5), 5);
    EXPECT_FALSE(arguments.positive("zero", 5));
    EXPECT_FALSE(arguments.positive("text", 5));
}

}
}
