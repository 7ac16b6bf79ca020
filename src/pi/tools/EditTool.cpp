// The edit tool: reads, replaces, writes back in place. Both argument forms are accepted: one oldText/newText pair and
// the newer list of edits.
#include "pi/tools/Tool.hpp"
#include "pi/tools/edit.hpp"

#include "openclaw/core/files.hpp"

#include <fstream>

namespace openclaw::pi {

namespace {

constexpr std::size_t maxEditBytes = 64 * 1024 * 1024;
constexpr std::size_t maxEdits = 1000;

class EditTool final : public Tool {
public:
    explicit EditTool(const ToolServices& services) : services_(services) {
        definition_.name = "edit";
        definition_.description =
            "Edit one file by replacing texts. Every oldText must occur exactly once in the file and must not overlap "
            "another one; all of them refer to the file as it was before the call.";
        definition_.parameters = Json::parse(R"({"type":"object","properties":{
            "path":{"type":"string","description":"The file, absolute or relative to the working directory"},
            "edits":{"type":"array","description":"The replacements","items":{"type":"object","properties":{
                "oldText":{"type":"string","description":"Text to replace, exactly as it is in the file"},
                "newText":{"type":"string","description":"What to put in its place"}},
                "required":["oldText","newText"]}}},
            "required":["path","edits"]})");
    }

    const llm::ToolDefinition& definition() const override { return definition_; }

    asio::awaitable<ToolOutcome> run(Json arguments, ToolUpdate) override {
        const auto given = findString(arguments, "path");
        const std::optional<std::vector<Replacement>> replacements = readReplacements(arguments);
        if (!given || given->empty() || !replacements)
            co_return ToolOutcome::failure(
                "Invalid arguments for tool \"edit\": path and edits [{oldText, newText}] are required");
        const std::filesystem::path path = resolveToolPath(services_, *given);
        const Result<std::string> content = readFile(path, maxEditBytes);
        if (!content)
            co_return ToolOutcome::failure(content.error().is(Errc::notFound)
                                               ? "File not found: " + *given
                                               : "Cannot read " + *given + ": " + content.error().message);
        const Result<EditResult> edited = applyEdits(*content, *replacements, *given);
        if (!edited)
            co_return ToolOutcome::failure(edited.error().message);
        std::ofstream file(path, std::ios::binary | std::ios::trunc);
        file << edited->content;
        file.close();
        if (!file)
            co_return ToolOutcome::failure("Cannot write " + *given);
        ToolOutcome outcome = ToolOutcome::text(
            "Successfully replaced " + std::to_string(replacements->size()) + " block(s) in " + *given + ".");
        outcome.details = Json{{"diff", edited->diff}, {"firstChangedLine", edited->firstChangedLine}};
        co_return outcome;
    }

private:
    static std::optional<Replacement> readReplacement(const Json& entry) {
        const auto oldText = findString(entry, "oldText");
        const auto newText = findString(entry, "newText");
        if (!oldText || !newText)
            return std::nullopt;
        return Replacement{*oldText, *newText};
    }

    static std::optional<std::vector<Replacement>> readReplacements(const Json& arguments) {
        std::vector<Replacement> out;
        const Json* edits = findMember(arguments, "edits");
        Json parsed;
        // Some models send the list as a JSON string.
        if (edits && edits->is_string()) {
            if (Result<Json> list = parseJson(edits->get_ref<const std::string&>())) {
                parsed = std::move(*list);
                edits = &parsed;
            }
        }
        if (edits && edits->is_array()) {
            if (edits->size() > maxEdits)
                return std::nullopt;
            for (const Json& entry : *edits) {
                auto replacement = readReplacement(entry);
                if (!replacement)
                    return std::nullopt;
                out.push_back(std::move(*replacement));
            }
        }
        if (auto single = readReplacement(arguments))
            out.push_back(std::move(*single));
        if (out.empty())
            return std::nullopt;
        return out;
    }

    ToolServices services_;
    llm::ToolDefinition definition_;
};

}

std::unique_ptr<Tool> makeEditTool(const ToolServices& services) { return std::make_unique<EditTool>(services); }

}
