// Bodies of streamed replies for the decoder tests.
#include "unit/llm/streams.hpp"

namespace openclaw::llm::testing {

namespace {

constexpr const char* anthropic = R"(event: message_start
data: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":10,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":1}}}

event: ping
data: {"type":"ping"}

data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"SIG"}}

data: {"type":"content_block_stop","index":0}

data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hel"}}

data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"lo"}}

data: {"type":"content_block_stop","index":1}

data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"read","input":{}}}

data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}

data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"path\":"}}

data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"\"a\"}"}}

data: {"type":"content_block_stop","index":2}

data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":42}}

data: {"type":"message_stop"}

)";

constexpr const char* completions = R"(data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}

data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"Hel"}}]}

data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"lo"}}]}

data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"read","arguments":""}}]}}]}

data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":"}}]}}]}

data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"a\"}"}}]}}]}

data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

data: {"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":18,"completion_tokens":42,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":9}}}

data: [DONE]

)";

constexpr const char* responses = R"(event: response.created
data: {"type":"response.created","response":{"id":"resp_1"}}

data: {"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[]}}

data: {"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":0}

data: {"type":"response.reasoning_summary_text.delta","output_index":0,"delta":"hm"}

data: {"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","encrypted_content":"E"}}

data: {"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"msg_1","content":[]}}

data: {"type":"response.output_text.delta","output_index":1,"delta":"Hel"}

data: {"type":"response.output_text.delta","output_index":1,"delta":"lo"}

data: {"type":"response.output_item.done","output_index":1,"item":{"type":"message","id":"msg_1","content":[{"type":"output_text","text":"Hello"}]}}

data: {"type":"response.output_item.added","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"toolu_1","name":"read","arguments":""}}

data: {"type":"response.function_call_arguments.delta","output_index":2,"delta":"{\"path\":"}

data: {"type":"response.function_call_arguments.delta","output_index":2,"delta":"\"a\"}"}

data: {"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"toolu_1","name":"read","arguments":"{\"path\":\"a\"}"}}

data: {"type":"response.completed","response":{"id":"resp_1","status":"completed","usage":{"input_tokens":18,"input_tokens_details":{"cached_tokens":5},"output_tokens":42,"total_tokens":60}}}

)";

constexpr const char* ollama = R"({"message":{"role":"assistant","content":"","thinking":"hm"},"done":false}
{"message":{"role":"assistant","content":"Hel"},"done":false}
{"message":{"role":"assistant","content":"lo"},"done":false}
{"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"read","arguments":{"path":"a"}}}]},"done":false}
{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":13,"eval_count":42}
)";

std::string_view nameOf(StreamEventKind kind) {
    switch (kind) {
    case StreamEventKind::textStart:
        return "text_start";
    case StreamEventKind::textDelta:
        return "text_delta";
    case StreamEventKind::textEnd:
        return "text_end";
    case StreamEventKind::thinkingStart:
        return "thinking_start";
    case StreamEventKind::thinkingDelta:
        return "thinking_delta";
    case StreamEventKind::thinkingEnd:
        return "thinking_end";
    case StreamEventKind::toolCallStart:
        return "toolcall_start";
    case StreamEventKind::toolCallDelta:
        return "toolcall_delta";
    case StreamEventKind::toolCallEnd:
        return "toolcall_end";
    }
    return "?";
}

}

std::string fullStream(Api api) {
    switch (api) {
    case Api::anthropicMessages:
        return anthropic;
    case Api::openaiCompletions:
        return completions;
    case Api::openaiResponses:
        return responses;
    case Api::ollamaChat:
        return ollama;
    case Api::offline:
        return {};
    }
    return {};
}

Reply decode(Api api, std::string_view body, std::size_t step) {
    const auto decoder = makeDecoder(api);
    for (std::size_t at = 0; at < body.size(); at += step)
        decoder->push(body.substr(at, step));
    decoder->finish();
    return decoder->reply();
}

std::string decodeToEvents(Api api, std::string_view body, std::size_t step) {
    const auto decoder = makeDecoder(api);
    for (std::size_t at = 0; at < body.size(); at += step)
        decoder->push(body.substr(at, step));
    decoder->finish();
    std::string out;
    for (const StreamEvent& event : decoder->takeEvents()) {
        out += out.empty() ? "" : " ";
        out += nameOf(event.kind);
        out += std::to_string(event.contentIndex);
        if (!event.delta.empty())
            out += ":" + event.delta;
    }
    return out;
}

}
