#include "pi/CommandLine.hpp"

#include <gtest/gtest.h>

namespace openclaw::pi {
namespace {

TEST(CommandLine, ReadsTheRecommendedSpawn) {
    const auto line = parseCommandLine({"--mode", "rpc", "--provider", "emu", "--model", "small", "--thinking", "low",
        "--session", "/s.jsonl", "--session-dir", "/d", "--no-extensions", "--no-skills", "--no-prompt-templates",
        "--no-themes", "--extension", "/x.ts", "--append-system-prompt", "be kind"});

    ASSERT_TRUE(line) << line.error().message;
    EXPECT_EQ(line->mode, "rpc");
    EXPECT_EQ(line->provider, "emu");
    EXPECT_EQ(line->model, "small");
    EXPECT_EQ(line->thinking, llm::ThinkingLevel::low);
    EXPECT_EQ(line->session, "/s.jsonl");
    EXPECT_EQ(line->appendSystemPrompt.at(0), "be kind");
}

TEST(CommandLine, SplitsModelPatterns) {
    const auto line = parseCommandLine({"--model", "emu/org/big:high"});
    const auto tagged = parseCommandLine({"--provider", "ollama", "--model", "llama3:8b"});

    EXPECT_EQ(line->provider, "emu");
    EXPECT_EQ(line->model, "org/big");
    EXPECT_EQ(line->thinking, llm::ThinkingLevel::high);
    EXPECT_EQ(tagged->model, "llama3:8b");
}

TEST(CommandLine, RefusesUnknownOptions) {
    EXPECT_EQ(parseCommandLine({"--bogus-flag"}).error().message, "Unknown option: --bogus-flag");
    EXPECT_FALSE(parseCommandLine({"--model"}));
    EXPECT_FALSE(parseCommandLine({"@file"}));
    EXPECT_FALSE(parseCommandLine({"--thinking", "loud"}));
}

TEST(CommandLine, LimitsTools) {
    EXPECT_EQ(parseCommandLine({"--tools", "read, bash"})->tools, (std::vector<std::string>{"read", "bash"}));
    EXPECT_TRUE(parseCommandLine({"--no-tools"})->tools->empty());
    EXPECT_FALSE(parseCommandLine({})->tools);
}

}
}
