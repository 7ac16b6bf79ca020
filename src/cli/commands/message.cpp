// message send: through the running gateway, which owns the channels and the outgoing ledger.
#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

/// --channel, else the only configured one.
Result<std::string> chooseChannel(Context& context, const Arguments& arguments) {
    if (arguments.has("channel"))
        return toLowerAscii(arguments.text("channel"));
    std::vector<std::string> configured;
    if (!context.config().telegramAccounts().empty())
        configured.emplace_back("telegram");
    if (context.config().find("channels.whatsapp"))
        configured.emplace_back("whatsapp");
    if (configured.empty())
        return Error(Errc::invalidInput, "Channel is required (no configured channels detected).");
    if (configured.size() > 1)
        return Error(Errc::invalidInput,
                     "Channel is required when multiple channels are configured: " + join(configured, ", "));
    return configured.front();
}

int sendMessage(Context& context, const Arguments& arguments) {
    if (arguments.text("message").empty())
        return context.fail("Error: --message is required");
    const Result<std::string> channel = chooseChannel(context, arguments);
    if (!channel)
        return context.fail("Error: " + channel.error().message);
    const std::string target(trimAscii(arguments.text("target")));
    Json payload = {{"channel", *channel}, {"to", target}, {"via", "gateway"}, {"mediaUrl", nullptr}};
    const bool isDryRun = arguments.has("dry-run");
    std::string messageId = "unknown";
    if (isDryRun) {
        payload["dryRun"] = true;
    } else {
        GatewayCall call;
        call.method = "send";
        call.timeout = std::chrono::seconds(70);
        call.params = {{"to", target},
                       {"message", arguments.text("message")},
                       {"channel", *channel},
                       {"accountId", arguments.text("account", "default")},
                       {"idempotencyKey", randomUuid()}};
        const Result<Json> sent = callGateway(context, resolveTarget(context, arguments), std::move(call));
        if (!sent)
            return context.fail("Error: " + sent.error().message);
        messageId = stringOr(*sent, "messageId", "unknown");
        payload["result"] = *sent;
    }
    if (arguments.has("json")) {
        context.printJson(Json{{"action", "send"},
                               {"channel", *channel},
                               {"dryRun", isDryRun},
                               {"handledBy", "core"},
                               {"payload", std::move(payload)}});
        return 0;
    }
    context.print(fmt::format("✅ Sent via gateway ({}). Message ID: {}", *channel, messageId));
    return 0;
}

}

Command messageCommand() {
    Command send;
    send.name = "send";
    send.summary = "Send a text to a chat";
    send.options = {{'m', "message", "text", "The text", false, false},
                    {'t', "target", "dest", "Phone number, chat id or @name", true, false},
                    {0, "channel", "channel", "Channel (default: the only configured one)", false, false},
                    {0, "account", "id", "Account (default \"default\")", false, false},
                    {0, "json", "", "Print JSON", false, false},
                    {0, "dry-run", "", "Do not send", false, false},
                    {0, "verbose", "", "", false, true}};
    send.action = sendMessage;

    Command command;
    command.name = "message";
    command.summary = "Send messages";
    command.subcommands = {send};
    return command;
}

}
