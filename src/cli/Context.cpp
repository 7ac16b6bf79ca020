// The surroundings of one command. Nothing is read before a command asks for it, so that `--version` and errors are
// instant.
#include "cli/Context.hpp"

#include "openclaw/config/environment_files.hpp"
#include "openclaw/config/paths.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace openclaw::cli {

const config::Snapshot& Context::snapshot() {
    if (!snapshot_) {
        std::error_code ignored;
        const std::filesystem::path here = std::filesystem::current_path(ignored);
        config::loadDotEnvFiles(environment, here, stateDirectory());
        snapshot_ = config::readSnapshot(config::configFile(environment), environment);
    }
    return *snapshot_;
}

const config::Config& Context::config() {
    if (!config_) {
        const config::Snapshot& read = snapshot();
        const Json root = read.valid ? read.config : config::withDefaults(Json::object(), false);
        config_ = std::make_shared<const config::Config>(root, environment);
    }
    return *config_;
}

std::filesystem::path Context::stateDirectory() const { return config::stateDirectory(environment); }

std::string Context::programFile() {
    std::error_code failed;
    const std::filesystem::path file = std::filesystem::read_symlink("/proc/self/exe", failed);
    return failed ? std::string("openclaw") : file.string();
}

std::string Context::shortPath(const std::filesystem::path& path) const {
    const std::string home = environment.homeDirectory().string() + "/";
    std::string text = path.string();
    if (text.starts_with(home))
        text.replace(0, home.size(), "~/");
    return text;
}

std::string Context::commandHint(const std::string& arguments) const {
    const std::string profile = environment.get("OPENCLAW_PROFILE");
    const bool isNamed = !profile.empty() && profile != "default";
    return isNamed ? "openclaw --profile " + profile + " " + arguments : "openclaw " + arguments;
}

void Context::print(const std::string& text) const {
    fmt::print(stdout, "{}\n", text);
    std::fflush(stdout);
}

void Context::printJson(const Json& value) const { print(dumpJsonPretty(value)); }

void Context::warn(const std::string& text) const { fmt::print(stderr, "{}\n", text); }

int Context::fail(const std::string& text) const {
    warn(text);
    return 1;
}

std::string formatAge(std::int64_t ageMs) {
    const std::int64_t minutes = ageMs / 60'000;
    if (minutes < 1)
        return "just now";
    if (minutes < 60)
        return fmt::format("{}m ago", minutes);
    if (minutes < 48 * 60)
        return fmt::format("{}h ago", minutes / 60);
    return fmt::format("{}d ago", minutes / (24 * 60));
}

}
