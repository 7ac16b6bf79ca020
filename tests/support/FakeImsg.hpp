#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::testing {

/// The imsg program of our own, behind the launcher seam: one Messages database that outlives its processes, `imsg rpc`
/// over in-memory pipes, faults on request. Chat 1 is direct with +15555550123, chat 2 a group.
class FakeImsg final : public process::Launcher {
public:
    explicit FakeImsg(asio::any_io_executor executor);
    ~FakeImsg() override;

    Result<std::unique_ptr<process::ChildProcess>> launch(process::LaunchSpec spec) override;

    /// A row in the database, reported to the watch. Returns its number.
    std::int64_t pushRow(std::int64_t chat, const std::string& sender, const std::string& text, const Json& more = Json::object());
    /// The same, but not reported: repeatRow() does that.
    std::int64_t addRow(std::int64_t chat, const std::string& sender, const std::string& text, const Json& more = Json::object());
    /// A row reported (again).
    void repeatRow(std::int64_t id);
    /// A line on stdout, exactly as given.
    void pushLine(std::string line);
    /// Messages and rows of the past are dropped, but for the last few.
    void forget();
    /// The program ends by itself.
    void exit(int code);
    /// The program lives on and neither answers nor reports anything; the next one is well.
    void hang();

    enum class Fault { error, exitBefore, exitAfter, hangAfter };
    struct SendFault {
        Fault kind = Fault::error;
        Json error = Json::object();
    };
    std::deque<SendFault> sendFaults;
    /// Every request is answered with this error.
    Json permanentError;
    /// The watch reports our own sends as inbound, as macOS does for a moment.
    bool echoesAsInbound = true;
    /// The program's output arrives byte by byte.
    bool isTrickling = false;

    const std::vector<Json>& sent() const { return sent_; }
    const std::vector<std::vector<std::string>>& launches() const { return launches_; }
    /// Parameters of the subscriptions, in order.
    const std::vector<Json>& subscriptions() const { return subscriptions_; }
    asio::awaitable<void> waitForSent(std::size_t count);
    asio::awaitable<void> waitForSubscriptions(std::size_t count);

private:
    friend class FakeImsgProcess;
    struct Pipe;
    void onLine(const std::string& line);
    void answer(const Json& id, const Json& result);
    void report(const Json& row);

    asio::any_io_executor executor_;
    Notifier changed_;
    std::shared_ptr<Pipe> pipe_;
    std::deque<Json> rows_;
    std::int64_t droppedRows_ = 0;
    std::vector<Json> sent_;
    std::vector<Json> subscriptions_;
    std::vector<std::vector<std::string>> launches_;
    bool isWatched_ = false;
};

}
