// Every refusal of the handshake, and what a connection is granted (docs/security.md).
#include "gateway/Authenticator.hpp"

#include "gateway/AttemptLimiter.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "support/FakeClock.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::gateway {
namespace {

using testing::runCoro;

class AuthenticatorTest : public ::testing::Test {
protected:
    AuthenticatorTest() : store(std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder.path())).value())) {
        config.token = Secret("shared-secret");
    }
    ~AuthenticatorTest() override { store->stop(); }

    protocol::ConnectParams params(const std::string& clientId = "cli", const std::string& mode = "cli") {
        protocol::ConnectParams connect;
        connect.minProtocol = 3;
        connect.maxProtocol = 3;
        connect.clientId = clientId;
        connect.clientMode = mode;
        connect.platform = "linux";
        connect.scopes = {"operator.admin", "operator.pairing"};
        connect.token = "shared-secret";
        connect.hasToken = true;
        return connect;
    }
    void sign(protocol::ConnectParams& connect, const std::string& nonce = "n-1") {
        protocol::DeviceProof proof;
        proof.id = crypto::sha256Hex(pair.publicKey);
        proof.publicKey = base64UrlEncode(pair.publicKey);
        proof.signedAt = clock.nowMs();
        proof.nonce = nonce;
        connect.device = proof;
        const std::string role = connect.role.empty() ? "operator" : connect.role;
        connect.device->signature = base64UrlEncode(crypto::signEd25519(pair.privateSeed, protocol::signedText(connect, role)).value());
    }
    AuthDecision decide(const protocol::ConnectParams& connect, bool isLocal = true) {
        Origin origin;
        origin.address = isLocal ? "127.0.0.1" : "192.0.2.7";
        origin.isLocal = isLocal;
        return runCoro(io, authenticator.decide(connect, origin, "n-1"));
    }
    static std::string refusal(const AuthDecision& decision) { return decision.error ? decision.error->message : ""; }

    asio::io_context io;
    testing::TempDir folder;
    testing::FakeClock clock{io.get_executor()};
    std::unique_ptr<store::SqliteStore> store;
    AuthConfig config;
    Authenticator authenticator{clock, *store, [this]() -> const AuthConfig& { return config; }};
    crypto::Ed25519Pair pair = crypto::generateEd25519();
};

TEST_F(AuthenticatorTest, PairsALocalDeviceSilentlyAndGivesItAToken) {
    auto connect = params();
    sign(connect);

    const AuthDecision decision = decide(connect);

    EXPECT_EQ(refusal(decision), "");
    EXPECT_EQ(decision.scopes, connect.scopes);
    EXPECT_EQ(decision.auth["deviceToken"].get<std::string>().size(), 32U);
    ASSERT_EQ(decision.events.size(), 1U);
    EXPECT_EQ(decision.events[0].first, "device.pair.resolved");
}

TEST_F(AuthenticatorTest, ADeviceTokenReplacesTheSecret) {
    auto connect = params();
    sign(connect);
    connect.token = decide(connect).auth["deviceToken"];
    sign(connect);

    EXPECT_EQ(refusal(decide(connect)), "");
    EXPECT_EQ(refusal(decide(connect, false)), "");

    connect.scopes.push_back("operator.approvals");
    sign(connect);
    EXPECT_NE(refusal(decide(connect)), "");
}

TEST_F(AuthenticatorTest, RefusesWhatTheTableRefuses) {
    auto connect = params();
    connect.minProtocol = 4;
    connect.maxProtocol = 5;
    EXPECT_EQ(refusal(decide(connect)), "protocol mismatch");
    EXPECT_EQ(decide(connect).closeCode, 1002);

    connect = params();
    connect.role = "king";
    EXPECT_EQ(refusal(decide(connect)), "invalid role");

    connect = params("openclaw-control-ui", "webchat");
    EXPECT_EQ(refusal(decide(connect)), "control ui requires HTTPS or localhost (secure context)");

    connect = params();
    connect.hasToken = false;
    connect.token.clear();
    EXPECT_EQ(refusal(decide(connect)), "device identity required");
    EXPECT_EQ(decide(connect).error->code, "NOT_PAIRED");

    connect = params();
    sign(connect);
    connect.device->id[0] = connect.device->id[0] == 'a' ? 'b' : 'a';
    EXPECT_EQ(refusal(decide(connect)), "device identity mismatch");

    connect = params();
    sign(connect);
    connect.device->signedAt -= 11 * 60 * 1000;
    EXPECT_EQ(refusal(decide(connect)), "device signature expired");

    connect = params();
    sign(connect, "");
    EXPECT_EQ(refusal(decide(connect)), "device nonce required");

    connect = params();
    sign(connect, "other");
    EXPECT_EQ(refusal(decide(connect)), "device nonce mismatch");

    connect = params();
    sign(connect);
    connect.scopes.push_back("operator.more");
    EXPECT_EQ(refusal(decide(connect)), "device signature invalid");

    connect = params();
    sign(connect);
    connect.device->publicKey = "short";
    EXPECT_EQ(refusal(decide(connect)), "device public key invalid");
}

TEST_F(AuthenticatorTest, NamesAWrongAndAMissingSecretForTheClient) {
    auto connect = params();
    connect.token = "wrong";
    sign(connect);
    EXPECT_EQ(refusal(decide(connect)),
              "unauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)");
    connect = params("openclaw-control-ui", "webchat");
    connect.token.clear();
    connect.hasToken = false;
    sign(connect);
    EXPECT_EQ(refusal(decide(connect)),
              "unauthorized: gateway token missing (open a tokenized dashboard URL or paste token in Control UI settings)");
}

TEST_F(AuthenticatorTest, RemoteDevicesWaitForApproval) {
    auto connect = params();
    sign(connect);

    const AuthDecision first = decide(connect, false);
    const AuthDecision second = decide(connect, false);

    EXPECT_EQ(refusal(first), "pairing required");
    EXPECT_EQ(first.error->details["requestId"], second.error->details["requestId"]);
    EXPECT_EQ(first.events.size(), 1U);
    EXPECT_TRUE(second.events.empty());
}

TEST_F(AuthenticatorTest, TheSecretAloneNeverAdministers) {
    auto connect = params("gateway-client", "backend");
    EXPECT_EQ(decide(connect).scopes, (std::vector<std::string>{"operator.read", "operator.write"}));
    connect.scopes = {};
    EXPECT_EQ(decide(connect).scopes, (std::vector<std::string>{"operator.read"}));
    connect.scopes = {"operator.pairing"};
    EXPECT_TRUE(decide(connect).scopes.empty());
    EXPECT_EQ(refusal(decide(connect, false)), "device identity required");
    connect.role = "node";
    EXPECT_EQ(refusal(decide(connect)), "device identity required");
}

TEST_F(AuthenticatorTest, AnEmptyRequestGetsTheLeast) {
    auto connect = params();
    connect.scopes = {};
    sign(connect);
    EXPECT_EQ(decide(connect).scopes, (std::vector<std::string>{"operator.read"}));
}

TEST_F(AuthenticatorTest, AnotherPlatformNeedsANewApproval) {
    auto connect = params();
    sign(connect);
    connect.token = decide(connect).auth["deviceToken"];
    connect.platform = "other";
    sign(connect);
    EXPECT_EQ(refusal(decide(connect, false)), "pairing required");
}

net::HttpServerRequest from(const std::string& host, const std::string& origin = "", const std::string& peer = "127.0.0.1") {
    net::HttpServerRequest request;
    request.headers.add("Host", host);
    if (!origin.empty())
        request.headers.add("Origin", origin);
    request.peer.address = peer;
    request.peer.isLoopback = peer == "127.0.0.1";
    request.localAddress = "127.0.0.1";
    return request;
}

TEST(HostAndOrigin, OnlyOurOwnNamesAndPages) {
    AuthConfig config;
    config.allowedOrigins = {"https://ui.example"};
    EXPECT_FALSE(checkHostAndOrigin(from("localhost:18789"), config));
    EXPECT_FALSE(checkHostAndOrigin(from("[::1]:18789"), config));
    EXPECT_FALSE(checkHostAndOrigin(from("127.0.0.1:18789", "http://127.0.0.1:18789"), config));
    EXPECT_FALSE(checkHostAndOrigin(from("127.0.0.1:18789", "https://ui.example"), config));
    EXPECT_TRUE(checkHostAndOrigin(from("127.0.0.1:18789", "https://evil.example"), config));
    EXPECT_TRUE(checkHostAndOrigin(from("127.0.0.1:18789", "http://127.0.0.1:1"), config));
    EXPECT_TRUE(checkHostAndOrigin(from("127.0.0.1:18789", "null"), config));
    EXPECT_TRUE(checkHostAndOrigin(from("rebound.example:18789"), config));
    EXPECT_TRUE(checkHostAndOrigin(from(""), config));
}

TEST(Locality, BelievesForwardedHeadersOnlyFromTrustedProxies) {
    AuthConfig config;
    EXPECT_TRUE(resolveOrigin(from("localhost"), config).isLocal);
    EXPECT_FALSE(resolveOrigin(from("localhost", "", "192.0.2.1"), config).isLocal);
    EXPECT_FALSE(resolveOrigin(from("gateway.example"), config).isLocal);
    net::HttpServerRequest forwarded = from("localhost");
    forwarded.headers.add("X-Forwarded-For", "203.0.113.9, 10.0.0.1");
    EXPECT_FALSE(resolveOrigin(forwarded, config).isLocal);
    EXPECT_EQ(resolveOrigin(forwarded, config).address, "127.0.0.1");
    config.trustedProxies = {"127.0.0.1"};
    EXPECT_EQ(resolveOrigin(forwarded, config).address, "203.0.113.9");
    EXPECT_FALSE(resolveOrigin(forwarded, config).isLocal);
}

TEST(AttemptLimiter, LocksAnAddressOutAfterTenFailures) {
    AttemptLimiter limiter;
    AttemptLimiter::Time now{std::chrono::hours(1)};
    for (int i = 0; i < 9; ++i)
        limiter.recordFailure("a", now);
    EXPECT_FALSE(limiter.isLocked("a", now));
    limiter.recordFailure("a", now);
    EXPECT_TRUE(limiter.isLocked("a", now));
    EXPECT_FALSE(limiter.isLocked("b", now));
    EXPECT_TRUE(limiter.isLocked("a", now + std::chrono::seconds(299)));
    EXPECT_FALSE(limiter.isLocked("a", now + std::chrono::seconds(301)));
}

TEST(AttemptLimiter, ForgetsOldFailuresAndStaysSmall) {
    AttemptLimiter limiter;
    AttemptLimiter::Time now{std::chrono::hours(1)};
    for (int i = 0; i < 30; ++i)
        limiter.recordFailure("slow", now + std::chrono::seconds(7 * i));
    EXPECT_FALSE(limiter.isLocked("slow", now + std::chrono::seconds(210)));
    for (int i = 0; i < 10'000; ++i)
        limiter.recordFailure("host" + std::to_string(i), now + std::chrono::seconds(300));
    SUCCEED();
}

}
}
