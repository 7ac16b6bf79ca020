#pragma once

#include <optional>
#include <string_view>

namespace openclaw::ui {

/// A file of the Control UI, embedded in the program.
struct Asset {
    std::string_view content;
    std::string_view contentType;
};

/// The asset at a path below the UI's root ("index.html", "assets/app.js"), or nullopt.
std::optional<Asset> findAsset(std::string_view path);

}
