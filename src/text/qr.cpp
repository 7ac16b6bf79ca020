// QR codes: libqrencode makes the modules, the drawing is ours. The PNG is the smallest valid one: one bit
// per pixel, one compressed block.
#include "openclaw/text/qr.hpp"

#include <qrencode.h>
#include <zlib.h>

#include <cstdint>
#include <memory>

namespace openclaw::text {

namespace {

constexpr std::size_t quietZone = 2;
constexpr std::size_t pngQuietZone = 4;

struct CodeDeleter {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

/// Dark beyond the code counts as light.
bool isDarkAt(const QrCode& code, std::size_t row, std::size_t column, std::size_t margin) {
    const bool isInside =
        row >= margin && column >= margin && row < code.size + margin && column < code.size + margin;
    return isInside && code.isDark(row - margin, column - margin);
}

void appendNumber(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift & 0xff));
}

void appendChunk(std::string& out, std::string_view kind, std::string_view content) {
    appendNumber(out, static_cast<std::uint32_t>(content.size()));
    std::string body(kind);
    body.append(content);
    out.append(body);
    const auto* bytes = reinterpret_cast<const unsigned char*>(body.data());
    appendNumber(out, static_cast<std::uint32_t>(crc32(0, bytes, static_cast<unsigned>(body.size()))));
}

std::string deflated(const std::string& bytes) {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    std::string out(size, '\0');
    compress(reinterpret_cast<unsigned char*>(out.data()), &size,
             reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<uLong>(bytes.size()));
    out.resize(size);
    return out;
}

}

Result<QrCode> encodeQr(std::string_view text) {
    const std::unique_ptr<QRcode, CodeDeleter> made(
        QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_L));
    if (!made) return Error(Errc::invalidInput, "the text does not fit into a QR code");
    QrCode code;
    code.size = static_cast<std::size_t>(made->width);
    code.modules.resize(code.size * code.size);
    for (std::size_t i = 0; i < code.modules.size(); ++i)
        code.modules[i] = (made->data[i] & 1) != 0;
    return code;
}

std::string drawQr(const QrCode& code, bool onDark) {
    const std::size_t side = code.size + 2 * quietZone;
    std::string out;
    for (std::size_t row = 0; row < side; row += 2) {
        for (std::size_t column = 0; column < side; ++column) {
            const bool upper = isDarkAt(code, row, column, quietZone) != onDark;
            const bool lower =
                (row + 1 < side ? isDarkAt(code, row + 1, column, quietZone) : false) != onDark;
            out += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        out += '\n';
    }
    return out;
}

std::string qrPng(const QrCode& code, std::size_t scale) {
    const std::size_t side = code.size + 2 * pngQuietZone;
    const std::size_t pixels = side * scale;
    std::string rows;
    for (std::size_t row = 0; row < side; ++row) {
        std::string line(1 + (pixels + 7) / 8, '\0');
        for (std::size_t x = 0; x < pixels; ++x) {
            if (isDarkAt(code, row, x / scale, pngQuietZone)) continue;
            line[1 + x / 8] = static_cast<char>(line[1 + x / 8] | 0x80 >> (x % 8));
        }
        for (std::size_t i = 0; i < scale; ++i)
            rows += line;
    }
    std::string header;
    appendNumber(header, static_cast<std::uint32_t>(pixels));
    appendNumber(header, static_cast<std::uint32_t>(pixels));
    // One bit of grey per pixel, no interlacing.
    header.append(std::string_view("\x01\0\0\0\0", 5));
    std::string out("\x89PNG\r\n\x1a\n", 8);
    appendChunk(out, "IHDR", header);
    appendChunk(out, "IDAT", deflated(rows));
    appendChunk(out, "IEND", {});
    return out;
}

}
