// The fake Bot API server as a program, for tests of the built binary: openclaw_fake_telegram [port] [token].
#include "support/FakeTelegram.hpp"

#include "openclaw/core/strings.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <cstdio>

int main(int argc, char** argv) {
    const auto port = openclaw::parseInteger(argc > 1 ? argv[1] : "0");
    if (!port || *port < 0 || *port > 65535) {
        fmt::print(stderr, "usage: openclaw_fake_telegram [port] [token]\n");
        return 2;
    }
    boost::asio::io_context io(1);
    openclaw::testing::FakeTelegram server(io.get_executor(), argc > 2 ? argv[2] : "123456:TEST-token");
    const auto bound = server.listen(static_cast<std::uint16_t>(*port));
    if (!bound) {
        fmt::print(stderr, "{}\n", bound.error().message);
        return 1;
    }
    fmt::print("listening on {}\n", server.root());
    std::fflush(stdout);
    io.run();
}
