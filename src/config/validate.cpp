// Checks values against the key table. Wrong values are errors in the words people know from OpenClaw; unknown
// keys are warnings with a suggestion, because a newer or older file must not keep the gateway from starting.
#include "config/checks.hpp"
#include "config/schema.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <regex>

namespace openclaw::config {

namespace {

using Path = Reporter::Path;
using Kind = Type::Kind;

/// Remarks about one alternative of a union; reported only if that alternative is the one that counts.
struct Remark {
    Path path;
    std::string message;
    bool isError = true;
};
using Remarks = std::vector<Remark>;

/// Patterns are matched on short values only: std::regex recurses once per character.
constexpr std::size_t maxPatternInput = 256;

std::string_view nameOf(const Json& value) {
    switch (value.type()) {
    case Json::value_t::null: return "null";
    case Json::value_t::boolean: return "boolean";
    case Json::value_t::string: return "string";
    case Json::value_t::array: return "array";
    case Json::value_t::object: return "object";
    case Json::value_t::number_float: return std::isnan(value.get<double>()) ? "NaN" : "number";
    default: return "number";
    }
}

std::string_view nameOf(Kind kind) {
    switch (kind) {
    case Kind::any: return "any";
    case Kind::string:
    case Kind::literal:
    case Kind::enumeration: return "string";
    case Kind::boolean: return "boolean";
    case Kind::integer:
    case Kind::number: return "number";
    case Kind::array: return "array";
    case Kind::map: return "record";
    case Kind::object: return "object";
    }
    return "any";
}

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

std::string suggestionFor(std::string_view unknown, const Shape& shape) {
    if (unknown.size() > 64)
        return {};
    const std::string lower = toLowerAscii(unknown);
    std::string_view best;
    // Two mistakes are believable in a word of four letters, not in one of three.
    std::size_t bestDistance = (unknown.size() < 4 ? 1 : std::max<std::size_t>(2, unknown.size() / 3)) + 1;
    for (const auto& key : shape.keys) {
        const std::size_t distance = editDistance(lower, toLowerAscii(key.name));
        if (distance < bestDistance) {
            best = key.name;
            bestDistance = distance;
        }
    }
    return best.empty() ? std::string() : fmt::format(" (did you mean \"{}\"?)", best);
}

class Checker {
public:
    explicit Checker(Path path) : path_(std::move(path)) {}

    void checkShape(const Json& object, const Shape& shape, Remarks& remarks) {
        for (const auto& key : shape.keys) {
            const Json* value = findMember(object, key.name);
            path_.emplace_back(key.name);
            if (value)
                checkAlternatives(*value, key.types, remarks);
            else if (key.isRequired)
                fail(remarks, fmt::format("Invalid input: expected {}, received undefined", nameOf(key.types.front().kind)));
            path_.pop_back();
        }
        for (const auto& member : object.items()) {
            const Key* key = shape.find(member.key());
            path_.push_back(member.key());
            if (!key)
                remarks.push_back(Remark{path_,
                                         fmt::format("Unrecognized key: {}{}", quoteJson(member.key()),
                                                     suggestionFor(member.key(), shape)),
                                         false});
            else if (key == shape.others.get())
                checkAlternatives(member.value(), key->types, remarks);
            path_.pop_back();
        }
    }

private:
    void fail(Remarks& remarks, std::string message) { remarks.push_back(Remark{path_, std::move(message), true}); }

    static bool hasError(const Remarks& remarks) {
        return std::any_of(remarks.begin(), remarks.end(), [](const Remark& remark) { return remark.isError; });
    }

    void checkAlternatives(const Json& value, const std::vector<Type>& types, Remarks& remarks) {
        if (types.size() == 1) {
            check(value, types.front(), remarks);
            return;
        }
        for (const auto& type : types) {
            Remarks own;
            check(value, type, own);
            if (hasError(own))
                continue;
            std::move(own.begin(), own.end(), std::back_inserter(remarks));
            return;
        }
        fail(remarks, "Invalid input");
    }

    void expect(const Type& type, const Json& value, Remarks& remarks) {
        fail(remarks, fmt::format("Invalid input: expected {}, received {}", nameOf(type.kind), nameOf(value)));
    }

    void check(const Json& value, const Type& type, Remarks& remarks) {
        switch (type.kind) {
        case Kind::any: return;
        case Kind::boolean:
            if (!value.is_boolean())
                expect(type, value, remarks);
            return;
        case Kind::string: checkString(value, type, remarks); return;
        case Kind::literal:
        case Kind::enumeration: checkWord(value, type, remarks); return;
        case Kind::integer:
        case Kind::number: checkNumber(value, type, remarks); return;
        case Kind::array: checkArray(value, type, remarks); return;
        case Kind::map: checkMap(value, type, remarks); return;
        case Kind::object:
            if (!value.is_object())
                expect(type, value, remarks);
            else if (type.shape)
                checkShape(value, *type.shape, remarks);
            return;
        }
    }

    void checkString(const Json& value, const Type& type, Remarks& remarks) {
        if (!value.is_string()) {
            expect(type, value, remarks);
            return;
        }
        const auto& text = value.get_ref<const std::string&>();
        const std::size_t length = utf16Length(text);
        if (type.minLength && length < *type.minLength)
            fail(remarks, fmt::format("Too small: expected string to have >={} characters", *type.minLength));
        if (type.maxLength && length > *type.maxLength)
            fail(remarks, fmt::format("Too big: expected string to have <={} characters", *type.maxLength));
        if (type.pattern.empty())
            return;
        const bool matches =
            text.size() <= maxPatternInput &&
            std::regex_search(text, std::regex(std::string(type.pattern), std::regex::ECMAScript));
        if (!matches)
            fail(remarks, fmt::format("Invalid string: must match pattern /{}/", type.pattern));
    }

    void checkWord(const Json& value, const Type& type, Remarks& remarks) {
        const bool known = value.is_string() && std::find(type.words.begin(), type.words.end(),
                                                          value.get_ref<const std::string&>()) != type.words.end();
        if (known)
            return;
        std::vector<std::string> quoted;
        for (const auto word : type.words)
            quoted.push_back(fmt::format("\"{}\"", word));
        if (type.kind == Kind::literal)
            fail(remarks, fmt::format("Invalid input: expected {}", quoted.front()));
        else
            fail(remarks, fmt::format("Invalid option: expected one of {}", join(quoted, "|")));
    }

    void checkNumber(const Json& value, const Type& type, Remarks& remarks) {
        if (!value.is_number() || (value.is_number_float() && std::isnan(value.get<double>()))) {
            expect(type, value, remarks);
            return;
        }
        const double number = value.get<double>();
        if (type.kind == Kind::integer && number != std::floor(number))
            fail(remarks, "Invalid input: expected int, received number");
        else if (type.kind == Kind::integer && std::abs(number) > 9007199254740991.0)
            fail(remarks, "Too big: expected int to be <=9007199254740991");
        else if (type.above && number <= *type.above)
            fail(remarks, fmt::format("Too small: expected number to be >{}", *type.above));
        else if (type.minimum && number < *type.minimum)
            fail(remarks, fmt::format("Too small: expected number to be >={}", *type.minimum));
        else if (type.maximum && number > *type.maximum)
            fail(remarks, fmt::format("Too big: expected number to be <={}", *type.maximum));
    }

    void checkArray(const Json& value, const Type& type, Remarks& remarks) {
        if (!value.is_array()) {
            expect(type, value, remarks);
            return;
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            path_.push_back(std::to_string(i));
            checkAlternatives(value[i], type.element, remarks);
            path_.pop_back();
        }
    }

    void checkMap(const Json& value, const Type& type, Remarks& remarks) {
        if (!value.is_object()) {
            expect(type, value, remarks);
            return;
        }
        for (const auto& member : value.items()) {
            path_.push_back(member.key());
            checkAlternatives(member.value(), type.element, remarks);
            path_.pop_back();
        }
    }

    Path path_;
};

}

Issue Reporter::makeIssue(const Path& path, std::string message) const {
    const Location& place = location_.closest(path);
    Issue issue;
    issue.path = join(path, ".");
    issue.message = std::move(message);
    issue.line = place.line;
    issue.column = place.column;
    issue.file = place.file;
    return issue;
}

void Reporter::error(const Path& path, std::string message) {
    findings_.errors.push_back(makeIssue(path, std::move(message)));
}

void Reporter::warn(const Path& path, std::string message) {
    findings_.warnings.push_back(makeIssue(path, std::move(message)));
}

void Reporter::legacy(const Path& path, std::string message) {
    findings_.legacy.push_back(makeIssue(path, message));
    findings_.errors.push_back(makeIssue(path, std::move(message)));
}

void checkTypes(const Json& config, Reporter& report) {
    if (!config.is_object()) {
        report.error({}, fmt::format("Invalid input: expected object, received {}", nameOf(config)));
        return;
    }
    Remarks remarks;
    Checker({}).checkShape(config, rootShape(), remarks);
    for (auto& remark : remarks) {
        if (remark.isError)
            report.error(remark.path, std::move(remark.message));
        else
            report.warn(remark.path, std::move(remark.message));
    }
}

std::string describeIssue(const Issue& issue) {
    std::string text = fmt::format("{}: {}", issue.path.empty() ? "<root>" : issue.path, issue.message);
    if (issue.line > 0)
        text += issue.file.empty() ? fmt::format(" (line {})", issue.line) : fmt::format(" ({} line {})", issue.file, issue.line);
    return text;
}

Findings validate(const Json& config, const Location& location, const Environment& environment) {
    Findings findings;
    Reporter report(findings, location);
    checkLegacyKeys(config, report);
    if (!report.hasErrors())
        checkTypes(config, report);
    if (!report.hasErrors())
        checkRules(config, report);
    if (!report.hasErrors())
        checkReferences(config, environment, report);
    return findings;
}

}
