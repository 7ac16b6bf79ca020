#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/media/pixels.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// JPEG, PNG and WebP in and out of memory. Only for the image child: a decoder that cannot go on ends the
/// process.
namespace openclaw::media {

/// The whole picture. A JPEG may come smaller than it is, but not below `wantedSide`. Errc::invalidInput with
/// what is wrong with the file.
Result<Pixels> decodePicture(std::string_view file, std::uint32_t wantedSide);

/// Opacity is laid on white.
std::string encodeJpeg(const Pixels& picture, int quality);
Result<std::string> encodePng(const Pixels& picture);

/// Called by libjpeg instead of returning: says why and ends the process.
using GiveUp = void (*)(std::string_view why);
void onDecoderFailure(GiveUp giveUp);

}
