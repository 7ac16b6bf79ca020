// Mattermost behind the conformance suite.
#include "conformance/http_fault.hpp"
#include "support/FakeMattermost.hpp"
#include "support/Relay.hpp"
#include "support/run_coro.hpp"

namespace openclaw::testing {

namespace {

class MattermostNetwork final : public Network {
public:
    explicit MattermostNetwork(asio::io_context& io)
        : io_(io), server_(io.get_executor()), relay_(io.get_executor()) {}
    std::string channel() const override { return "mattermost"; }
    Json config() const override {
        const Json mattermost{{"botToken", server_.token()},
                              {"baseUrl", server_.root()},
                              {"dmPolicy", "allowlist"},
                              {"allowFrom", {"4242"}},
                              {"groupAllowFrom", {"4242"}}};
        return Json{{"channels", {{"mattermost", mattermost}}}};
    }
    void start() override {
        (void)server_.listen();
        server_.advertise(relay_.start(server_.port()));
    }
    void stop() override {
        runCoro(io_, relay_.stop());
        runCoro(io_, server_.stop());
    }
    std::string lacks(Trait) const override { return {}; }
    bool isIdempotent() const override { return true; }

    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        const std::string where = place == Place::direct ? "dm" + user : "chan";
        Json more = Json::object();
        if (place == Place::thread) {
            if (root_.empty()) root_ = server_.pushPost("chan", "666", "the root");
            more["root_id"] = root_;
        }
        lastWhere_ = where;
        lastUser_ = user;
        lastText_ = mention ? "@gateway " + text : text;
        lastMore_ = more;
        lastMore_["id"] = server_.pushPost(where, user, lastText_, more);
    }
    void sayWithFile(const std::string& text, const std::string& bytes) override {
        server_.addFile("upload1", bytes);
        const Json file{
            {"id", "upload1"}, {"name", "note.txt"}, {"mime_type", "text/plain"}, {"size", bytes.size()}};
        server_.pushPost("dm4242", "4242", text,
                         Json{{"file_ids", {"upload1"}}, {"metadata", {{"files", Json::array({file})}}}});
    }
    void repeatLast() override { server_.pushPost(lastWhere_, lastUser_, lastText_, lastMore_); }
    void sayOutOfOrder(const std::string& earlier, const std::string& later) override {
        server_.pushPost("dm4242", "4242", later, Json{{"create_at", 1'700'000'000'502}});
        server_.pushPost("dm4242", "4242", earlier, Json{{"create_at", 1'700'000'000'501}});
    }
    void editLast(const std::string& text) override {
        Json post{{"user_id", "4242"}, {"channel_id", "dm4242"},         {"message", text},
                  {"type", ""},        {"create_at", 1'700'000'000'001}, {"edit_at", 1'700'000'000'900}};
        post.update(lastMore_);
        server_.push("post_edited", Json{{"post", dumpJson(post)}}, "dm4242");
    }
    void react() override {
        const Json reaction{{"user_id", "4242"},
                            {"post_id", stringOr(server_.sent().back(), "id")},
                            {"emoji_name", "fire"},
                            {"create_at", 1'700'000'000'950}};
        server_.push("reaction_added", Json{{"reaction", dumpJson(reaction)}}, "dm4242");
    }
    void reportOwn(const std::string& text) override { server_.pushPost("dm4242", "bot", text); }
    void sayJunk() override {
        server_.push("posted", Json{{"post", "not json"}});
        server_.push("posted", Json{{"post", 5}});
        server_.push("posted", Json());
        server_.push("reaction_added", Json{{"reaction", "[]"}});
        server_.pushRaw("not json");
        server_.pushRaw("[]");
    }
    void sayHuge() override {
        server_.pushRaw(R"({"event":"posted","seq":1,"data":")" + std::string(hugeBytes, 'x') + R"("})");
    }

    std::string placeOf(Place place) const override {
        if (place == Place::direct) return "dm4242";
        return place == Place::group ? "chan" : "chan/" + root_;
    }
    std::vector<Arrival> arrivals() const override {
        std::vector<Arrival> list;
        for (const Json& post : server_.sent()) {
            const std::string root = stringOr(post, "root_id");
            list.push_back(Arrival{stringOr(post, "channel_id") + (root.empty() ? "" : "/" + root),
                                   stringOr(post, "message"), post.contains("file_ids")});
        }
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override { return server_.waitForSent(count); }

    void failSends(SendFailure failure, int times) override {
        server_.faults.add(httpFault("POST /posts", failure, times));
    }
    void breakConnection() override { server_.dropSocket(); }
    void goSilent() override { relay_.silence("Upgrade: websocket"); }
    void forget() override { server_.forget(); }
    void trickle() override { relay_.trickle(); }
    void revoke() override {
        server_.isTokenRevoked = true;
        server_.dropSocket();
    }

private:
    asio::io_context& io_;
    FakeMattermost server_;
    Relay relay_;
    std::string root_, lastWhere_, lastUser_, lastText_;
    Json lastMore_;
};

}

std::unique_ptr<Network> makeMattermostNetwork(asio::io_context& io, const std::filesystem::path&) {
    return std::make_unique<MattermostNetwork>(io);
}

}
