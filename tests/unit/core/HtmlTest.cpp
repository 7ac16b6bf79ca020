#include "openclaw/core/html.hpp"

#include <gtest/gtest.h>

namespace openclaw {

TEST(Html, EscapesWhatHasAMeaning) {
    EXPECT_EQ(escapeHtml("a < b && \"c\" > d"), "a &lt; b &amp;&amp; \"c\" &gt; d");
    EXPECT_EQ(escapeHtmlAttribute("<\"&>"), "&lt;&quot;&amp;&gt;");
    EXPECT_EQ(escapeHtml(""), "");
    EXPECT_EQ(escapeHtml("plain"), "plain");
}

}
