#include "openclaw/security/shell_commands.hpp"

#include <gtest/gtest.h>

namespace openclaw::security {
namespace {

using Words = std::vector<std::string>;

std::vector<Words> parts(std::string_view command) {
    const auto split = splitShellCommand(command);
    std::vector<Words> words;
    if (!split) return {{"refused: " + split.error().message}};
    for (const ShellPart& part : *split)
        words.push_back(part.words);
    return words;
}

bool isHarmless(std::string_view command) {
    const auto split = splitShellCommand(command);
    return split && split->size() == 1 && isHarmlessFilter(split->front());
}

TEST(ShellCommands, AreSplitIntoTheirPrograms) {
    EXPECT_EQ(parts("ls"), (std::vector<Words>{{"ls"}}));
    EXPECT_EQ(parts("  ls  -l\t/tmp "), (std::vector<Words>{{"ls", "-l", "/tmp"}}));
    EXPECT_EQ(parts("a && b || c; d | e\nf"), (std::vector<Words>{{"a"}, {"b"}, {"c"}, {"d"}, {"e"}, {"f"}}));
    EXPECT_EQ(parts("\n\nls\n"), (std::vector<Words>{{"ls"}}));
    EXPECT_EQ(parts("a;"), (std::vector<Words>{{"a"}}));
}

TEST(ShellCommands, AreReadAsTheShellReadsWords) {
    EXPECT_EQ(parts("echo 'a b' \"c d\" e\\ f g''h"),
              (std::vector<Words>{{"echo", "a b", "c d", "e f", "gh"}}));
    EXPECT_EQ(parts("echo 'a;b' \"c|d\" \\;"), (std::vector<Words>{{"echo", "a;b", "c|d", ";"}}));
    EXPECT_EQ(parts("echo \"a\\\"b\\\\c\\d\""), (std::vector<Words>{{"echo", "a\"b\\c\\d"}}));
    EXPECT_EQ(parts("echo \"\""), (std::vector<Words>{{"echo", ""}}));
    EXPECT_EQ(parts("echo a#b ~ *.txt"), (std::vector<Words>{{"echo", "a#b", "~", "*.txt"}}));
    EXPECT_EQ(parts("'if' x"), (std::vector<Words>{{"if", "x"}}));
}

TEST(ShellCommands, AreRefusedWhereTheShellDoesMore) {
    for (const char* command : {"ls $HOME",
                                "ls `id`",
                                "ls $(id)",
                                "echo \"$(id)\"",
                                "echo \"`id`\"",
                                "echo \"$x\"",
                                "ls > /etc/x",
                                "cat < /etc/x",
                                "ls 2>&1",
                                "ls & id",
                                "ls &",
                                "ls |& id",
                                "(id)",
                                "{ id; }",
                                "ls {a,b}",
                                "if ls",
                                "! ls",
                                "[[ a ]]",
                                "time ls",
                                "function f",
                                "A=1 ls",
                                "LD_PRELOAD=/x ls",
                                "A=1",
                                "/bin/l* x",
                                "l?",
                                "~/bin/x",
                                "-x",
                                "ls # id",
                                "# id",
                                "ls \\\nid",
                                "ls 'open",
                                "ls \"open",
                                "ls \\",
                                "echo \"a\\\nb\"",
                                "a &&",
                                "a ||",
                                "a |",
                                "&& a",
                                "; a",
                                "a ;; b",
                                "a && && b",
                                "",
                                "   ",
                                "\n",
                                "''",
                                "ls \x01",
                                "ls\r\nid",
                                "echo \"a!b\"",
                                "a=b"})
        EXPECT_FALSE(splitShellCommand(command)) << command;
    EXPECT_FALSE(splitShellCommand(std::string("ls \0id", 6)));
    EXPECT_FALSE(splitShellCommand(std::string(maxJudgedCommandBytes + 1, 'a')));
    std::string many;
    for (std::size_t i = 0; i <= maxJudgedParts; ++i)
        many += "a;";
    EXPECT_FALSE(splitShellCommand(many));
}

TEST(ShellCommands, KnowFiltersThatOnlyReadTheirInput) {
    for (const char* command :
         {"grep -in foo", "head -n 5", "head -5", "tail -c3", "wc -l", "sort -rn -k 2", "sort -t, -k1",
          "uniq -c", "cut -d ' ' -f1", "cut -f1,2", "tr a-z A-Z", "tr -d x", "jq -r .a.b", "/usr/bin/wc"})
        EXPECT_TRUE(isHarmless(command)) << command;
}

TEST(ShellCommands, KnowFiltersThatReadOrWriteMore) {
    for (const char* command : {"grep foo /etc/passwd",
                                "grep -r foo",
                                "grep -f list x",
                                "grep",
                                "grep --file=x y",
                                "grep *",
                                "head x",
                                "head *",
                                "tail -f",
                                "wc /etc/passwd",
                                "sort -o out",
                                "sort --output=out",
                                "sort -T /x",
                                "sort --compress-program=x",
                                "uniq a b",
                                "cut -f1 x",
                                "tr a b c",
                                "jq env",
                                "jq $x",
                                "jq -f x .",
                                "jq .a file",
                                "jq 'import \"a\" as a; .'",
                                "jq",
                                "cat",
                                "sed s/a/b/"})
        EXPECT_FALSE(isHarmless(command)) << command;
}

TEST(ShellCommands, KnowWhatRunsOtherCode) {
    for (const char* name :
         {"bash", "/bin/sh", "python3.11", "/usr/bin/python3", "env", "xargs", "find", "sudo"})
        EXPECT_TRUE(isInterpreter(name)) << name;
    for (const char* name : {"ls", "/usr/bin/rg", "cargo", ""})
        EXPECT_FALSE(isInterpreter(name)) << name;
    for (const char* name : {"eval", "exec", "source", ".", "cd", "hash", "printf", "alias"})
        EXPECT_TRUE(isShellBuiltin(name)) << name;
    EXPECT_FALSE(isShellBuiltin("ls"));
}

TEST(ProgramPatterns, StopAtSlashesUnlessTheySayOtherwise) {
    EXPECT_TRUE(matchesProgramPattern("/usr/bin/git", "/usr/bin/git", ""));
    EXPECT_TRUE(matchesProgramPattern("/usr/bin/git", "/usr/bin/*", ""));
    EXPECT_TRUE(matchesProgramPattern("/usr/bin/git", "/usr/**", ""));
    EXPECT_TRUE(matchesProgramPattern("/usr/bin/git", "/usr/bin/gi?", ""));
    EXPECT_TRUE(matchesProgramPattern("/home/a/bin/x", "~/bin/x", "/home/a"));
    EXPECT_FALSE(matchesProgramPattern("/usr/bin/git", "/usr/*", ""));
    EXPECT_FALSE(matchesProgramPattern("/usr/bin/git", "git", ""));
    EXPECT_FALSE(matchesProgramPattern("/usr/bin/git", "*", ""));
    EXPECT_FALSE(matchesProgramPattern("/usr/bin/git2", "/usr/bin/git", ""));
    EXPECT_FALSE(matchesProgramPattern("/usr/bin/git", "/usr/bin/gi", ""));
    EXPECT_FALSE(matchesProgramPattern("/usr?bin/git", "/usr?bin?git", ""));
    EXPECT_FALSE(matchesProgramPattern("/home/a/bin/x", "~/bin/x", ""));
}

TEST(ProgramPatterns, OfManyStarsCostNoMoreThanOthers) {
    EXPECT_FALSE(matchesProgramPattern("/" + std::string(4000, 'a'), "/**a**a**a**a**a**b", ""));
}

}
}
