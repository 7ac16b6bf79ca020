// $include: a document made of several files. Objects merge, arrays concatenate, later values win; locations
// travel along so that messages name the file they mean.
#include "config/include.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::config {

namespace {

constexpr std::size_t maxIncludeDepth = 10;
constexpr std::size_t maxIncludedFiles = 100;

std::string_view typeName(const OrderedJson& value) { return value.is_array() ? "object" : value.type_name(); }

void nameFile(Location& location, const std::string& file) {
    location.file = file;
    for (auto& [name, member] : location.members)
        nameFile(member, file);
    for (auto& item : location.items)
        nameFile(item, file);
}

void mergeInto(Document& target, Document source) {
    if (target.value.is_object() && source.value.is_object()) {
        for (auto& member : source.value.items()) {
            Document child{std::move(member.value()), std::move(source.location.members[member.key()])};
            const auto known = target.value.find(member.key());
            if (known == target.value.end()) {
                target.value[member.key()] = std::move(child.value);
                target.location.members[member.key()] = std::move(child.location);
                continue;
            }
            Document merged{std::move(*known), std::move(target.location.members[member.key()])};
            mergeInto(merged, std::move(child));
            *known = std::move(merged.value);
            target.location.members[member.key()] = std::move(merged.location);
        }
        return;
    }
    if (target.value.is_array() && source.value.is_array()) {
        for (auto& item : source.value)
            target.value.push_back(std::move(item));
        std::move(source.location.items.begin(), source.location.items.end(), std::back_inserter(target.location.items));
        return;
    }
    target = std::move(source);
}

class Includer {
public:
    explicit Includer(const std::filesystem::path& root)
        : folder_(std::filesystem::weakly_canonical(root.parent_path())), chain_{root.lexically_normal()} {}

    Result<Document> resolve(Document document, int depth) {
        if (depth > maxJsonDepth)
            return Error(Errc::invalidInput, fmt::format("nested deeper than {} levels", maxJsonDepth));
        if (document.value.is_array())
            return resolveItems(std::move(document), depth);
        if (!document.value.is_object())
            return document;
        return resolveObject(std::move(document), depth);
    }

private:
    Result<Document> resolveItems(Document document, int depth) {
        for (std::size_t i = 0; i < document.value.size(); ++i) {
            Document item{std::move(document.value[i]), std::move(document.location.items[i])};
            auto resolved = resolve(std::move(item), depth + 1);
            if (!resolved)
                return resolved;
            document.value[i] = std::move(resolved->value);
            document.location.items[i] = std::move(resolved->location);
        }
        return document;
    }

    Result<Document> resolveObject(Document document, int depth) {
        std::optional<OrderedJson> directive;
        auto memberLocations = std::move(document.location.members);
        Document siblings{OrderedJson::object(), std::move(document.location)};
        siblings.location.members.clear();
        auto& members = siblings.value.get_ref<OrderedJson::object_t&>();
        for (auto& [key, value] : document.value.get_ref<OrderedJson::object_t&>()) {
            if (key == "$include") {
                directive = std::move(value);
                continue;
            }
            Document child{std::move(value), std::move(memberLocations[key])};
            auto resolved = resolve(std::move(child), depth + 1);
            if (!resolved)
                return resolved;
            members.push_back({key, std::move(resolved->value)});
            siblings.location.members[key] = std::move(resolved->location);
        }
        if (!directive)
            return siblings;
        auto included = readAll(*directive, depth);
        if (!included || members.empty())
            return included;
        if (!included->value.is_object())
            return Error(Errc::invalidInput, "Sibling keys require included content to be an object");
        mergeInto(*included, std::move(siblings));
        return included;
    }

    Result<Document> readAll(const OrderedJson& directive, int depth) {
        if (directive.is_string())
            return readOne(directive.get_ref<const std::string&>(), depth);
        if (!directive.is_array()) {
            return Error(Errc::invalidInput, fmt::format("Invalid $include value: expected string or array of strings, got {}",
                                                         typeName(directive)));
        }
        Document merged{OrderedJson::object(), Location()};
        for (const auto& given : directive) {
            if (!given.is_string())
                return Error(Errc::invalidInput,
                             fmt::format("Invalid $include array item: expected string, got {}", typeName(given)));
            auto one = readOne(given.get_ref<const std::string&>(), depth);
            if (!one)
                return one;
            mergeInto(merged, std::move(*one));
        }
        return merged;
    }

    Result<Document> readOne(const std::string& given, int depth) {
        const std::filesystem::path resolved = (chain_.back().parent_path() / given).lexically_normal();
        if (chain_.size() > maxIncludeDepth)
            return Error(Errc::invalidInput,
                         fmt::format("Maximum include depth ({}) exceeded at: {}", maxIncludeDepth, resolved.string()));
        if (std::find(chain_.begin(), chain_.end(), resolved) != chain_.end()) {
            std::string circle;
            for (const auto& link : chain_)
                circle += link.string() + " -> ";
            return Error(Errc::invalidInput, fmt::format("Circular include detected: {}{}", circle, resolved.string()));
        }
        if (++files_ > maxIncludedFiles)
            return Error(Errc::invalidInput, fmt::format("more than {} included files", maxIncludedFiles));
        if (!isInside(resolved))
            return Error(Errc::invalidInput, fmt::format("Failed to read include file: {} (resolved: {}): it is outside of {}",
                                                         given, resolved.string(), folder_.string()));
        const auto text = readFile(resolved, maxConfigBytes);
        if (!text)
            return Error(Errc::invalidInput, fmt::format("Failed to read include file: {} (resolved: {}): {}", given,
                                                         resolved.string(), text.error().message));
        bytes_ += text->size();
        if (bytes_ > maxConfigBytes)
            return Error(Errc::invalidInput, fmt::format("included files are longer than {} bytes together", maxConfigBytes));
        auto document = parseJson5(*text);
        if (!document)
            return Error(Errc::invalidInput, fmt::format("Failed to parse include file: {} (resolved: {}): {}", given,
                                                         resolved.string(), document.error().message));
        nameFile(document->location, given);
        chain_.push_back(resolved);
        auto result = resolve(std::move(*document), depth);
        chain_.pop_back();
        return result;
    }

    bool isInside(const std::filesystem::path& file) const {
        std::error_code failure;
        const auto real = std::filesystem::weakly_canonical(file, failure);
        if (failure)
            return false;
        const auto relative = real.lexically_relative(folder_);
        return !relative.empty() && *relative.begin() != ".." && !relative.is_absolute();
    }

    std::filesystem::path folder_;
    std::vector<std::filesystem::path> chain_;
    std::size_t files_ = 0;
    std::size_t bytes_ = 0;
};

}

Result<Document> resolveIncludes(Document document, const std::filesystem::path& file) {
    return Includer(file).resolve(std::move(document), 0);
}

}
