#include "dispatch/toolLines.hpp"

#include <gtest/gtest.h>

namespace openclaw::dispatch {
namespace {

Json output(const std::string& text) {
    return Json{{"content", Json::array({Json{{"type", "text"}, {"text", text}}})}};
}

TEST(ToolLines, NameTheToolAndWhatItIsAbout) {
    EXPECT_EQ(toolLine("bash", Json{{"command", "ls -la"}}), "🛠️ bash: ls -la");
    EXPECT_EQ(toolLine("read", Json{{"path", "a.txt"}, {"limit", 5}}), "📖 read: a.txt");
    EXPECT_EQ(toolLine("unknown", Json()), "🛠️ unknown");
}

TEST(ToolLines, StayOnOneShortLine) {
    EXPECT_EQ(toolLine("bash", Json{{"command", "cat <<E\nsecret\nE"}}), "🛠️ bash: cat <<E …");
    EXPECT_LT(toolLine("bash", Json{{"command", std::string(5000, 'x')}}).size(), 250U);
}

TEST(ToolLines, QuoteTheBeginningOfAnOutput) {
    EXPECT_EQ(toolOutput(output(" hi ``` there\n")), "```txt\nhi ''' there\n```");
    EXPECT_EQ(toolOutput(output("")), "");
    EXPECT_EQ(toolOutput(Json()), "");
    EXPECT_LT(toolOutput(output(std::string(5000, 'x'))).size(), 900U);
}

}
}
