// channels login and channels logout: through the gateway when it runs, because the link is its; otherwise
// directly.
#include "cli/commands/whatsappLogin.hpp"

#include "cli/GatewayClient.hpp"
#include "openclaw/channels/whatsapp_login.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/store/Store.hpp"
#include "openclaw/text/qr.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <unistd.h>

namespace openclaw::cli {

namespace {

using State = channels::WhatsAppLoginState;

constexpr std::chrono::milliseconds callTimeout{150'000};
constexpr int waitMs = 120'000;

std::string digitsOnly(std::string text) {
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    return text;
}

/// Terminals are dark as a rule; COLORFGBG says otherwise where it is set ("0;15" = black on white).
bool isDarkTerminal(const Context& context) {
    const std::string colours = context.environment.get("COLORFGBG");
    return !colours.ends_with(";15") && !colours.ends_with(";7");
}

void showQr(const Context& context, const std::string& qr, const std::string& message) {
    const auto code = text::encodeQr(qr);
    if (code) context.print(text::drawQr(*code, isDarkTerminal(context)));
    context.print(message);
    if (!::isatty(STDOUT_FILENO)) context.print("QR: " + qr);
}

void showCode(const Context& context, const std::string& code, const std::string& message) {
    context.print("Pairing code: " + code.substr(0, 4) + "-" +
                  code.substr(std::min<std::size_t>(4, code.size())));
    context.print(message);
}

/// The account's section is what makes the gateway start it.
void hintAtConfig(Context& context) {
    if (!findPath(context.config().root(), "channels.whatsapp"))
        context.print("Switch the channel on with: " +
                      context.commandHint("config set channels.whatsapp.dmPolicy pairing"));
}

int loginThroughGateway(Context& context,
                        const Arguments& arguments,
                        const std::string& accountId,
                        Json started) {
    std::string shownQr;
    std::string shownCode;
    Json state = std::move(started);
    for (;;) {
        if (findBool(state, "connected").value_or(false)) {
            context.print("✅ " + stringOr(state, "message"));
            hintAtConfig(context);
            return 0;
        }
        if (findBool(state, "failed").value_or(false))
            return context.fail("Channel login failed: Error: " + stringOr(state, "message"));
        if (const std::string code = stringOr(state, "code"); !code.empty() && code != shownCode) {
            shownCode = code;
            showCode(context, code, stringOr(state, "message"));
        }
        if (const std::string qr = stringOr(state, "qr"); !qr.empty() && qr != shownQr) {
            shownQr = qr;
            showQr(context, qr, stringOr(state, "message"));
        }
        GatewayCall call;
        call.method = "web.login.wait";
        call.params = Json{{"accountId", accountId}, {"timeoutMs", waitMs}, {"qr", shownQr}};
        call.timeout = callTimeout;
        Result<Json> next = callGateway(context, resolveTarget(context, arguments), std::move(call));
        if (!next) return context.fail("Channel login failed: Error: " + next.error().message);
        state = std::move(*next);
    }
}

asio::awaitable<void> showChanges(Context& context, channels::WhatsAppLogin& login) {
    co_await asio::this_coro::throw_if_cancelled(false);
    std::string shownQr;
    std::string shownCode;
    for (;;) {
        const State& state = login.state();
        if (!state.code.empty() && state.code != shownCode) {
            shownCode = state.code;
            showCode(context, state.code, state.message);
        }
        if (!state.qr.empty() && state.qr != shownQr) {
            shownQr = state.qr;
            showQr(context, state.qr, state.message);
        }
        co_await login.changed();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
    }
}

int loginDirectly(Context& context, const Arguments& arguments, const std::string& accountId) {
    channels::WhatsAppEndpoint endpoint = channels::productionWhatsApp();
    if (arguments.has("whatsapp-test-endpoint")) {
        Result<channels::WhatsAppEndpoint> test =
            channels::readWhatsAppTestEndpoint(arguments.text("whatsapp-test-endpoint"));
        if (!test) return context.fail("Channel login failed: Error: " + test.error().message);
        endpoint = std::move(*test);
    }
    auto store = store::SqliteStore::open(store::SqliteStore::fileIn(context.stateDirectory()));
    if (!store) return context.fail("Channel login failed: Error: " + store.error().message);
    asio::io_context io(1);
    SystemClock clock;
    channels::WhatsAppLogin login(io.get_executor(), clock, **store, context.environment, std::move(endpoint),
                                  accountId);
    TaskGroup display(io.get_executor());
    display.spawn("login.display", showChanges(context, login));
    Result<void> outcome;
    auto work = [](channels::WhatsAppLogin& flow, TaskGroup& shown, std::string phone, bool force,
                   Result<void>& result) -> asio::awaitable<void> {
        result = co_await flow.run(std::move(phone), force);
        shown.cancel();
        co_await shown.join();
    };
    asio::co_spawn(io,
                   work(login, display, digitsOnly(arguments.text("phone")), arguments.has("force"), outcome),
                   [](std::exception_ptr failure) {
                       if (failure) std::rethrow_exception(failure);
                   });
    io.run();
    (*store)->stop();
    if (!outcome) return context.fail("Channel login failed: Error: " + outcome.error().message);
    context.print("✅ " + login.state().message);
    hintAtConfig(context);
    return 0;
}

int login(Context& context, const Arguments& arguments) {
    const std::string channel = toLowerAscii(arguments.text("channel", "whatsapp"));
    if (channel != "whatsapp")
        return context.fail("Channel login failed: Error: Channel " + channel + " does not support login");
    const std::string accountId = arguments.text("account", "default");
    GatewayCall call;
    call.method = "web.login.start";
    call.params = Json{{"accountId", accountId}, {"force", arguments.has("force")}, {"timeoutMs", 60'000}};
    if (const std::string phone = digitsOnly(arguments.text("phone")); !phone.empty())
        call.params["phone"] = phone;
    call.timeout = callTimeout;
    Result<Json> started = callGateway(context, resolveTarget(context, arguments), std::move(call));
    if (started) return loginThroughGateway(context, arguments, accountId, std::move(*started));
    if (!started.error().is(Errc::closed))
        return context.fail("Channel login failed: Error: " + started.error().message);
    return loginDirectly(context, arguments, accountId);
}

int logout(Context& context, const Arguments& arguments) {
    const std::string channel = toLowerAscii(arguments.text("channel", "whatsapp"));
    if (channel != "whatsapp")
        return context.fail("Channel logout failed: Error: Channel " + channel + " does not support logout");
    const std::string accountId = arguments.text("account", "default");
    GatewayCall call;
    call.method = "channels.logout";
    call.params = Json{{"channel", channel}, {"accountId", accountId}};
    call.timeout = callTimeout;
    Result<Json> done = callGateway(context, resolveTarget(context, arguments), std::move(call));
    if (!done && done.error().is(Errc::closed))
        return context.fail("Channel logout failed: the gateway has to run, so that WhatsApp hears of it: " +
                            done.error().message);
    if (!done) return context.fail("Channel logout failed: Error: " + done.error().message);
    context.print(findBool(*done, "cleared").value_or(false)
                      ? "Logged out of WhatsApp (" + accountId + ")."
                      : "WhatsApp account " + accountId + " was not linked.");
    return 0;
}

}

std::vector<Command> loginCommands() {
    const Option channel{0, "channel", "channel", "Chat network (default whatsapp)", false, false};
    const Option account{0, "account", "id", "Account (default \"default\")", false, false};
    Command in;
    in.name = "login";
    in.summary = "Link a WhatsApp account: shows a QR code, or a code to type";
    in.options = {channel,
                  account,
                  {0, "phone", "number", "Ask for a code to type on this phone as well", false, false},
                  {0, "force", "", "Link again although the account is linked", false, false},
                  {0, "verbose", "", "", false, true},
                  {0, "whatsapp-test-endpoint", "file", "For tests: a loopback server instead of WhatsApp",
                   false, false}};
    in.action = login;
    Command out;
    out.name = "logout";
    out.summary = "Unlink a WhatsApp account and forget its keys";
    out.options = {channel, account};
    out.action = logout;
    return {std::move(in), std::move(out)};
}

}
