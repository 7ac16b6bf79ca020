#include "pi/tools/Tool.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::pi {
namespace {

using namespace openclaw::testing;

class ToolsTest : public ::testing::Test {
protected:
    ToolOutcome run(const std::unique_ptr<Tool>& tool, const Json& arguments) {
        return runCoro(io, tool->run(arguments, ToolUpdate()));
    }
    static std::string textOf(const ToolOutcome& outcome) { return outcome.content.at(0)["text"]; }

    TempDir folder;
    asio::io_context io;
    std::unique_ptr<process::Launcher> launcher = process::makeLauncher(io.get_executor());
    SystemClock clock;
    ToolServices services{*launcher, clock, folder.path(), {{"PATH", "/usr/bin:/bin"}, {"HOME", folder.path().string()}}};
};

TEST_F(ToolsTest, ReadsAWindowAndSaysHowToGoOn) {
    writeFileAtomically(folder / "f", "a\nb\nc\nd\n").value();

    const ToolOutcome outcome = run(makeReadTool(services), Json{{"path", "f"}, {"offset", 2}, {"limit", 2}});

    EXPECT_EQ(textOf(outcome).find("b\nc\n\n[Showing lines 2-3 of 5. Use offset=4 to continue.]"), 0U);
    EXPECT_TRUE(outcome.details.is_null());
}

TEST_F(ToolsTest, ReadsWholeSmallFilesUnchanged) {
    writeFileAtomically(folder / "f", "line one\nline two\n").value();

    EXPECT_EQ(textOf(run(makeReadTool(services), Json{{"path", "~/f"}})), "line one\nline two\n");
}

TEST_F(ToolsTest, CutsLongFiles) {
    std::string content;
    for (int i = 0; i < 3000; ++i)
        content += "x\n";
    writeFileAtomically(folder / "f", content).value();

    EXPECT_NE(textOf(run(makeReadTool(services), Json{{"path", "f"}})).find("Use offset=2001 to continue"), std::string::npos);
}

TEST_F(ToolsTest, ReadsImages) {
    writeFileAtomically(folder / "f.txt", "\x89PNG\r\n\x1a\nrest").value();

    const ToolOutcome outcome = run(makeReadTool(services), Json{{"path", "f.txt"}});

    EXPECT_EQ(outcome.content.at(1)["mimeType"], "image/png");
}

TEST_F(ToolsTest, ReportsMissingFiles) {
    const ToolOutcome outcome = run(makeReadTool(services), Json{{"path", "missing"}});

    EXPECT_TRUE(outcome.isError);
    EXPECT_EQ(textOf(outcome),
        "ENOENT: no such file or directory, access '" + (folder / "missing").string() + "'");
}

TEST_F(ToolsTest, WritesThroughNewFolders) {
    const ToolOutcome outcome = run(makeWriteTool(services), Json{{"path", "a/b/c"}, {"content", "C"}});

    EXPECT_FALSE(outcome.isError);
    EXPECT_EQ(readFile(folder / "a/b/c").value(), "C");
}

TEST_F(ToolsTest, EditsInBothForms) {
    writeFileAtomically(folder / "f", "one two").value();
    Json newer{{"path", "f"}, {"edits", Json::array()}};
    newer["edits"].push_back(Json{{"oldText", "one"}, {"newText", "1"}});

    EXPECT_FALSE(run(makeEditTool(services), newer).isError);
    EXPECT_FALSE(run(makeEditTool(services), Json{{"path", "f"}, {"oldText", "two"}, {"newText", "2"}}).isError);
    EXPECT_EQ(readFile(folder / "f").value(), "1 2");
}

TEST_F(ToolsTest, BadArgumentsAreErrors) {
    for (const Json& arguments : {Json::object(), Json{{"path", 1}}, Json{{"command", nullptr}}}) {
        EXPECT_TRUE(run(makeReadTool(services), arguments).isError);
        EXPECT_TRUE(run(makeWriteTool(services), arguments).isError);
        EXPECT_TRUE(run(makeEditTool(services), arguments).isError);
        EXPECT_TRUE(run(makeBashTool(services), arguments).isError);
    }
}

TEST_F(ToolsTest, BashReportsExitCodes) {
    const ToolOutcome outcome = run(makeBashTool(services), Json{{"command", "echo out; exit 3"}});

    EXPECT_TRUE(outcome.isError);
    EXPECT_EQ(textOf(outcome), "out\n\n\nCommand exited with code 3");
}

TEST_F(ToolsTest, BashKillsOnTimeout) {
    const ToolOutcome outcome =
        run(makeBashTool(services), Json{{"command", "setsid sleep 1000 & sleep 1000"}, {"timeout", 0.05}});

    EXPECT_TRUE(outcome.isError);
    EXPECT_EQ(textOf(outcome), "Command timed out after 0.05 seconds");
}

TEST_F(ToolsTest, BashDoesNotWaitForBackgroundProcesses) {
    const ToolOutcome outcome = run(makeBashTool(services), Json{{"command", "sleep 1000 & echo started"}});

    EXPECT_EQ(textOf(outcome), "started\n");
}

TEST_F(ToolsTest, BashMakesBinaryOutputPrintable) {
    const ToolOutcome outcome = run(makeBashTool(services), Json{{"command", "printf 'a\\377b'"}});

    EXPECT_EQ(textOf(outcome), "a\uFFFDb");
}

}
}
