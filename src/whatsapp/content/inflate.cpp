// zlib, with a limit on what comes out.
#include "whatsapp/content/inflate.hpp"

#include <zlib.h>

#include <array>

namespace openclaw::whatsapp {

Result<std::string> inflateZlib(std::string_view packed, std::size_t limit) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return Error(Errc::internal, "zlib cannot start");
    std::string input(packed);
    stream.next_in = reinterpret_cast<unsigned char*>(input.data());
    stream.avail_in = static_cast<unsigned>(input.size());
    std::string out;
    std::array<unsigned char, 16 * 1024> chunk;
    int status = Z_OK;
    while (status == Z_OK) {
        stream.next_out = chunk.data();
        stream.avail_out = static_cast<unsigned>(chunk.size());
        status = inflate(&stream, Z_NO_FLUSH);
        out.append(reinterpret_cast<const char*>(chunk.data()), chunk.size() - stream.avail_out);
        if (out.size() > limit) status = Z_MEM_ERROR;
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END) return Error(Errc::invalidInput, "compressed data is damaged or too large");
    return out;
}

}
