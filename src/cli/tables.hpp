#pragma once

#include <string>
#include <vector>

namespace openclaw::cli {

using TableRow = std::vector<std::string>;

/// A table in box-drawing characters; cells longer than `maxCell` characters end in "…". No trailing newline.
std::string renderTable(const TableRow& headers, const std::vector<TableRow>& rows, std::size_t maxCell = 60);

/// `text` cut in the middle to at most `characters`, padded to exactly that many.
std::string fitColumn(const std::string& text, std::size_t characters);

/// "85", "1.2k", "200k", "1.5m".
std::string formatTokens(double tokens);

}
