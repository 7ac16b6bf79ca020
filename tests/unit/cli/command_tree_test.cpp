// Properties that every command of the program has.
#include "cli/commandTree.hpp"

#include <gtest/gtest.h>

#include <set>

namespace openclaw::cli {
namespace {

void checkCommand(const Command& command, const std::string& path) {
    SCOPED_TRACE(path);
    EXPECT_FALSE(command.summary.empty());
    EXPECT_TRUE(command.action || !command.subcommands.empty());
    std::set<std::string> names;
    for (const Option& option : command.options) {
        EXPECT_TRUE(names.insert(option.name).second) << "--" << option.name << " stands there twice";
        EXPECT_TRUE(option.isHidden || !option.help.empty()) << "--" << option.name;
    }
    for (const Command& subcommand : command.subcommands)
        checkCommand(subcommand, path + " " + subcommand.name);
}

TEST(CommandTree, IsWellFormed) { checkCommand(commandTree(), "openclaw"); }

TEST(CommandTree, GatewayAloneRunsIt) {
    const Command root = commandTree();

    EXPECT_EQ(root.find("gateway")->action, root.find("gateway")->find("run")->action);
}

}
}
