// Event lines, put together from ready JSON texts.
#include "pi/events.hpp"

namespace openclaw::pi::events {

namespace {

std::string_view nameOf(llm::StreamEventKind kind) {
    switch (kind) {
    case llm::StreamEventKind::textStart:
        return "text_start";
    case llm::StreamEventKind::textDelta:
        return "text_delta";
    case llm::StreamEventKind::textEnd:
        return "text_end";
    case llm::StreamEventKind::thinkingStart:
        return "thinking_start";
    case llm::StreamEventKind::thinkingDelta:
        return "thinking_delta";
    case llm::StreamEventKind::thinkingEnd:
        return "thinking_end";
    case llm::StreamEventKind::toolCallStart:
        return "toolcall_start";
    case llm::StreamEventKind::toolCallDelta:
        return "toolcall_delta";
    case llm::StreamEventKind::toolCallEnd:
        return "toolcall_end";
    }
    return "unknown";
}

std::string list(const std::vector<std::string>& texts) {
    std::string out = "[";
    for (const std::string& text : texts) {
        if (out.size() > 1)
            out += ',';
        out += text;
    }
    return out + "]";
}

}

std::string plain(std::string_view type) { return "{\"type\":\"" + std::string(type) + "\"}"; }

std::string message(std::string_view type, std::string_view messageText) {
    std::string line = "{\"type\":\"";
    line += type;
    line += "\",\"message\":";
    line += messageText;
    line += '}';
    return line;
}

std::string messageUpdate(const llm::StreamEvent& event, const llm::Reply& reply, std::string_view usageText) {
    std::string line = "{\"type\":\"message_update\",\"usage\":";
    line += usageText;
    line += ",\"assistantMessageEvent\":{\"type\":\"";
    line += nameOf(event.kind);
    line += "\",\"contentIndex\":";
    line += std::to_string(event.contentIndex);
    const llm::Block& block = reply.blocks[event.contentIndex];
    switch (event.kind) {
    case llm::StreamEventKind::textDelta:
    case llm::StreamEventKind::thinkingDelta:
    case llm::StreamEventKind::toolCallDelta:
        line += ",\"delta\":" + quoteJson(event.delta);
        break;
    case llm::StreamEventKind::textEnd:
    case llm::StreamEventKind::thinkingEnd:
        line += ",\"content\":" + quoteJson(block.text);
        break;
    case llm::StreamEventKind::toolCallStart:
        line += ",\"id\":" + quoteJson(block.id) + ",\"toolName\":" + quoteJson(block.name);
        break;
    case llm::StreamEventKind::toolCallEnd:
        line += ",\"toolCall\":{\"type\":\"toolCall\",\"id\":" + quoteJson(block.id) + ",\"name\":" +
                quoteJson(block.name) + ",\"arguments\":" + dumpJson(block.arguments) + "}";
        break;
    case llm::StreamEventKind::textStart:
    case llm::StreamEventKind::thinkingStart:
        break;
    }
    line += "}}";
    return line;
}

std::string turnEnd(std::string_view messageText, const std::vector<std::string>& toolResultTexts) {
    return "{\"type\":\"turn_end\",\"message\":" + std::string(messageText) + ",\"toolResults\":" + list(toolResultTexts) +
           "}";
}

std::string agentEnd(const std::vector<std::string>& messageTexts, bool willRetry) {
    return "{\"type\":\"agent_end\",\"messages\":" + list(messageTexts) + ",\"willRetry\":" +
           (willRetry ? "true}" : "false}");
}

}
