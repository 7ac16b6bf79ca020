#pragma once

#include <string>
#include <string_view>

namespace openclaw {

/// `text` as the text of an HTML element: & < > become references.
std::string escapeHtml(std::string_view text);
/// The same for the value of a quoted attribute, where " matters too.
std::string escapeHtmlAttribute(std::string_view text);

}
