// The write tool: a whole file, parent folders included. The file keeps its mode and its links, so the content is
// written in place.
#include "pi/tools/Tool.hpp"

#include <fstream>

namespace openclaw::pi {

namespace {

class WriteTool final : public Tool {
public:
    explicit WriteTool(const ToolServices& services) : services_(services) {
        definition_.name = "write";
        definition_.description =
            "Write a file with the given content. Missing folders are created, an existing file is replaced.";
        definition_.parameters = Json::parse(R"({"type":"object","properties":{
            "path":{"type":"string","description":"The file, absolute or relative to the working directory"},
            "content":{"type":"string","description":"The whole content"}},
            "required":["path","content"]})");
    }

    const llm::ToolDefinition& definition() const override { return definition_; }

    asio::awaitable<ToolOutcome> run(Json arguments, ToolUpdate) override {
        const auto given = findString(arguments, "path");
        const auto content = findString(arguments, "content");
        if (!given || given->empty() || !content)
            co_return ToolOutcome::failure("Invalid arguments for tool \"write\": path and content must be strings");
        const std::filesystem::path path = resolveToolPath(services_, *given);
        std::error_code failure;
        std::filesystem::create_directories(path.parent_path(), failure);
        std::ofstream file(path, std::ios::binary | std::ios::trunc);
        file << *content;
        file.close();
        if (!file)
            co_return ToolOutcome::failure("Cannot write " + path.string() +
                                           (failure ? ": " + failure.message() : std::string()));
        co_return ToolOutcome::text(
            "Successfully wrote " + std::to_string(content->size()) + " bytes to " + *given);
    }

private:
    ToolServices services_;
    llm::ToolDefinition definition_;
};

}

std::unique_ptr<Tool> makeWriteTool(const ToolServices& services) { return std::make_unique<WriteTool>(services); }

}
