#pragma once

#include "openclaw/core/json.hpp"

#include <span>
#include <string>
#include <string_view>

/// Hooks of the house: small habits that a configuration switches on. Hooks of others are plugins
/// (docs/plugins.md).
namespace openclaw::hooks {

struct BundledHook {
    std::string_view name;
    std::string_view emoji;
    std::string_view description;
    /// "command:new", or "command" for all of them.
    std::string_view event;
};

std::span<const BundledHook> bundledHooks();
/// nullptr for an unknown name.
const BundledHook* findBundledHook(std::string_view name);
/// `hooks.internal.enabled`, unless `hooks.internal.entries.<name>.enabled` is false.
bool isHookOn(const Json& config, std::string_view name);

/// "2026-01-16-vendor-pitch.md": the day, and the first words that say something; the time of day without
/// any.
std::string memoryFileName(std::string_view firstWords, std::int64_t epochMs, std::string_view zone);

}
