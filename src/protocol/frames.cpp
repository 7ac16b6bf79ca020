// Encoding by concatenation: payloads are serialised once and spliced into as many frames as needed.
#include "openclaw/protocol/frames.hpp"

#include "openclaw/protocol/Schema.hpp"

namespace openclaw::protocol {

namespace {

const Schema& frameSchema() {
    static const Schema schema = Schema::object({
        required("type", Schema::oneOf({"req"})),
        required("id", Schema::string(1)),
        required("method", Schema::string(1)),
        optional("params", Schema::any()),
    });
    return schema;
}

}

Json RpcError::toJson() const {
    Json json = {{"code", code}, {"message", message}};
    if (!details.is_null())
        json["details"] = details;
    if (retryAfterMs) {
        json["retryable"] = true;
        json["retryAfterMs"] = *retryAfterMs;
    }
    return json;
}

RpcError toRpcError(const Error& error) {
    RpcError result;
    result.message = error.message;
    switch (error.code) {
    case Errc::invalidInput:
    case Errc::notFound:
    case Errc::conflict:
    case Errc::unauthorized: result.code = code::invalidRequest; break;
    case Errc::cancelled:
    case Errc::timeout:
    case Errc::closed:
    case Errc::refused:
    case Errc::rateLimited:
    case Errc::unavailable:
    case Errc::corrupt:
    case Errc::internal: result.code = code::unavailable; break;
    }
    if (error.retryAfter)
        result.retryAfterMs = error.retryAfter->count();
    return result;
}

ParsedFrame parseRequestFrame(std::string_view text) {
    ParsedFrame parsed;
    Result<Json> json = parseJson(text);
    if (!json) {
        parsed.problem.message = json.error().message;
        return parsed;
    }
    parsed.problem.isJson = true;
    Json& frame = *json;
    // The common case costs three look-ups; the schema only runs to explain what is wrong.
    if (frame.is_object() && (frame.size() == 3 || (frame.size() == 4 && frame.contains("params")))) {
        const Json* type = findMember(frame, "type");
        const Json* id = findMember(frame, "id");
        const Json* method = findMember(frame, "method");
        const auto isText = [](const Json* member) {
            return member && member->is_string() && !member->get_ref<const std::string&>().empty();
        };
        if (type && *type == "req" && isText(id) && isText(method)) {
            RequestFrame request;
            request.id = id->get<std::string>();
            request.method = method->get<std::string>();
            const auto params = frame.find("params");
            request.params = params == frame.end() ? Json::object() : std::move(*params);
            parsed.request = std::move(request);
            return parsed;
        }
    }
    if (const Json* id = findMember(frame, "id"))
        parsed.problem.id = *id;
    parsed.problem.message = "invalid request frame: " + frameSchema().check(frame);
    return parsed;
}

std::string encodeResponse(std::string_view id, std::string_view payloadText) {
    std::string out;
    out.reserve(id.size() + payloadText.size() + 64);
    out += R"({"type":"res","id":)";
    out += quoteJson(id);
    out += R"(,"ok":true)";
    if (!payloadText.empty()) {
        out += R"(,"payload":)";
        out += payloadText;
    }
    out += '}';
    return out;
}

std::string encodeErrorResponse(const Json& id, const RpcError& error, std::string_view payloadText) {
    std::string out = R"({"type":"res","id":)" + dumpJson(id) + R"(,"ok":false)";
    if (!payloadText.empty()) {
        out += R"(,"payload":)";
        out += payloadText;
    }
    out += R"(,"error":)" + dumpJson(error.toJson()) + '}';
    return out;
}

std::string encodeEvent(std::string_view event, std::string_view payloadText, std::optional<std::int64_t> seq,
                        const StateVersion* stateVersion) {
    std::string out;
    out.reserve(event.size() + payloadText.size() + 96);
    out += R"({"type":"event","event":")";
    out += event;
    out += '"';
    if (!payloadText.empty()) {
        out += R"(,"payload":)";
        out += payloadText;
    }
    if (seq)
        out += R"(,"seq":)" + std::to_string(*seq);
    if (stateVersion)
        out += R"(,"stateVersion":{"presence":)" + std::to_string(stateVersion->presence) + R"(,"health":)" +
               std::to_string(stateVersion->health) + '}';
    out += '}';
    return out;
}

}
