#pragma once

#include "openclaw/core/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// QR codes for terminals and pages.
namespace openclaw::text {

/// The modules of a code, row by row; true = dark.
struct QrCode {
    std::size_t size = 0;
    std::vector<bool> modules;

    bool isDark(std::size_t row, std::size_t column) const { return modules[row * size + column]; }
};

/// Errc::invalidInput when the text is too long for a code.
Result<QrCode> encodeQr(std::string_view text);

/// Two rows of modules per line of half blocks, with the quiet zone that readers need. `onDark` draws the
/// light modules, for terminals with a dark background; otherwise the dark ones.
std::string drawQr(const QrCode& code, bool onDark);

/// A black-and-white PNG, `scale` pixels per module.
std::string qrPng(const QrCode& code, std::size_t scale);

}
