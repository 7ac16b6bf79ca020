// The WhatsApp fake as a program, for tests of the built binary: openclaw_fake_whatsapp. Test scripts drive
// it with JSON over HTTP under /__ctl/.
#include "support/FakeWhatsApp.hpp"

#include "openclaw/core/json.hpp"
#include "openclaw/core/strings.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace {

using namespace openclaw;

class ControlledWhatsApp final : public testing::FakeWhatsApp {
public:
    using FakeWhatsApp::FakeWhatsApp;

    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override {
        const std::string path(request.path());
        if (!path.starts_with("/__ctl/")) {
            co_await FakeWhatsApp::onRequest(std::move(request), reply);
            co_return;
        }
        const Result<Json> parsed = parseJson(request.body);
        const Json body = parsed && parsed->is_object() ? *parsed : Json::object();
        net::HttpResponse response(200, "application/json", dumpJson(control(path.substr(7), body)));
        co_await reply.send(std::move(response));
    }

private:
    Json control(const std::string& what, const Json& body) {
        const std::string from = stringOr(body, "from");
        if (what == "endpoint") {
            const channels::WhatsAppEndpoint place = endpoint();
            return Json{{"ws", place.url},
                        {"noiseRootHex", hexEncode(place.rootKey)},
                        {"mediaHttp", place.mediaBase}};
        }
        if (what == "scan") {
            scan(stringOr(body, "qr"));
        } else if (what == "person") {
            person(from);
        } else if (what == "say") {
            const std::string text = stringOr(body, "text");
            const bool isGroup = findBool(body, "group").value_or(false);
            const bool isDamaged = findBool(body, "damaged").value_or(false);
            return Json{{"id", isGroup ? sayInGroup(from, text) : say(from, text, isDamaged)}};
        } else if (what == "ask-again") {
            askAgain(from, stringOr(body, "id"));
        } else if (what == "use-pre-keys") {
            usePreKeys(static_cast<std::size_t>(findInteger(body, "left").value_or(0)));
        } else if (what == "hold-acks") {
            holdAcks(findBool(body, "on").value_or(false));
        } else if (what == "token") {
            giveToken(from, stringOr(body, "token"));
        }
        return state();
    }

    void giveToken(const std::string& from, const std::string& token) {
        whatsapp::Node value("token");
        value.set("type", "trusted_contact").set("t", "1700000000").setBytes(token);
        whatsapp::Node tokens("tokens");
        tokens.add(std::move(value));
        whatsapp::Node notification("notification");
        notification.set("type", "privacy_token")
            .set("from", person(from).phone())
            .set("id", "token-" + from);
        notify(notification.add(std::move(tokens)));
    }

    Json state() const {
        Json messages = Json::array();
        for (const Sent& each : sent) {
            const whatsapp::Content content = whatsapp::readContent(each.message, whatsapp::Jid());
            messages.push_back(Json{{"id", each.id},
                                    {"to", each.to},
                                    {"type", each.type},
                                    {"text", content.text},
                                    {"devices", each.devices.size()}});
        }
        return Json{
            {"sent", std::move(messages)},      {"receipts", receipts}, {"unacknowledged", unacknowledged()},
            {"problems", problems()},           {"logins", logins},     {"preKeys", preKeysLeft()},
            {"signedPreKey", signedPreKeyId()}, {"linked", isLinked()}};
    }
};

}

int main() {
    boost::asio::io_context io(1);
    ControlledWhatsApp server(io.get_executor());
    const auto bound = server.listen();
    if (!bound) {
        fmt::print(stderr, "{}\n", bound.error().message);
        return 1;
    }
    // The owner's own phone has keys, too.
    server.person(testing::FakeWhatsApp::owner);
    fmt::print("listening on http://127.0.0.1:{}\n", *bound);
    std::fflush(stdout);
    io.run();
}
