// Text tables for people. Widths count code points, which is right for the names and numbers shown here.
#include "cli/tables.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::cli {

namespace {

std::vector<char32_t> codePoints(const std::string& text) {
    std::vector<char32_t> points;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t point = decodeUtf8(text, at);
        points.push_back(point < 0x20 || point == 0x7f ? U' ' : point);   // nothing from a chat steers the terminal
    }
    return points;
}

void appendPoints(std::string& out, const std::vector<char32_t>& points, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
        appendUtf8(out, points[i]);
}

std::string padded(const std::string& text, std::size_t width) {
    std::vector<char32_t> points = codePoints(text);
    std::string out;
    if (points.size() > width) {
        appendPoints(out, points, 0, width - 1);
        return out + "…";
    }
    appendPoints(out, points, 0, points.size());
    return out + std::string(width - points.size(), ' ');
}

std::string border(const std::vector<std::size_t>& widths, const char* left, const char* middle, const char* right) {
    std::string line = left;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (i > 0)
            line += middle;
        for (std::size_t n = 0; n < widths[i] + 2; ++n)
            line += "─";
    }
    return line + right;
}

std::string rowLine(const TableRow& row, const std::vector<std::size_t>& widths) {
    std::string line = "│";
    for (std::size_t i = 0; i < widths.size(); ++i)
        line += " " + padded(i < row.size() ? row[i] : std::string(), widths[i]) + " │";
    return line;
}

}

std::string renderTable(const TableRow& headers, const std::vector<TableRow>& rows, std::size_t maxCell) {
    std::vector<std::size_t> widths(headers.size(), 1);
    const auto widen = [&](const TableRow& row) {
        for (std::size_t i = 0; i < widths.size() && i < row.size(); ++i)
            widths[i] = std::min(maxCell, std::max(widths[i], codePoints(row[i]).size()));
    };
    widen(headers);
    for (const TableRow& row : rows)
        widen(row);
    std::string out = border(widths, "┌", "┬", "┐") + "\n" + rowLine(headers, widths) + "\n" +
                      border(widths, "├", "┼", "┤") + "\n";
    for (const TableRow& row : rows)
        out += rowLine(row, widths) + "\n";
    return out + border(widths, "└", "┴", "┘");
}

std::string fitColumn(const std::string& text, std::size_t characters) {
    const std::vector<char32_t> points = codePoints(text);
    if (points.size() <= characters)
        return padded(text, characters);
    const std::size_t head = (characters - 1) / 2;
    const std::size_t tail = characters - 1 - head;
    std::string out;
    appendPoints(out, points, 0, head);
    out += "…";
    appendPoints(out, points, points.size() - tail, points.size());
    return out;
}

std::string formatTokens(double tokens) {
    if (tokens < 1000)
        return fmt::format("{:.0f}", tokens);
    const bool isMillions = tokens >= 999'500;
    const double scaled = tokens / (isMillions ? 1'000'000.0 : 1000.0);
    const std::string digits = scaled < 10 ? fmt::format("{:.1f}", scaled) : fmt::format("{:.0f}", scaled);
    return (digits.ends_with(".0") ? digits.substr(0, digits.size() - 2) : digits) + (isMillions ? "m" : "k");
}

}
