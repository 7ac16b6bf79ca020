// The channel of docs/plugins.md behind the conformance suite, run by a program that can spoil what it says.
#include "conformance/Network.hpp"
#include "openclaw/core/files.hpp"
#include "support/run_coro.hpp"
#include "support/source_dir.hpp"

#include <algorithm>
#include <fstream>

namespace openclaw::testing {

namespace {

class PluginNetwork final : public Network {
public:
    explicit PluginNetwork(const std::filesystem::path& folder)
        : home_(folder / "plugins" / "echo"), net_(folder / "net") {}
    std::string channel() const override { return "echo"; }
    Json config() const override {
        const Json plugin{{"enabled", true},
                          {"config", {{"folder", net_.string()}, {"secret", "swordfish-123"}}}};
        const Json access{{"dmPolicy", "allowlist"}, {"allowFrom", {"4242"}}, {"groupAllowFrom", {"4242"}}};
        return Json{{"plugins", {{"entries", {{"echo", plugin}}}}}, {"channels", {{"echo", access}}}};
    }
    void start() override {
        const Result<std::string> page = readFile(testing::projectFile("docs/plugins.md"));
        Json manifest = *parseJson(block(*page, "```json\n"));
        const std::string spoiler =
            testing::projectFile("tests/integration/conformance/faulty_plugin.py").string();
        manifest["command"] = Json::array({"python3", "-u", spoiler, (net_ / "faults").string(), "echo.py"});
        for (const char* name : {"inbox", "faults"})
            std::filesystem::create_directories(net_ / name);
        std::filesystem::create_directories(home_);
        (void)writeFileAtomically(home_ / "openclaw.plugin.json", dumpJson(manifest));
        (void)writeFileAtomically(home_ / "echo.py", block(*page, "```python\n"));
    }
    void stop() override {}
    std::string lacks(Trait) const override { return {}; }
    bool isIdempotent() const override { return true; }

    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        last_ = Json{{"chatId", place == Place::direct ? user : "room"},
                     {"chatKind", place == Place::direct ? "direct" : "group"},
                     {"senderId", user},
                     {"text", text},
                     {"mentionsBot", mention},
                     {"canDetectMention", true}};
        if (place == Place::thread) last_["threadId"] = "t1";
        lastName_ = nextName();
        drop(lastName_, dumpJson(last_));
    }
    void sayWithFile(const std::string& text, const std::string& bytes) override {
        std::ofstream(net_ / "inbox" / "note.txt") << bytes;
        Json message = direct(text);
        message["attachments"] = Json::array({Json{{"kind", "document"},
                                                   {"mimeType", "text/plain"},
                                                   {"fileName", "note.txt"},
                                                   {"sizeBytes", bytes.size()},
                                                   {"source", {{"file", "note.txt"}}}}});
        drop(nextName(), dumpJson(message));
    }
    void repeatLast() override { drop(lastName_, dumpJson(last_)); }
    void sayOutOfOrder(const std::string& earlier, const std::string& later) override {
        Json first = direct(earlier);
        first["timestampMs"] = 1'700'000'000'001;
        Json second = direct(later);
        second["timestampMs"] = 1'700'000'000'002;
        drop(nextName(), dumpJson(second));
        drop(nextName(), dumpJson(first));
    }
    void editLast(const std::string& text) override {
        Json edit = direct(text);
        edit.update(Json{{"event", "edit"}, {"targetMessageId", lastName_}});
        drop(nextName(), dumpJson(edit));
    }
    void react() override {
        Json reaction = direct("a reaction");
        reaction.update(Json{{"event", "reaction"}, {"targetMessageId", "x"}, {"emoji", "🔥"}});
        drop(nextName(), dumpJson(reaction));
    }
    void reportOwn(const std::string& text) override {
        Json own{{"chatId", "4242"}, {"senderId", "echo"}, {"isFromBot", true}, {"text", text}};
        drop(nextName(), dumpJson(own));
    }
    void sayJunk() override {
        drop("a-junk", "not json");
        drop("b-junk", R"({"chatId":"x"})");
        drop("c-junk", R"({"chatId":5,"senderId":{},"text":[]})");
    }
    void sayHuge() override { drop("d-huge", R"({"text":")" + std::string(hugeBytes, 'x') + R"("})"); }

    std::string placeOf(Place place) const override {
        return place == Place::direct ? "4242" : place == Place::group ? "room" : "room/t1";
    }
    std::vector<Arrival> arrivals() const override {
        std::vector<std::pair<std::filesystem::file_time_type, Arrival>> found;
        std::error_code ignored;
        for (const auto& item : std::filesystem::directory_iterator(net_ / "outbox", ignored)) {
            if (item.path().extension() != ".json") continue;
            const Result<std::string> text = readFile(item.path());
            const Result<Json> sent = text ? parseJson(*text) : Result<Json>(Json());
            if (!sent) continue;
            const std::string thread = stringOr(*sent, "threadId");
            found.emplace_back(item.last_write_time(),
                               Arrival{stringOr(*sent, "target") + (thread.empty() ? "" : "/" + thread),
                                       stringOr(*sent, "text"), sent->contains("media")});
        }
        std::ranges::sort(found, {}, [](const auto& entry) { return entry.first; });
        std::vector<Arrival> list;
        for (auto& [time, arrival] : found)
            list.push_back(std::move(arrival));
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override {
        // The other side is a process of its own, so there is nothing to be woken by.
        while (arrivals().size() < count)
            co_await sleepFor(std::chrono::milliseconds(10));
    }

    void failSends(SendFailure failure, int times) override {
        for (int i = 0; i < times; ++i)
            ask(std::to_string(next_++) + "-" + nameOf(failure));
    }
    void breakConnection() override { ask("exit"); }
    void goSilent() override { ask("silent"); }
    void trickle() override { ask("trickle"); }
    void revoke() override {
        ask("revoked");
        ask("exit");
    }

private:
    static std::string block(const std::string& page, const std::string& opening) {
        const std::size_t start = page.find(opening) + opening.size();
        return page.substr(start, page.find("\n```", start) - start) + "\n";
    }
    static const char* nameOf(SendFailure failure) {
        switch (failure) {
        case SendFailure::rateLimit: return "rateLimit";
        case SendFailure::serverError: return "serverError";
        case SendFailure::lostBefore: return "lostBefore";
        case SendFailure::lostAfter: return "lostAfter";
        case SendFailure::hangAfter: return "hangAfter";
        }
        return "";
    }
    static Json direct(const std::string& text) {
        return Json{{"chatId", "4242"}, {"senderId", "4242"}, {"text", text}};
    }
    std::string nextName() { return "m" + std::to_string(100 + next_++); }
    void ask(const std::string& fault) const { std::ofstream(net_ / "faults" / fault) << ""; }
    void drop(const std::string& name, const std::string& content) const {
        const std::filesystem::path inbox = net_ / "inbox";
        std::ofstream(inbox / (name + ".part")) << content;
        std::filesystem::rename(inbox / (name + ".part"), inbox / (name + ".json"));
    }
    std::filesystem::path home_;
    std::filesystem::path net_;
    Json last_;
    std::string lastName_;
    int next_ = 1;
};

}

std::unique_ptr<Network> makePluginNetwork(asio::io_context&, const std::filesystem::path& folder) {
    return std::make_unique<PluginNetwork>(folder);
}

}
