// What is read of files before anything decodes them: picture sizes, EXIF orientation, MP4 boxes, Ogg pages.
#include "openclaw/media/exif.hpp"
#include "openclaw/media/sniff.hpp"
#include "openclaw/whatsapp/files.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view file(reinterpret_cast<const char*>(data), size);
    (void)openclaw::media::sniffMime(file);
    (void)openclaw::media::pictureSize(file);
    const int orientation = openclaw::media::orientationOf(file);
    if (orientation < 1 || orientation > 8) std::abort();
    const std::string waveform = openclaw::whatsapp::oggWaveform(file);
    if (!waveform.empty() && waveform.size() != 64) std::abort();
    (void)openclaw::whatsapp::oggSeconds(file);
    (void)openclaw::whatsapp::readMovieBox(file);
    (void)openclaw::whatsapp::readMovie([&](std::uint64_t at, std::size_t bytes) {
        return at < file.size() ? file.substr(at, bytes) : std::string_view();
    });
    return 0;
}
