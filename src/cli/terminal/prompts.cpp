// The questions, drawn anew after every key. Colours are few, and none with NO_COLOR.
#include "cli/terminal/prompts.hpp"

#include "cli/terminal/Terminal.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace openclaw::cli {

namespace {

constexpr std::size_t visibleOptions = 12;

std::string coloured(const char* code, const std::string& text) {
    static const bool isOn = [] {
        const char* off = std::getenv("NO_COLOR");
        return !off || *off == '\0';
    }();
    return isOn ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string accent(const std::string& text) { return coloured("36", text); }
std::string dim(const std::string& text) { return coloured("2", text); }

std::string question(const std::string& title) { return accent("?") + " " + coloured("1", title); }
std::string answered(const std::string& title, const std::string& answer) {
    return coloured("32", "✓") + " " + title + (answer.empty() ? "" : dim(" · ") + accent(answer));
}

Error cancelled(Terminal& terminal, const std::string& title) {
    terminal.settle({coloured("31", "✗") + " " + title});
    return Error(Errc::cancelled, "cancelled");
}

bool endsQuestion(KeyKind kind) { return kind == KeyKind::cancel || kind == KeyKind::end; }

/// The options around the chosen one, as many as fit.
std::vector<std::string> optionLines(const Terminal& terminal,
                                     const std::vector<PromptOption>& options,
                                     std::size_t chosen,
                                     const std::vector<bool>* marks) {
    const std::size_t count = std::min(visibleOptions, options.size());
    const std::size_t first = std::min(chosen >= count / 2 ? chosen - count / 2 : 0, options.size() - count);
    std::vector<std::string> lines;
    for (std::size_t i = first; i < first + count; ++i) {
        const bool isChosen = i == chosen;
        std::string mark;
        if (marks) mark = (*marks)[i] ? "◼ " : "◻ ";
        const std::size_t width = terminal.columns() - 6;
        const std::string label = fitted(mark + options[i].label, width);
        const std::size_t left = width - std::min(width, utf16Length(label));
        const std::string hint =
            options[i].hint.empty() || left < 8 ? "" : fitted("  " + options[i].hint, left);
        const bool hasMore = (i == first && first > 0) || (i + 1 == first + count && i + 1 < options.size());
        const std::string pointer = isChosen ? accent("❯") : hasMore ? dim("·") : " ";
        lines.push_back("  " + pointer + " " + (isChosen ? accent(label) : label) + dim(hint));
    }
    return lines;
}

void move(std::size_t& chosen, std::size_t count, KeyKind kind) {
    if (kind == KeyKind::up) chosen = chosen == 0 ? count - 1 : chosen - 1;
    if (kind == KeyKind::down) chosen = chosen + 1 == count ? 0 : chosen + 1;
}

/// One line of text, shown through `shown`.
Result<std::string> askLine(const std::string& title,
                            const std::string& initial,
                            const AnswerCheck& check,
                            const std::function<std::string(const std::string&)>& shown,
                            const std::string& answerShown) {
    Terminal terminal;
    std::string value;
    std::string problem;
    for (;;) {
        const std::size_t room = terminal.columns() - 4;
        std::string visible = shown(value);
        while (utf16Length(visible) > room) {
            std::size_t first = 0;
            decodeUtf8(visible, first);
            visible.erase(0, first);
        }
        const std::string placeholder = value.empty() && !initial.empty() ? dim(fitted(initial, room)) : "";
        std::vector<std::string> lines = {question(title), "  " + visible + accent("▏") + placeholder};
        if (!problem.empty()) lines.push_back("  " + coloured("33", fitted(problem, room)));
        terminal.draw(lines);
        const Key key = terminal.read();
        if (endsQuestion(key.kind)) return cancelled(terminal, title);
        problem.clear();
        if (key.kind == KeyKind::text) value += key.text;
        if (key.kind == KeyKind::clear) value.clear();
        if (key.kind == KeyKind::backspace && !value.empty()) {
            do {
                const bool isTail = (static_cast<unsigned char>(value.back()) & 0xc0) == 0x80;
                value.pop_back();
                if (!isTail) break;
            } while (!value.empty());
        }
        if (key.kind != KeyKind::enter) continue;
        const std::string answer(trimAscii(value.empty() ? initial : value));
        problem = check ? check(answer) : std::string();
        if (!problem.empty()) continue;
        terminal.settle({answered(title, answerShown.empty() ? answer : answerShown)});
        return answer;
    }
}

}

Result<std::size_t>
askSelect(const std::string& title, const std::vector<PromptOption>& options, std::size_t initial) {
    Terminal terminal;
    std::size_t chosen = initial;
    for (;;) {
        std::vector<std::string> lines = {question(title) + dim("  ↑/↓ Enter")};
        std::ranges::copy(optionLines(terminal, options, chosen, nullptr), std::back_inserter(lines));
        terminal.draw(lines);
        const Key key = terminal.read();
        if (endsQuestion(key.kind)) return cancelled(terminal, title);
        move(chosen, options.size(), key.kind);
        if (key.kind != KeyKind::enter) continue;
        terminal.settle({answered(title, options[chosen].label)});
        return chosen;
    }
}

Result<std::vector<std::size_t>> askMultiselect(const std::string& title,
                                                const std::vector<PromptOption>& options,
                                                std::vector<bool> initial) {
    Terminal terminal;
    std::size_t chosen = 0;
    initial.resize(options.size(), false);
    for (;;) {
        std::vector<std::string> lines = {question(title) + dim("  ↑/↓ Space Enter")};
        std::ranges::copy(optionLines(terminal, options, chosen, &initial), std::back_inserter(lines));
        terminal.draw(lines);
        const Key key = terminal.read();
        if (endsQuestion(key.kind)) return cancelled(terminal, title);
        move(chosen, options.size(), key.kind);
        if (key.kind == KeyKind::text && key.text == " ") initial[chosen] = !initial[chosen];
        if (key.kind != KeyKind::enter) continue;
        std::vector<std::size_t> picked;
        std::vector<std::string> names;
        for (std::size_t i = 0; i < options.size(); ++i) {
            if (!initial[i]) continue;
            picked.push_back(i);
            names.push_back(options[i].label);
        }
        terminal.settle({answered(title, names.empty() ? "none" : join(names, ", "))});
        return picked;
    }
}

Result<bool> askConfirm(const std::string& title, bool initial) {
    Terminal terminal;
    bool isYes = initial;
    for (;;) {
        const std::string yes = isYes ? accent("● Yes") : dim("○ Yes");
        const std::string no = isYes ? dim("○ No") : accent("● No");
        terminal.draw({question(title) + dim("  ←/→ Enter"), "  " + yes + " / " + no});
        const Key key = terminal.read();
        if (endsQuestion(key.kind)) return cancelled(terminal, title);
        const bool isSwitch = key.kind == KeyKind::left || key.kind == KeyKind::right ||
                              key.kind == KeyKind::up || key.kind == KeyKind::down;
        if (isSwitch) isYes = !isYes;
        const std::string letter = key.kind == KeyKind::text ? toLowerAscii(key.text) : std::string();
        if (letter == "y" || letter == "n") isYes = letter == "y";
        if (key.kind != KeyKind::enter && letter != "y" && letter != "n") continue;
        terminal.settle({answered(title, isYes ? "Yes" : "No")});
        return isYes;
    }
}

Result<std::string> askText(const std::string& title, const std::string& initial, const AnswerCheck& check) {
    return askLine(title, initial, check, [](const std::string& value) { return value; }, {});
}

Result<Secret> askSecret(const std::string& title, const AnswerCheck& check) {
    const auto dots = [](const std::string& value) {
        std::string text;
        for (std::size_t i = 0; i < std::min<std::size_t>(utf16Length(value), 24); ++i)
            text += "•";
        return text;
    };
    Result<std::string> answer = askLine(title, {}, check, dots, "••••••");
    if (!answer) return answer.error();
    return Secret(std::move(*answer));
}

void showNote(const std::string& title, const std::vector<std::string>& lines) {
    std::string text = accent("┌ ") + coloured("1", title) + "\n";
    for (const std::string& line : lines)
        text += accent("│ ") + line + "\n";
    fmt::print("{}{}\n", text, accent("└"));
    std::fflush(stdout);
}

void showLine(const std::string& text) {
    fmt::print("{}\n", text);
    std::fflush(stdout);
}

}
