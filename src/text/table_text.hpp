#pragma once

#include "text/inline_text.hpp"

namespace openclaw::text {

/// A table while it is read.
struct TableContent {
    std::vector<Fragment> headers;
    std::vector<std::vector<Fragment>> rows;
};

/// Appends the table as "• Header: value" lines, the first cell of a row being its title.
void appendTableAsBullets(Fragment& target, const TableContent& table);
/// Appends the table as padded text in a code block. Padding is left out where it would outgrow the content.
void appendTableAsCode(Fragment& target, const TableContent& table);

}
