// Session rows: merging, filters, labels, and lists that stay index-backed.
#include "store/Database.hpp"
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

class SessionsTest : public StoreFixture {
protected:
    SessionRow put(const SessionPatch& change) { return waitFor(store_->sessions().upsert(change)).value(); }
    std::vector<std::string> keys(const SessionQuery& query) {
        std::vector<std::string> result;
        for (const auto& row : waitFor(store_->sessions().list(query)).value())
            result.push_back(row.sessionKey);
        return result;
    }
    using Keys = std::vector<std::string>;
};

}

TEST_F(SessionsTest, ReturnsNothingForAnUnknownKey) {
    EXPECT_FALSE(waitFor(store_->sessions().get("agent:main:main")).value());
}

TEST_F(SessionsTest, KeepsUnknownFieldsWhenPatched) {
    put(session("k", 10, Json{{"sessionId", "s1"}, {"future", {{"deep", 1}}}}));

    const auto row = put(session("k", 20, Json{{"model", "opus"}}));

    EXPECT_EQ(row.entry["future"]["deep"], 1);
    EXPECT_EQ(row.entry["model"], "opus");
    EXPECT_EQ(row.sessionId, "s1");
}

TEST_F(SessionsTest, DeletesFieldsPatchedWithNull) {
    put(session("k", 10, Json{{"model", "opus"}}));

    const auto row = put(session("k", 20, Json{{"model", nullptr}}));

    EXPECT_FALSE(row.entry.contains("model"));
}

TEST_F(SessionsTest, NeverMovesUpdatedAtBack) {
    put(session("k", 500));

    const auto row = put(session("k", 100, Json{{"updatedAt", 50}}));

    EXPECT_EQ(row.updatedAtMs, 500);
    EXPECT_EQ(row.entry["updatedAt"], 500);
}

TEST_F(SessionsTest, FindsBySessionIdAndLabel) {
    put(session("k", 1, Json{{"sessionId", "s1"}, {"label", "work"}}));

    EXPECT_EQ(waitFor(store_->sessions().findBySessionId("s1")).value()->sessionKey, "k");
    EXPECT_EQ(waitFor(store_->sessions().findByLabel("work")).value()->sessionKey, "k");
    EXPECT_FALSE(waitFor(store_->sessions().findByLabel("")).value());
}

TEST_F(SessionsTest, RefusesALabelInUse) {
    put(session("a", 1, Json{{"label", "work"}}));

    const auto second = waitFor(store_->sessions().upsert(session("b", 1, Json{{"label", "work"}})));

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_EQ(second.error().message, "label already in use: work");
}

TEST_F(SessionsTest, ListsNewestFirstInPages) {
    put(session("a", 1));
    put(session("b", 3));
    put(session("c", 2));
    SessionQuery query;
    query.limit = 2;

    EXPECT_EQ(keys(query), (Keys{"b", "c"}));
    query.offset = 2;
    EXPECT_EQ(keys(query), (Keys{"a"}));
}

TEST_F(SessionsTest, FiltersCombine) {
    put(session("a", 1, Json{{"subject", "Holiday plans"}}));
    put(session("b", 9, Json{{"displayName", "HOLIDAY group"}}));
    auto other = session("c", 9, Json{{"subject", "holiday"}});
    other.agentId = "work";
    put(other);
    SessionQuery query;
    query.search = "holiday";
    query.agentId = "main";
    query.activeSinceMs = 5;

    EXPECT_EQ(keys(query), (Keys{"b"}));
}

TEST_F(SessionsTest, FiltersByParentAndLabel) {
    put(session("parent", 1));
    put(session("child", 2, Json{{"spawnedBy", "parent"}, {"label", "task"}}));
    SessionQuery byParent;
    byParent.spawnedBy = "parent";
    SessionQuery byLabel;
    byLabel.label = "task";

    EXPECT_EQ(keys(byParent), (Keys{"child"}));
    EXPECT_EQ(keys(byLabel), (Keys{"child"}));
}

TEST_F(SessionsTest, LeavesOutGlobalAndUnknownOnRequest) {
    put(session("direct", 1));
    auto global = session("global", 2);
    global.kind = "global";
    put(global);
    auto unknown = session("unknown", 3);
    unknown.kind = "unknown";
    put(unknown);
    SessionQuery query;
    query.includeGlobal = false;
    query.includeUnknown = false;

    EXPECT_EQ(keys(query), (Keys{"direct"}));
}

TEST_F(SessionsTest, RemovesOnce) {
    put(session("k", 1));

    EXPECT_TRUE(waitFor(store_->sessions().remove("k")).value());
    EXPECT_FALSE(waitFor(store_->sessions().remove("k")).value());
    EXPECT_EQ(waitFor(store_->sessions().count()).value(), 0);
}

TEST_F(SessionsTest, PagesThroughTenThousandSessionsByIndex) {
    asio::io_context io;
    for (int i = 0; i < 10000; ++i) {
        asio::co_spawn(io, store_->sessions().upsert(session("k" + std::to_string(i), i)),
                       [](std::exception_ptr, Result<SessionRow> row) { EXPECT_TRUE(row); });
    }
    io.run();

    EXPECT_EQ(waitFor(store_->sessions().count()).value(), 10000);
    EXPECT_EQ(waitFor(store_->sessions().list(SessionQuery())).value().front().sessionKey, "k9999");
}

TEST_F(SessionsTest, ListNeverSorts) {
    store_->stop();
    const auto database = Database::open(file_).value();

    Query plan = database->query("EXPLAIN QUERY PLAN SELECT entry FROM sessions WHERE 1 AND agent_id = ?"
                                 " ORDER BY updated_at DESC, session_key LIMIT 50");

    while (plan.next())
        EXPECT_EQ(plan.text(3).find("TEMP B-TREE"), std::string::npos) << plan.text(3);
}

}
