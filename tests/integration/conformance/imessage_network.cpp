// iMessage behind the conformance suite: a program of our own that speaks imsg's protocol.
#include "conformance/Network.hpp"
#include "openclaw/core/files.hpp"
#include "support/FakeImsg.hpp"

namespace openclaw::testing {

namespace {

class IMessageNetwork final : public Network {
public:
    IMessageNetwork(asio::io_context& io, std::filesystem::path folder)
        : program_(io.get_executor()), folder_(std::move(folder)) {}
    std::string channel() const override { return "imessage"; }
    Json config() const override {
        const Json imessage{{"cliPath", "imsg"},
                            {"dmPolicy", "allowlist"},
                            {"allowFrom", {"4242@example.com"}},
                            {"groupAllowFrom", {"4242@example.com"}},
                            {"includeAttachments", true}};
        const Json patterns{{"mentionPatterns", {"@gateway"}}};
        return Json{{"channels", {{"imessage", imessage}}}, {"messages", {{"groupChat", patterns}}}};
    }
    process::Launcher* launcher() override { return &program_; }
    void start() override {}
    void stop() override {}
    std::string lacks(Trait trait) const override {
        switch (trait) {
        case Trait::threads: return "iMessage has no threads";
        case Trait::edits: return "imsg does not report edits";
        case Trait::rateLimits:
        case Trait::credentials:
        case Trait::sockets:
        case Trait::reactions:
        case Trait::ownMessages: return {};
        }
        return {};
    }
    bool isIdempotent() const override { return false; }

    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        lastRow_ = program_.pushRow(place == Place::direct ? 1 : 2, user + "@example.com",
                                    mention ? "@gateway " + text : text);
    }
    void sayWithFile(const std::string& text, const std::string& bytes) override {
        const std::string path = (folder_ / "note.txt").string();
        (void)writeFileAtomically(path, bytes);
        const Json file{{"original_path", path},
                        {"mime_type", "text/plain"},
                        {"transfer_name", "note.txt"},
                        {"total_bytes", bytes.size()}};
        program_.pushRow(1, sender, text, Json{{"attachments", Json::array({file})}});
    }
    void repeatLast() override { program_.repeatRow(lastRow_); }
    void sayOutOfOrder(const std::string& earlier, const std::string& later) override {
        const std::int64_t first = program_.addRow(1, sender, earlier);
        program_.pushRow(1, sender, later);
        program_.repeatRow(first);
    }
    void react() override {
        program_.pushRow(
            1, sender, "Loved a message",
            Json{{"is_reaction", true}, {"reaction_emoji", "❤️"}, {"reacted_to_guid", "guid-2"}});
    }
    void reportOwn(const std::string& text) override { program_.pushRow(1, sender, text); }
    void sayJunk() override {
        program_.pushLine("not json");
        program_.pushLine("[]");
        program_.pushLine(R"({"jsonrpc":"2.0","method":"message","params":{"message":5}})");
        program_.pushLine(R"({"jsonrpc":"2.0","method":"message","params":{"message":{"id":"x"}}})");
        program_.pushLine(R"({"jsonrpc":"2.0","id":99999,"result":{}})");
    }
    void sayHuge() override {
        program_.pushLine(R"({"jsonrpc":"2.0","method":"message","params":{"message":")" +
                          std::string(hugeBytes, 'x') + R"("}})");
    }

    std::string placeOf(Place place) const override { return place == Place::direct ? sender : "2"; }
    std::vector<Arrival> arrivals() const override {
        std::vector<Arrival> list;
        for (const Json& params : program_.sent()) {
            const auto chat = findInteger(params, "chat_id");
            list.push_back(Arrival{chat ? std::to_string(*chat) : stringOr(params, "to"),
                                   stringOr(params, "text"), params.contains("file")});
        }
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override { return program_.waitForSent(count); }

    void failSends(SendFailure failure, int times) override {
        FakeImsg::SendFault fault;
        switch (failure) {
        // Apple slows a sender down without saying so: Messages reports an error, and later none.
        case SendFailure::rateLimit:
        case SendFailure::serverError:
            fault.error =
                Json{{"code", -32603}, {"message", "Internal error"}, {"data", "Messages got an error"}};
            break;
        case SendFailure::lostBefore: fault.kind = FakeImsg::Fault::exitBefore; break;
        case SendFailure::lostAfter: fault.kind = FakeImsg::Fault::exitAfter; break;
        case SendFailure::hangAfter: fault.kind = FakeImsg::Fault::hangAfter; break;
        }
        for (int i = 0; i < times; ++i)
            program_.sendFaults.push_back(fault);
    }
    void breakConnection() override { program_.exit(1); }
    void goSilent() override { program_.hang(); }
    // What can be taken away here is a permission; whoever gives it back is not asked for a restart.
    void revoke() override {
        program_.permanentError =
            Json{{"code", -32603}, {"message", "Internal error"}, {"data", "authorization denied"}};
        program_.exit(1);
    }
    std::string reasonOfRevocation() const override { return "Full Disk Access"; }
    bool isRevocationFinal() const override { return false; }
    void forget() override { program_.forget(); }
    void trickle() override { program_.isTrickling = true; }

private:
    static constexpr const char* sender = "4242@example.com";
    FakeImsg program_;
    std::filesystem::path folder_;
    std::int64_t lastRow_ = 0;
};

}

std::unique_ptr<Network> makeIMessageNetwork(asio::io_context& io, const std::filesystem::path& folder) {
    return std::make_unique<IMessageNetwork>(io, folder);
}

}
