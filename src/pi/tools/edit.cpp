// Exact replacements with a tolerant second look. Tolerant matching compares a folded copy of the text and keeps, for
// each folded byte, where it came from, so that the original around a match stays untouched.
#include "pi/tools/edit.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::pi {

namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t contextLines = 4;
constexpr std::size_t maxDiffBytes = 64 * 1024;

/// Text with the differences folded away that people and models do not see.
struct Folded {
    std::string text;
    /// For each byte of `text`, the offset of its origin; one more for the end.
    std::vector<std::size_t> origin;
};

std::string_view foldCharacter(char32_t c) {
    switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201a:
    case 0x201b:
        return "'";
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x201f:
        return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return "-";
    case 0x00a0:
    case 0x202f:
    case 0x205f:
    case 0x3000:
        return " ";
    default:
        return c >= 0x2002 && c <= 0x200a ? std::string_view(" ") : std::string_view();
    }
}

Folded fold(const std::string& text) {
    Folded out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t start = at;
        const char32_t c = decodeUtf8(text, at);
        if (c == '\n') {
            while (!out.text.empty() && (out.text.back() == ' ' || out.text.back() == '\t')) {
                out.text.pop_back();
                out.origin.pop_back();
            }
        }
        const std::string_view replacement = foldCharacter(c);
        const std::string_view piece =
            replacement.empty() ? std::string_view(text).substr(start, at - start) : replacement;
        for (std::size_t i = 0; i < piece.size(); ++i) {
            out.text += piece[i];
            out.origin.push_back(start + (replacement.empty() ? i : 0));
        }
    }
    while (!out.text.empty() && (out.text.back() == ' ' || out.text.back() == '\t')) {
        out.text.pop_back();
        out.origin.pop_back();
    }
    out.origin.push_back(text.size());
    return out;
}

struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
    const Replacement* replacement = nullptr;
};

/// Counts occurrences up to two; `at` is the first.
int countUpToTwo(std::string_view text, std::string_view wanted, std::size_t& at) {
    at = text.find(wanted);
    if (at == std::string_view::npos)
        return 0;
    return text.find(wanted, at + 1) == std::string_view::npos ? 1 : 2;
}

std::string which(std::size_t index, std::size_t count) {
    return count > 1 ? "edits[" + std::to_string(index) + "]: " : std::string();
}

class Editor {
public:
    Editor(std::string text, const std::vector<Replacement>& replacements, const std::string& name)
        : text_(std::move(text)), replacements_(replacements), name_(name) {}

    Result<std::vector<Match>> findAll() {
        std::vector<Match> matches;
        for (std::size_t i = 0; i < replacements_.size(); ++i) {
            Result<Match> match = findOne(i);
            if (!match)
                return match.error();
            matches.push_back(*match);
        }
        std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.begin < b.begin; });
        for (std::size_t i = 1; i < matches.size(); ++i) {
            if (matches[i].begin < matches[i - 1].end)
                return Error(Errc::invalidInput,
                    "Two edits overlap in " + name_ + ". Merge them into one edit or choose separate texts.");
        }
        return matches;
    }

private:
    Result<Match> findOne(std::size_t index) {
        const Replacement& wanted = replacements_[index];
        const std::string prefix = which(index, replacements_.size());
        if (wanted.oldText.empty())
            return Error(Errc::invalidInput, prefix + "oldText must not be empty in " + name_ + ".");
        Match match;
        match.replacement = &wanted;
        std::size_t at = 0;
        int found = countUpToTwo(text_, wanted.oldText, at);
        match.begin = at;
        match.end = at + wanted.oldText.size();
        if (found == 0) {
            if (folded_.origin.empty())
                folded_ = fold(text_);
            const std::string pattern = fold(wanted.oldText).text;
            found = pattern.empty() ? 0 : countUpToTwo(folded_.text, pattern, at);
            if (found > 0) {
                match.begin = folded_.origin[at];
                match.end = folded_.origin[at + pattern.size()];
            }
        }
        if (found == 0)
            return Error(Errc::invalidInput, prefix + "Could not find the exact text in " + name_ +
                                                 ". The old text must match exactly including all whitespace and newlines.");
        if (found > 1)
            return Error(Errc::invalidInput, prefix + "Found several occurrences of the text in " + name_ +
                                                 ". The text must be unique. Please provide more context to make it unique.");
        return match;
    }

    std::string text_;
    const std::vector<Replacement>& replacements_;
    const std::string& name_;
    Folded folded_;
};

/// The difference between two texts as the one changed region between their common first and last lines.
void describeChange(const std::string& before, const std::string& after, EditResult& result) {
    const std::vector<std::string_view> oldLines = split(before, '\n');
    const std::vector<std::string_view> newLines = split(after, '\n');
    const std::size_t shared = std::min(oldLines.size(), newLines.size());
    std::size_t head = 0;
    while (head < shared && oldLines[head] == newLines[head])
        ++head;
    std::size_t tail = 0;
    while (tail < shared - head && oldLines[oldLines.size() - 1 - tail] == newLines[newLines.size() - 1 - tail])
        ++tail;
    result.firstChangedLine = head + 1;
    const auto add = [&](char mark, std::size_t number, std::string_view line) {
        if (result.diff.size() > maxDiffBytes)
            return;
        if (!result.diff.empty())
            result.diff += '\n';
        result.diff += mark;
        result.diff += std::to_string(number) + ' ';
        result.diff += line;
    };
    for (std::size_t i = head > contextLines ? head - contextLines : 0; i < head; ++i)
        add(' ', i + 1, oldLines[i]);
    for (std::size_t i = head; i < oldLines.size() - tail; ++i)
        add('-', i + 1, oldLines[i]);
    for (std::size_t i = head; i < newLines.size() - tail; ++i)
        add('+', i + 1, newLines[i]);
    const std::size_t end = std::min(oldLines.size(), oldLines.size() - tail + contextLines);
    for (std::size_t i = oldLines.size() - tail; i < end; ++i) {
        if (i + 1 < oldLines.size() || !oldLines[i].empty())
            add(' ', i + 1 + newLines.size() - oldLines.size(), oldLines[i]);
    }
}

}

Result<EditResult> applyEdits(
    const std::string& content, const std::vector<Replacement>& replacements, const std::string& name) {
    const bool hasMark = content.starts_with(byteOrderMark);
    std::string text = hasMark ? content.substr(byteOrderMark.size()) : content;
    const std::size_t firstLine = text.find('\n');
    const bool usesCrLf = firstLine != std::string::npos && firstLine > 0 && text[firstLine - 1] == '\r';
    if (usesCrLf)
        text = replaceAll(std::move(text), "\r\n", "\n");
    std::vector<Replacement> plain;
    for (const Replacement& replacement : replacements) {
        Replacement copy;
        copy.oldText = replaceAll(replacement.oldText, "\r\n", "\n");
        copy.newText = replaceAll(replacement.newText, "\r\n", "\n");
        plain.push_back(std::move(copy));
    }

    const Result<std::vector<Match>> matches = Editor(text, plain, name).findAll();
    if (!matches)
        return matches.error();
    std::string edited;
    std::size_t from = 0;
    for (const Match& match : *matches) {
        edited.append(text, from, match.begin - from);
        edited += match.replacement->newText;
        from = match.end;
    }
    edited.append(text, from, std::string::npos);
    if (edited == text)
        return Error(Errc::invalidInput, "No changes made to " + name + ". The replacement is identical to the old text.");

    EditResult result;
    describeChange(text, edited, result);
    result.content = usesCrLf ? replaceAll(std::move(edited), "\n", "\r\n") : std::move(edited);
    if (hasMark)
        result.content.insert(0, byteOrderMark);
    return result;
}

}
