// The agent's end of the gateway's tool socket.
#include "pi/GatewayTools.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"

namespace openclaw::pi {

namespace {

constexpr std::size_t maxListBytes = 4 * 1024 * 1024;
constexpr std::size_t maxReplyLineBytes = 16 * 1024 * 1024;
/// People may take their time; the gateway ends every wait by itself.
constexpr std::chrono::hours decisionPatience{24};

class GatewayTool final : public Tool {
public:
    GatewayTool(GatewayTools& gateway, llm::ToolDefinition definition)
        : gateway_(gateway), definition_(std::move(definition)) {}

    const llm::ToolDefinition& definition() const override { return definition_; }
    asio::awaitable<ToolOutcome> run(Json arguments, ToolUpdate update) override {
        ToolOutcome outcome =
            co_await gateway_.call(definition_.name, std::move(arguments), std::move(update));
        co_return outcome;
    }

private:
    GatewayTools& gateway_;
    llm::ToolDefinition definition_;
};

class GuardedTool final : public Tool {
public:
    GuardedTool(GatewayTools& gateway, std::unique_ptr<Tool> tool)
        : gateway_(gateway), tool_(std::move(tool)) {}

    const llm::ToolDefinition& definition() const override { return tool_->definition(); }
    asio::awaitable<ToolOutcome> run(Json arguments, ToolUpdate update) override {
        Json asked = arguments;
        const std::string refusal = co_await gateway_.refusalOf(tool_->definition().name, std::move(asked));
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return ToolOutcome::failure("Operation aborted");
        if (!refusal.empty()) co_return ToolOutcome::failure(refusal);
        ToolOutcome outcome = co_await tool_->run(std::move(arguments), std::move(update));
        co_return outcome;
    }

private:
    GatewayTools& gateway_;
    std::unique_ptr<Tool> tool_;
};

ToolOutcome toOutcome(const Json& line) {
    const Json* result = findMember(line, "result");
    if (!result || !result->is_object())
        return ToolOutcome::failure(stringOr(line, "error", "the gateway gave no result"));
    ToolOutcome outcome;
    if (const Json* content = findMember(*result, "content"); content && content->is_array())
        outcome.content = *content;
    if (const Json* details = findMember(*result, "details")) outcome.details = *details;
    return outcome;
}

}

Json parseReplyLine(std::string_view line) {
    const Result<Json> json = parseJson(line);
    return json && json->is_object() ? *json : Json();
}

net::HttpClientRequest GatewayTools::request(std::string method, std::string path, const Json& body) const {
    net::HttpClientRequest request;
    request.method = std::move(method);
    request.url = "http://gateway" + path;
    request.headers.set("Authorization", "Bearer " + token_);
    request.headerTimeout = decisionPatience;
    request.idleTimeout = decisionPatience;
    if (!body.is_null()) {
        request.headers.set("Content-Type", "application/json");
        request.body = dumpJson(body);
    }
    return request;
}

asio::awaitable<Result<void>> GatewayTools::open(std::filesystem::path file) {
    const Result<std::string> text = readFile(file);
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    if (!text) co_return text.error();
    const Result<Json> door = parseJson(*text);
    if (!door) co_return door.error();
    http_ = dial_(stringOr(*door, "socket"));
    token_ = stringOr(*door, "token");
    net::HttpClientRequest list = request("GET", "/tools", Json());
    Result<net::HttpResponse> answer = co_await http_->fetch(std::move(list), maxListBytes);
    if (!answer) co_return answer.error();
    const Result<Json> body = parseJson(answer->body);
    const Json* tools = body ? findMember(*body, "tools") : nullptr;
    if (answer->status != 200 || !tools || !tools->is_array())
        co_return Error(Errc::refused, "the gateway did not tell its tools");
    for (const Json& tool : *tools) {
        llm::ToolDefinition definition;
        definition.name = stringOr(tool, "name");
        definition.description = stringOr(tool, "description");
        if (const Json* parameters = findMember(tool, "parameters")) definition.parameters = *parameters;
        if (!definition.name.empty()) definitions_.push_back(std::move(definition));
    }
    co_return Result<void>();
}

std::vector<std::unique_ptr<Tool>> GatewayTools::makeTools() {
    std::vector<std::unique_ptr<Tool>> tools;
    for (const llm::ToolDefinition& definition : definitions_)
        tools.push_back(std::make_unique<GatewayTool>(*this, definition));
    return tools;
}

std::unique_ptr<Tool> GatewayTools::guard(std::unique_ptr<Tool> tool) {
    return std::make_unique<GuardedTool>(*this, std::move(tool));
}

asio::awaitable<ToolOutcome> GatewayTools::call(std::string name, Json arguments, ToolUpdate update) {
    Json body = {{"tool", std::move(name)}, {"args", std::move(arguments)}};
    net::HttpClientRequest call = request("POST", "/call", body);
    Result<std::unique_ptr<net::HttpResponseStream>> stream = co_await http_->open(std::move(call));
    if (!stream) co_return ToolOutcome::failure("The gateway cannot be reached: " + stream.error().message);
    const bool isFine = (*stream)->status() == 200;
    Json last;
    std::string refusal;
    process::LineSplitter lines(maxReplyLineBytes);
    for (;;) {
        const Result<std::string> piece = co_await (*stream)->readSome();
        if (!piece) co_return ToolOutcome::failure("The gateway broke off: " + piece.error().message);
        if (piece->empty()) break;
        if (!isFine) {
            refusal = std::string(utf8Prefix(refusal + *piece, 1000));
            continue;
        }
        lines.push(*piece);
        while (const std::optional<std::string> line = lines.next()) {
            Json parsed = parseReplyLine(*line);
            const Json* progress = findMember(parsed, "update");
            if (progress && update) {
                Json content = Json::array();
                content.push_back(
                    Json{{"type", "text"},
                         {"text", progress->is_string() ? *progress : Json(dumpJson(*progress))}});
                update(Json{{"content", std::move(content)}, {"details", Json::object()}});
            }
            if (!progress && !parsed.is_null()) last = std::move(parsed);
        }
    }
    if (!isFine) co_return ToolOutcome::failure("The gateway refused: " + refusal);
    co_return toOutcome(last);
}

asio::awaitable<std::string> GatewayTools::refusalOf(std::string name, Json arguments) {
    Json body = {{"tool", std::move(name)}, {"args", std::move(arguments)}};
    net::HttpClientRequest question = request("POST", "/approve", body);
    const Result<net::HttpResponse> answer = co_await http_->fetch(std::move(question), maxListBytes);
    if (!answer) co_return "the gateway could not be asked: " + answer.error().message;
    const Result<Json> verdict = parseJson(answer->body);
    if (answer->status != 200 || !verdict) co_return std::string("the gateway refused");
    if (findBool(*verdict, "allow").value_or(false)) co_return std::string();
    co_return stringOr(*verdict, "reason", "not allowed");
}

}
