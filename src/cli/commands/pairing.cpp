// pairing list, pairing approve: works on the store itself, whether or not a gateway runs.
#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"
#include "cli/tables.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/store/Store.hpp"
#include "openclaw/store/blocking.hpp"

#include <fmt/format.h>

#include <array>

namespace openclaw::cli {

namespace {

struct PairingChannel {
    std::string_view id;
    std::string_view senderLabel;
};
constexpr std::array<PairingChannel, 5> pairingChannels = {{{"telegram", "telegramUserId"},
                                                            {"whatsapp", "whatsappSenderId"},
                                                            {"discord", "discordUserId"},
                                                            {"imessage", "imessageSenderId"},
                                                            {"mattermost", "mattermostUserId"}}};

const PairingChannel* findChannel(const std::string& name) {
    const std::string id = toLowerAscii(trimAscii(name));
    for (const PairingChannel& channel : pairingChannels) {
        if (channel.id == id)
            return &channel;
    }
    return nullptr;
}

std::string channelNames() {
    std::string names;
    for (const PairingChannel& channel : pairingChannels)
        names += (names.empty() ? "" : ", ") + std::string(channel.id);
    return names;
}

Result<std::unique_ptr<store::SqliteStore>> openStore(const Context& context) {
    return store::SqliteStore::open(store::SqliteStore::fileIn(context.stateDirectory()));
}

Json requestJson(const store::PairingRequest& request) {
    Json item = {{"id", request.senderId},
                 {"code", request.code},
                 {"createdAt", formatIsoTime(request.createdAtMs)},
                 {"lastSeenAt", formatIsoTime(request.lastSeenAtMs)},
                 {"accountId", request.accountId}};
    if (!request.meta.empty())
        item["meta"] = request.meta;
    return item;
}

int listRequests(Context& context, const Arguments& arguments) {
    const std::string name = arguments.text("channel", arguments.word(0));
    if (name.empty())
        return context.fail("Error: Channel required. Use --channel <channel> or pass it as the first argument "
                            "(expected one of: " + channelNames() + ")");
    const PairingChannel* channel = findChannel(name);
    if (!channel)
        return context.fail(fmt::format("Error: Channel {} does not support pairing (expected one of: {})", name, channelNames()));
    Result<std::unique_ptr<store::SqliteStore>> store = openStore(context);
    if (!store)
        return context.fail("Error: " + store.error().message);
    const Result<std::vector<store::PairingRequest>> requests =
        store::waitFor((*store)->pairing().list(std::string(channel->id), SystemClock().nowMs()));
    if (!requests)
        return context.fail("Error: " + requests.error().message);
    if (arguments.has("json")) {
        Json list = Json::array();
        for (const store::PairingRequest& request : *requests)
            list.push_back(requestJson(request));
        context.printJson(Json{{"channel", channel->id}, {"requests", std::move(list)}});
        return 0;
    }
    if (requests->empty()) {
        context.print(fmt::format("No pending {} pairing requests.", channel->id));
        return 0;
    }
    std::vector<TableRow> rows;
    for (const store::PairingRequest& request : *requests)
        rows.push_back({request.code, request.senderId, request.meta.empty() ? "" : dumpJson(request.meta),
                        formatIsoTime(request.createdAtMs)});
    context.print(fmt::format("Pairing requests ({})", requests->size()));
    context.print(renderTable({"Code", std::string(channel->senderLabel), "Meta", "Requested"}, rows));
    return 0;
}

/// Tells the sender; the approval stands whether or not this works.
void notifySender(Context& context, const store::PairingRequest& request) {
    GatewayCall call;
    call.method = "send";
    call.params = {{"to", request.senderId},
                   {"message", "✅ You are approved. Send a message to start."},
                   {"channel", request.channel},
                   {"accountId", request.accountId},
                   {"idempotencyKey", randomUuid()}};
    const Result<Json> sent = callGateway(context, resolveTarget(context, Arguments()), std::move(call));
    if (!sent)
        context.warn("Failed to notify requester: " + sent.error().message);
}

int approveRequest(Context& context, const Arguments& arguments) {
    const bool isNamed = arguments.has("channel");
    if (isNamed && arguments.words().size() > 1)
        return context.fail("Error: Too many arguments. Use: " +
                            context.commandHint("pairing approve --channel <channel> <code>"));
    if (!isNamed && arguments.words().size() < 2)
        return context.fail(fmt::format("Error: Usage: {} (or: {})", context.commandHint("pairing approve <channel> <code>"),
                                        context.commandHint("pairing approve --channel <channel> <code>")));
    const std::string name = isNamed ? arguments.text("channel") : arguments.word(0);
    const std::string code = isNamed ? arguments.word(0) : arguments.word(1);
    const PairingChannel* channel = findChannel(name);
    if (!channel)
        return context.fail(fmt::format("Error: Channel {} does not support pairing (expected one of: {})", name, channelNames()));
    Result<std::unique_ptr<store::SqliteStore>> store = openStore(context);
    if (!store)
        return context.fail("Error: " + store.error().message);
    const Result<store::PairingRequest> approved = store::waitFor(
        (*store)->pairing().approve(std::string(channel->id), std::string(trimAscii(code)), SystemClock().nowMs()));
    if (!approved) {
        if (approved.error().is(Errc::notFound))
            return context.fail("Error: No pending pairing request found for code: " + code);
        return context.fail("Error: " + approved.error().message);
    }
    context.print(fmt::format("Approved {} sender {}.", channel->id, approved->senderId));
    if (arguments.has("notify"))
        notifySender(context, *approved);
    return 0;
}

}

Command pairingCommand() {
    const Option channel{0, "channel", "channel", "Channel (" + channelNames() + ")", false, false};
    Command list;
    list.name = "list";
    list.summary = "Show who asked for access";
    list.positionals = {{"channel", false}};
    list.options = {channel, {0, "json", "", "Print JSON", false, false}};
    list.action = listRequests;

    Command approve;
    approve.name = "approve";
    approve.summary = "Allow the sender who got this code";
    approve.positionals = {{"codeOrChannel", true}, {"code", false}};
    approve.options = {channel, {0, "notify", "", "Tell the sender, through the running gateway", false, false}};
    approve.action = approveRequest;

    Command command;
    command.name = "pairing";
    command.summary = "People who ask to talk to the agent";
    command.subcommands = {list, approve};
    return command;
}

}
