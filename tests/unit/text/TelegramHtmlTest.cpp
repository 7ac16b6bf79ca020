#include "openclaw/text/telegram_html.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/text/tables.hpp"
#include "unit/text/hostile_inputs.hpp"

#include <gtest/gtest.h>

namespace openclaw::text {
namespace {

/// True when every tag that opens closes again, innermost first.
bool isBalanced(const std::string& html) {
    std::vector<std::string> open;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        const std::string tag = html.substr(at + 1, html.find('>', at) - at - 1);
        if (!tag.starts_with('/')) {
            open.push_back(tag.substr(0, tag.find(' ')));
            continue;
        }
        if (open.empty() || open.back() != tag.substr(1))
            return false;
        open.pop_back();
    }
    return open.empty();
}

TEST(TelegramHtml, NestsSpansThatCross) {
    EXPECT_EQ(renderTelegramHtml("**[b](http://x) c**"), "<b><a href=\"http://x\">b</a> c</b>");
}

TEST(TelegramHtml, TakesOnlyDoubleTildesAsStrikethrough) {
    EXPECT_EQ(renderTelegramHtml("~5 min ~~gone~~ ~x~"), "~5 min <s>gone</s> ~x~");
}

TEST(TelegramHtml, ShowsRawHtmlEscaped) {
    EXPECT_EQ(renderTelegramHtml("<script>a</script> &lt;"), "&lt;script&gt;a&lt;/script&gt; &lt;");
}

TEST(TelegramHtml, LinksBareUrlsWithoutTheFullStop) {
    EXPECT_EQ(renderTelegramHtml("see https://e.com/a(b)."),
              "see <a href=\"https://e.com/a(b)\">https://e.com/a(b)</a>.");
}

TEST(TelegramHtml, RefusesScriptLinks) {
    EXPECT_EQ(renderTelegramHtml("[x](JavaScript:alert(1))").find("<a"), std::string::npos);
}

TEST(TelegramHtml, RendersNothingForBlankInput) { EXPECT_TRUE(renderTelegramChunks(" \n ", 100).empty()); }

TEST(TelegramHtml, ShowsAWideTableAsTyped) {
    const std::string table =
        "|" + repeat("a|", 4000) + "\n|" + repeat("-|", 4000) + "\n" + repeat("|x|\n", 200000);

    EXPECT_LT(convertTables(table, TableMode::code).size(), 64 * table.size());
}

TEST(TelegramChunks, AreBalancedAndWithinTheLimit) {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        for (const TelegramChunk& chunk : renderTelegramChunks(mixedText(seed, 80), 10 + seed % 50)) {
            EXPECT_TRUE(isBalanced(chunk.html)) << seed << ": " << chunk.html;
            EXPECT_LE(utf16Length(chunk.plainText), 10 + seed % 50) << seed;
        }
    }
}

TEST(TelegramChunks, SurviveHostileInput) {
    for (const std::string& input : hostileInputs(1 << 15)) {
        for (const TelegramChunk& chunk : renderTelegramChunks(input, 4000, TableMode::code))
            EXPECT_TRUE(isBalanced(chunk.html)) << input.substr(0, 20);
        renderSignalText(input);
    }
}

}
}
