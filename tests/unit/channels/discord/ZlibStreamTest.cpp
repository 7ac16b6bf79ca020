#include "channels/discord/ZlibStream.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace openclaw::channels::discord {
namespace {

/// What Discord's side does.
class Deflater {
public:
    Deflater() { deflateInit(&stream_, Z_BEST_COMPRESSION); }
    ~Deflater() { deflateEnd(&stream_); }
    std::string push(std::string text) {
        std::string out(compressBound(static_cast<uLong>(text.size())) + 64, '\0');
        stream_.next_in = reinterpret_cast<Bytef*>(text.data());
        stream_.avail_in = static_cast<uInt>(text.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        deflate(&stream_, Z_SYNC_FLUSH);
        out.resize(out.size() - stream_.avail_out);
        return out;
    }

private:
    z_stream stream_{};
};

TEST(ZlibStream, KeepsItsContextBetweenMessages) {
    Deflater server;
    ZlibStream client(1 << 20);

    EXPECT_EQ(client.push(server.push("first message")).value(), "first message");
    EXPECT_EQ(client.push(server.push("first message again")).value(), "first message again");
}

TEST(ZlibStream, WaitsForTheEndOfAMessage) {
    Deflater server;
    ZlibStream client(1 << 20);
    const std::string bytes = server.push("cut in two");

    EXPECT_FALSE(client.push(bytes.substr(0, 5)).value());
    EXPECT_EQ(client.push(bytes.substr(5)).value(), "cut in two");
}

TEST(ZlibStream, RefusesABomb) {
    Deflater server;
    ZlibStream client(100'000);

    const auto message = client.push(server.push(std::string(5'000'000, 'a')));

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, Errc::invalidInput);
}

TEST(ZlibStream, ReportsABrokenStream) {
    ZlibStream client(100'000);

    EXPECT_EQ(client.push(std::string("junk\x00\x00\xff\xff", 8)).error().code, Errc::corrupt);
}

}
}
