#pragma once

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"
#include "support/source_dir.hpp"

#include <stdexcept>
#include <string>

namespace openclaw::whatsapp {

/// The test vectors that third-party clients made (vectors.json).
inline const Json& vectors() {
    static const Json all = [] {
        const auto text = readFile(testing::projectFile("tests/unit/whatsapp/vectors.json"));
        if (!text) throw std::runtime_error(text.error().message);
        return parseJson(*text).value();
    }();
    return all;
}

inline std::string unhex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}
inline std::string unhex(const Json& object, const char* key) {
    return unhex(object.at(key).get<std::string>());
}

}
