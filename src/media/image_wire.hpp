#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/media/ImageWorker.hpp"

#include <optional>
#include <string>

/// What the gateway and its image child say to each other: one JSON line, then bytes whose lengths the line
/// gives.
namespace openclaw::media {

inline std::string toWire(const ImageWish& wish, const std::string& file) {
    const Json head{{"maxSide", wish.maxSide},
                    {"maxBytes", wish.maxBytes},
                    {"asJpeg", wish.asJpeg},
                    {"thumbnailSide", wish.thumbnailSide}};
    return dumpJson(head) + "\n" + file;
}

inline std::string toWire(const PreparedImage& image) {
    const Json head{{"mime", image.mimeType},
                    {"width", image.width},
                    {"height", image.height},
                    {"bytes", image.bytes.size()}};
    return dumpJson(head) + "\n" + image.bytes + image.thumbnail;
}

inline std::string refusalToWire(std::string_view why) {
    return dumpJson(Json{{"error", std::string(why)}}) + "\n";
}

}
