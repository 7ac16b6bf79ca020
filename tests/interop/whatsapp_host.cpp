// A WhatsApp account without a gateway around it, driven by JSON lines:
// {"do":"login"|"start"|"stop"|"send"|"perform"| "download"|"typing"|"status"|"logout", …}. Everything that
// happens comes back as a line with "event". Messages of people are echoed, so that every arrival has an
// answer to look for.
#include "openclaw/channels/registry.hpp"
#include "openclaw/channels/whatsapp_import.hpp"
#include "openclaw/channels/whatsapp_login.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>

#include <iostream>
#include <unistd.h>

namespace {

using namespace openclaw;

void report(const Json& event) { std::cout << dumpJson(event) << std::endl; }

class Host final : public channels::InboundSink {
public:
    Host(asio::io_context& io, const std::string& endpointFile, const std::string& folder)
        : executor_(io.get_executor()), endpoint_(channels::readWhatsAppTestEndpoint(endpointFile).value()),
          folder_(folder),
          store_(std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder)).value())),
          http_(net::makeHttpClient(executor_)), launcher_(process::makeLauncher(executor_)),
          tasks_(executor_), account_(executor_) {}

    asio::awaitable<void> serve() {
        asio::posix::stream_descriptor input(executor_, ::dup(STDIN_FILENO));
        asio::streambuf buffer;
        for (;;) {
            const auto [error, size] =
                co_await asio::async_read_until(input, buffer, '\n', asio::as_tuple(asio::use_awaitable));
            if (error) break;
            std::string line(static_cast<const char*>(buffer.data().data()), size);
            buffer.consume(size);
            const Result<Json> command = parseJson(line);
            if (command) tasks_.spawn("command", carryOut(*command));
        }
        co_await stop();
        tasks_.cancel();
        co_await tasks_.join();
        store_->stop();
    }

    asio::awaitable<Result<void>> accept(std::vector<channels::InboundMessage> messages,
                                         std::optional<store::ChannelOffset>) override {
        for (channels::InboundMessage& message : messages) {
            Json attachments = Json::array();
            for (const auto& each : message.attachments)
                attachments.push_back(each.kind);
            report(Json{{"event", "message"},
                        {"id", message.messageId},
                        {"chat", message.chatId},
                        {"from", message.senderId},
                        {"text", message.text},
                        {"title", message.chatTitle},
                        {"kind", static_cast<int>(message.event)},
                        {"attachments", std::move(attachments)},
                        {"emoji", message.emoji},
                        {"mentionsBot", message.mentionsBot},
                        {"isReply", message.isReplyToBot}});
            if (!message.attachments.empty()) attachment_ = message.attachments.front();
            if (message.event == channels::InboundKind::message)
                tasks_.spawn("echo", echo(std::move(message)));
        }
        co_return Result<void>();
    }

private:
    asio::awaitable<void> echo(channels::InboundMessage message) {
        channels::Reply reply;
        reply.text = "echo: " + message.text;
        reply.replyToId = message.kind == channels::ChatKind::group ? message.replyTargetId : std::string();
        reply.channelData = message.channelData;
        channels::OutboundPart part;
        part.key = "echo:" + message.messageId;
        part.target = message.chatId;
        part.payload = channel_->render(reply).front();
        Result<channels::Delivery> sent = co_await channel_->send(std::move(part));
        tell("sent", sent);
    }

    template <class T>
    static void tell(const char* event, const Result<T>& result) {
        Json line{{"event", event}, {"ok", result.has_value()}};
        if (!result) line["error"] = result.error().message;
        if constexpr (std::is_same_v<T, channels::Delivery>) {
            if (result) line["id"] = result->messageId;
        }
        report(line);
    }

    asio::awaitable<void> carryOut(Json command) {
        co_await asio::this_coro::throw_if_cancelled(false);
        const std::string what = stringOr(command, "do");
        if (what == "login") {
            co_await login(command);
        } else if (what == "start") {
            start();
        } else if (what == "stop") {
            co_await stop();
            report(Json{{"event", "stopped"}});
        } else if (what == "send") {
            channels::OutboundPart part;
            part.key = stringOr(command, "key");
            part.target = stringOr(command, "to");
            part.payload = command.at("payload");
            Result<channels::Delivery> sent = co_await channel_->send(std::move(part));
            tell("sent", sent);
        } else if (what == "perform") {
            channels::ActionRequest request;
            request.kind = channels::actionFromName(stringOr(command, "action")).value();
            request.target = stringOr(command, "to");
            request.messageId = stringOr(command, "id");
            request.parameters = command.value("parameters", Json::object());
            Result<Json> done = co_await channel_->perform(std::move(request));
            tell("performed", done);
        } else if (what == "download") {
            Result<std::int64_t> size =
                co_await channel_->download(attachment_, stringOr(command, "path"), 1 << 24);
            tell("downloaded", size);
        } else if (what == "typing") {
            channel_->setTyping(stringOr(command, "to"), {}, findBool(command, "on").value_or(true));
        } else if (what == "import") {
            Result<channels::WhatsAppImport> done = co_await channels::importBaileysFolder(
                stringOr(command, "folder"), *store_, clock_, "default");
            tell("imported", done);
        } else if (what == "logout") {
            Result<void> done = co_await channel_->logOut();
            tell("loggedOut", done);
        } else if (what == "status") {
            const channels::ChannelStatus status = channel_->status();
            report(Json{{"event", "status"},
                        {"linked", status.linked.value_or(false)},
                        {"connected", status.connected},
                        {"identity", status.identity},
                        {"error", status.lastError}});
        }
    }

    asio::awaitable<void> login(Json command) {
        channels::WhatsAppLogin login(executor_, clock_, *store_, Environment::fromProcess(), endpoint_,
                                      "default");
        TaskGroup display(executor_);
        display.spawn("display", show(login));
        Result<void> done =
            co_await login.run(stringOr(command, "phone"), findBool(command, "force").value_or(false));
        display.cancel();
        co_await display.join();
        Json line{{"event", done ? "linked" : "failed"}, {"message", login.state().message}};
        report(line);
    }

    static asio::awaitable<void> show(channels::WhatsAppLogin& login) {
        co_await asio::this_coro::throw_if_cancelled(false);
        std::string shown;
        for (;;) {
            const auto& state = login.state();
            if (!state.code.empty()) report(Json{{"event", "code"}, {"code", state.code}});
            if (!state.qr.empty() && state.qr != shown)
                report(Json{{"event", "qr"}, {"qr", shown = state.qr}});
            co_await login.changed();
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return;
        }
    }

    void start() {
        Json root{{"channels", {{"whatsapp", {{"dmPolicy", "open"}, {"allowFrom", Json::array({"*"})}}}}}};
        const config::Config config(std::move(root), Environment::fromProcess());
        channels::ChannelContext context{
            executor_, clock_, *http_, *store_, *launcher_, Environment::fromProcess(), folder_};
        context.whatsApp = endpoint_;
        channel_ = std::move(channels::makeChannels(config, context).front());
        account_.spawn("account", run());
    }

    asio::awaitable<void> run() {
        co_await asio::this_coro::throw_if_cancelled(false);
        Result<void> ended = co_await channel_->run(*this);
        tell("ended", ended);
    }

    asio::awaitable<void> stop() {
        account_.cancel();
        co_await account_.join();
    }

    asio::any_io_executor executor_;
    SystemClock clock_;
    channels::WhatsAppEndpoint endpoint_;
    std::string folder_;
    std::unique_ptr<store::SqliteStore> store_;
    std::unique_ptr<net::HttpClient> http_;
    std::unique_ptr<process::Launcher> launcher_;
    std::unique_ptr<channels::Channel> channel_;
    channels::Attachment attachment_;
    TaskGroup tasks_;
    TaskGroup account_;
};

}

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    log::Options options;
    options.consoleLevel = std::getenv("WA_HOST_TRACE") ? log::Level::trace : log::Level::warn;
    log::configure(options);
    asio::io_context io(1);
    Host host(io, argv[1], argv[2]);
    asio::co_spawn(io, host.serve(), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    io.run();
    return 0;
}
