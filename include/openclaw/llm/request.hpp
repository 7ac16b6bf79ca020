#pragma once

#include "openclaw/llm/model.hpp"

namespace openclaw::llm {

struct ToolDefinition {
    std::string name;
    std::string description;
    Json parameters;   // JSON Schema of an object
};

/// What a model is asked. `messages` are in Pi's message shapes (pi-rpc.md section 5), any roles; encodeRequest applies
/// the history rules.
struct Request {
    Model model;
    std::string apiKey;
    std::string systemPrompt;
    std::vector<Json> messages;
    std::vector<ToolDefinition> tools;
    ThinkingLevel thinking = ThinkingLevel::off;
    /// Upper limit of the reply; the model's own limit when unset.
    std::optional<std::int64_t> maxTokens;
    /// Identifies the conversation to the provider's cache.
    std::string sessionId;
    bool longCache = false;
};

struct EncodedRequest {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// The HTTP request (POST) for the model's API. Errc::invalidInput for an API without a wire format.
Result<EncodedRequest> encodeRequest(const Request& request);

}
