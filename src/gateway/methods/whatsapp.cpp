// web.login.start, web.login.wait and channels.logout.
#include "gateway/MethodTable.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/text/qr.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;
using State = channels::WhatsAppLoginState;

constexpr std::int64_t defaultStartMs = 30'000;
constexpr std::int64_t defaultWaitMs = 120'000;
constexpr std::int64_t maxWaitMs = 600'000;
constexpr std::size_t pngScale = 6;

std::chrono::milliseconds timeoutOf(const Json& params, std::int64_t fallback) {
    const std::int64_t wanted = findInteger(params, "timeoutMs").value_or(fallback);
    return std::chrono::milliseconds(std::clamp<std::int64_t>(wanted, 0, maxWaitMs));
}

/// The public fields, and the raw texts for the command line, which draws the code itself.
Json describe(const State& state) {
    Json json{{"connected", state.step == State::Step::linked}, {"message", state.message}};
    if (!state.qr.empty()) {
        json["qr"] = state.qr;
        if (const auto code = text::encodeQr(state.qr))
            json["qrDataUrl"] = "data:image/png;base64," + base64Encode(text::qrPng(*code, pngScale));
    }
    if (!state.code.empty()) json["code"] = state.code;
    if (state.step == State::Step::failed) json["failed"] = true;
    return json;
}

asio::awaitable<Answer> startLogin(Services& services, Call call) {
    WhatsAppLogins::Request request;
    request.accountId = stringOr(call.params, "accountId", "default");
    request.force = findBool(call.params, "force").value_or(false);
    request.phone = stringOr(call.params, "phone");
    request.timeout = timeoutOf(call.params, defaultStartMs);
    State state = co_await services.whatsAppLogins.start(std::move(request));
    co_return Answer(describe(state));
}

asio::awaitable<Answer> waitForLogin(Services& services, Call call) {
    State state = co_await services.whatsAppLogins.wait(stringOr(call.params, "accountId", "default"),
                                                        stringOr(call.params, "qr"),
                                                        timeoutOf(call.params, defaultWaitMs));
    Json answer = describe(state);
    if (state.step == State::Step::waiting && stringOr(call.params, "qr") == state.qr)
        answer["message"] = "Still waiting for the QR scan. Let me know when you’ve scanned it.";
    co_return Answer(answer);
}

asio::awaitable<Answer> logOut(Services& services, Call call) {
    const std::string channel = toLowerAscii(stringOr(call.params, "channel"));
    if (channel != "whatsapp") co_return invalidRequest("channel " + channel + " does not support logout");
    const std::string accountId = stringOr(call.params, "accountId", "default");
    Result<bool> cleared = co_await services.whatsAppLogins.logOut(accountId);
    if (!cleared) co_return Answer(cleared.error());
    Json answer{
        {"channel", channel}, {"accountId", accountId}, {"cleared", *cleared}, {"loggedOut", *cleared}};
    co_return Answer(answer);
}

}

std::vector<Method> whatsAppMethods() {
    const Schema text = Schema::string(1);
    return {
        {.name = "channels.logout",
         .scope = Scope::admin,
         .params = Schema::object({required("channel", text), optional("accountId", Schema::string())}),
         .later = logOut},
        {.name = "web.login.start",
         .scope = Scope::admin,
         .isAdvertised = false,
         .params =
             Schema::object({optional("force", Schema::boolean()), optional("verbose", Schema::boolean()),
                             optional("timeoutMs", Schema::integer(0)),
                             optional("accountId", Schema::string()), optional("phone", Schema::string())}),
         .later = startLogin},
        {.name = "web.login.wait",
         .scope = Scope::admin,
         .isAdvertised = false,
         .params =
             Schema::object({optional("timeoutMs", Schema::integer(0)),
                             optional("accountId", Schema::string()), optional("qr", Schema::string())}),
         .later = waitForLogin},
    };
}

}
