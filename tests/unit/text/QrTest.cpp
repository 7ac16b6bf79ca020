// QR codes as people and phones see them.
#include "openclaw/text/qr.hpp"

#include "openclaw/core/strings.hpp"

#include <gtest/gtest.h>

namespace openclaw::text {

TEST(Qr, HasTheThreeCorners) {
    const QrCode code = encodeQr("2@reference,key,identity,secret").value();

    ASSERT_GE(code.size, 21u);
    for (const auto& [row, column] :
         {std::pair<std::size_t, std::size_t>(0, 0), {0, code.size - 7}, {code.size - 7, 0}}) {
        EXPECT_TRUE(code.isDark(row, column));
        EXPECT_FALSE(code.isDark(row + 1, column + 1));
        EXPECT_TRUE(code.isDark(row + 3, column + 3));
    }
}

TEST(Qr, DrawsBothWaysForLightAndDarkTerminals) {
    const QrCode code = encodeQr("hello").value();

    const std::string onLight = drawQr(code, false);
    const std::string onDark = drawQr(code, true);

    const auto lines = split(onLight, '\n');
    EXPECT_EQ(lines.size(), (code.size + 4 + 1) / 2 + 1);
    EXPECT_EQ(onLight.substr(0, 4), "    ");
    EXPECT_TRUE(onDark.starts_with("████"));
}

TEST(Qr, MakesAPng) {
    const std::string png = qrPng(encodeQr("hello").value(), 4);

    EXPECT_TRUE(png.starts_with("\x89PNG\r\n\x1a\n"));
    EXPECT_NE(png.find("IHDR"), std::string::npos);
    EXPECT_NE(png.find("IEND"), std::string::npos);
}

TEST(Qr, RefusesWhatDoesNotFit) { EXPECT_FALSE(encodeQr(std::string(5000, 'x'))); }

}
