#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/secret.hpp"

#include <functional>
#include <string>
#include <vector>

/// Questions for a person in a terminal. Each keeps one line on the screen once it is answered.
/// Errc::cancelled after Esc or Ctrl-C, or when the terminal went away; the terminal is as before then, as
/// always.
namespace openclaw::cli {

struct PromptOption {
    std::string label;
    /// A few words behind the label, "" for none.
    std::string hint = {};
};

/// ↑/↓ and Enter. The index of the chosen option.
Result<std::size_t>
askSelect(const std::string& title, const std::vector<PromptOption>& options, std::size_t initial = 0);

/// ↑/↓, Space and Enter. The indices of the chosen options.
Result<std::vector<std::size_t>>
askMultiselect(const std::string& title, const std::vector<PromptOption>& options, std::vector<bool> initial);

/// Yes or no, by ←/→, y or n, and Enter.
Result<bool> askConfirm(const std::string& title, bool initial);

/// Says what is wrong with an answer, "" when it is right.
using AnswerCheck = std::function<std::string(const std::string&)>;

/// One line of text; `initial` is what Enter alone means.
Result<std::string> askText(const std::string& title, const std::string& initial, const AnswerCheck& check);
/// One line that is shown as dots, and not at all once it is given.
Result<Secret> askSecret(const std::string& title, const AnswerCheck& check);

/// A box with a title and a few lines.
void showNote(const std::string& title, const std::vector<std::string>& lines);
/// A line between questions.
void showLine(const std::string& text);

}
