// Commands against programs on a disk.
#include "gateway/execCheck.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/gateway/ExecPolicyFile.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace openclaw::gateway {
namespace {

class ExecCheckTest : public ::testing::Test {
protected:
    void SetUp() override {
        for (const char* name : {"bin/tool", "bin/other", "bin/python3", "work/tool", "evil/tool"})
            makeProgram(name);
        root_ = std::filesystem::canonical(folder_.path());
        place_.workingDirectory = root_ / "work";
        place_.searchPath = (root_ / "bin").string() + ":/usr/bin";
        place_.home = root_.string();
    }
    void makeProgram(const std::string& name) {
        ASSERT_TRUE(writeFileAtomically(folder_ / name, "#!/bin/sh\n"));
        std::filesystem::permissions(folder_ / name, std::filesystem::perms::owner_all);
    }
    ExecCheck check(const std::string& command) {
        return checkCommand(command, {(root_ / "bin/tool").string()}, std::nullopt, place_);
    }

    openclaw::testing::TempDir folder_;
    std::filesystem::path root_;
    ExecPlace place_;
};

TEST_F(ExecCheckTest, FindsProgramsAsTheShellDoes) {
    EXPECT_EQ(findProgram("tool", place_), (root_ / "bin/tool").string());
    EXPECT_EQ(findProgram("./tool", place_), (root_ / "work/tool").string());
    EXPECT_EQ(findProgram("../bin/tool", place_), (root_ / "bin/tool").string());
    EXPECT_EQ(findProgram("nothing", place_), std::nullopt);
    place_.searchPath = ".:" + place_.searchPath;
    EXPECT_EQ(findProgram("tool", place_), std::nullopt);
}

TEST_F(ExecCheckTest, ListsWhatPatternsCover) {
    EXPECT_TRUE(check("tool a b").isListed);
    EXPECT_TRUE(check("tool && tool x; tool").isListed);
    EXPECT_TRUE(check("tool | head -n 3").isListed);
    EXPECT_FALSE(check("tool && other").isListed);
    EXPECT_FALSE(check("./tool").isListed);
    EXPECT_FALSE(check("tool $(other)").isListed);
    EXPECT_FALSE(check("cd /tmp && tool").isListed);
    EXPECT_FALSE(check("tool | head /etc/passwd").isListed);
}

TEST_F(ExecCheckTest, IsNotFooledByLinks) {
    std::filesystem::create_directory_symlink(root_ / "evil", root_ / "work/bin");

    EXPECT_FALSE(check("bin/tool").isListed);
    EXPECT_EQ(findProgram("bin/tool", place_), (root_ / "evil/tool").string());
}

TEST_F(ExecCheckTest, SaysWhichPatternsWouldDo) {
    EXPECT_EQ(check("tool; other x").patterns, std::vector<std::string>{(root_ / "bin/other").string()});
    EXPECT_TRUE(check("other; python3 x").patterns.empty());
    EXPECT_TRUE(check("other > x").patterns.empty());
    EXPECT_NE(check("other > x").problem, "");
}

TEST_F(ExecCheckTest, TakesOnlyTheSafeFiltersThatAreConfigured) {
    EXPECT_FALSE(checkCommand("head -n 1", {}, std::vector<std::string>{"wc"}, place_).isListed);
    EXPECT_TRUE(checkCommand("wc -l", {}, std::vector<std::string>{"wc"}, place_).isListed);
}

TEST_F(ExecCheckTest, SeesThroughPathsOfFileTools) {
    std::filesystem::create_directory_symlink(root_ / "bin", root_ / "work/link");
    const std::vector<std::filesystem::path> guarded{root_ / "bin"};

    EXPECT_TRUE(leadsInto("../bin/x", place_, guarded));
    EXPECT_TRUE(leadsInto("link/x", place_, guarded));
    EXPECT_TRUE(leadsInto("~/bin/new/x", place_, guarded));
    EXPECT_TRUE(leadsInto("@../bin/x", place_, guarded));
    EXPECT_FALSE(leadsInto("x", place_, guarded));
    EXPECT_FALSE(leadsInto("../binx", place_, guarded));
}

TEST_F(ExecCheckTest, KeepsThePolicyPrivateAndWhole) {
    const ExecPolicyFile policy(root_ / "state/exec-approvals.json");
    EXPECT_FALSE(policy.read().value().exists);

    ASSERT_TRUE(policy.allow("main", {"/usr/bin/git"}, 5));
    ASSERT_TRUE(policy.write(Json{{"version", 1}, {"socket", {{"path", "p"}, {"token", "secret"}}}}));
    const auto kept = policy.write(Json{{"version", 1}});

    struct stat info {};
    ASSERT_EQ(::stat(policy.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->file["socket"]["token"], "secret");
    EXPECT_EQ(kept->hash.size(), 64U);
    EXPECT_EQ(dumpJson(policy.describe(*kept)).find("secret"), std::string::npos);
    EXPECT_FALSE(policy.write(Json{{"version", 2}}));
    ASSERT_TRUE(writeFileAtomically(policy.path(), "{ nonsense"));
    EXPECT_TRUE(policy.read().error().is(Errc::corrupt));
}

}
}
