// Renders a table as text: bullets for narrow screens, a padded table where code blocks are shown.
#include "text/table_text.hpp"

#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::text {

namespace {

/// Padding beyond this many units in all is not written.
constexpr std::size_t maxPadding = 256 * 1024;

void appendBullet(Fragment& target, const TableContent& table, std::size_t column, const Fragment& value,
                  bool nameColumn) {
    if (value.text.empty())
        return;
    target.append("• ");
    if (column < table.headers.size() && !table.headers[column].text.empty()) {
        target.append(table.headers[column]);
        target.append(": ");
    } else if (nameColumn) {
        target.append(fmt::format("Column {}: ", column));
    }
    target.append(value);
    target.append("\n");
}

void appendTitle(Fragment& target, const Fragment& title) {
    if (title.text.empty())
        return;
    const std::size_t start = target.text.size();
    target.append(title);
    target.addStyle(Style::bold, start);
    target.append("\n");
}

void appendCodeRow(Fragment& target, const std::vector<Fragment>& cells, const std::vector<std::size_t>& widths) {
    target.append("|");
    for (std::size_t column = 0; column < widths.size(); ++column) {
        target.append(" ");
        std::size_t used = 0;
        if (column < cells.size()) {
            target.text += cells[column].text;
            used = cells[column].text.size();
        }
        if (widths[column] > used)
            target.text.append(widths[column] - used, u' ');
        target.append(" |");
    }
    target.append("\n");
}

void appendDivider(Fragment& target, const std::vector<std::size_t>& widths) {
    target.append("|");
    for (const std::size_t width : widths) {
        target.append(" ");
        target.text.append(std::max<std::size_t>(3, width), u'-');
        target.append(" |");
    }
    target.append("\n");
}

}

void appendTableAsBullets(Fragment& target, const TableContent& table) {
    const bool hasTitles = table.headers.size() > 1;
    for (const auto& row : table.rows) {
        if (hasTitles && !row.empty())
            appendTitle(target, row[0]);
        for (std::size_t column = hasTitles ? 1 : 0; column < row.size(); ++column)
            appendBullet(target, table, column, row[column], hasTitles);
        target.append("\n");
    }
}

void appendTableAsCode(Fragment& target, const TableContent& table) {
    std::vector<std::size_t> widths;
    const auto measure = [&](const std::vector<Fragment>& cells) {
        widths.resize(std::max(widths.size(), cells.size()));
        for (std::size_t column = 0; column < cells.size(); ++column)
            widths[column] = std::max(widths[column], cells[column].text.size());
    };
    measure(table.headers);
    std::for_each(table.rows.begin(), table.rows.end(), measure);
    if (widths.empty())
        return;
    std::size_t rowWidth = 0;
    for (const std::size_t width : widths)
        rowWidth += width;
    if (rowWidth * (table.rows.size() + 1) > maxPadding)
        std::fill(widths.begin(), widths.end(), 0);

    const std::size_t start = target.text.size();
    appendCodeRow(target, table.headers, widths);
    appendDivider(target, widths);
    for (const auto& row : table.rows)
        appendCodeRow(target, row, widths);
    target.addStyle(Style::codeBlock, start);
}

}
