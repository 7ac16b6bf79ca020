#include "openclaw/core/log.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw {

TEST(Log, WritesJsonLinesWithoutSecretsOrControlCharacters) {
    const testing::TempDir dir;
    const std::string path = (dir.path() / "logs" / "a.log").string();
    log::configure({.consoleLevel = log::Level::off, .fileLevel = log::Level::info, .filePath = path});
    const Secret token("sk-very-secret");

    log::info("gateway", "token {} and\x1b[31m red", token.reveal());
    log::debug("gateway", "not written");
    log::flush();
    log::configure({});

    const Json line = parseJson(readFile(path).value()).value();
    EXPECT_EQ(line["1"], "token *** and\\x1b[31m red");
    EXPECT_EQ(line["0"], "{\"subsystem\":\"gateway\"}");
    EXPECT_EQ(line["_meta"]["logLevelName"], "INFO");
}

TEST(Secret, ComparesWholeValues) {
    const Secret secret("abcdef");
    EXPECT_TRUE(secret.matches("abcdef"));
    EXPECT_FALSE(secret.matches("abcde"));
    EXPECT_FALSE(secret.matches("abcdefg"));
    EXPECT_FALSE(Secret().matches(""));
}

}
