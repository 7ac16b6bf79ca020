// The user's launchd, through launchctl in the domain of the graphical session.
#include "cli/programs.hpp"
#include "cli/service/ServiceManager.hpp"
#include "openclaw/core/files.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

class LaunchdManager : public ServiceManager {
public:
    explicit LaunchdManager(const Environment& environment) : environment_(environment) {}

    ServiceWords words() const override {
        return {"LaunchAgent", "LaunchAgent", "LaunchAgent", "loaded", "not loaded"};
    }
    std::string name() const override { return launchdLabel(environment_); }
    fs::path file() const override {
        return environment_.homeDirectory() / "Library" / "LaunchAgents" / (name() + ".plist");
    }
    std::string startCommand() const override {
        return fmt::format("launchctl bootstrap {} {}", domain(), file().string());
    }

    Result<void> checkAvailable() const override {
        if (hasProgram(environment_, "launchctl")) return {};
        return Error(Errc::unavailable, "launchctl unavailable: it was not found");
    }

    Result<bool> isLoaded() const override {
        if (const Result<void> available = checkAvailable(); !available) return available.error();
        const Result<ProgramOutcome> answer = launchctl({"print", target()});
        if (!answer) return answer.error();
        return answer->isGood();
    }

    Result<void> install(const ServiceDescription& service) const override {
        if (const Result<void> available = checkAvailable(); !available) return available.error();
        if (const Result<void> logs = ensurePrivateDirectory(fs::path(service.outputFile).parent_path());
            !logs)
            return logs.error();
        // A job of the same label has to go first; that there was none is no failure.
        const Result<ProgramOutcome> gone = launchctl({"bootout", target()});
        if (!gone) return gone.error();
        if (const Result<void> written = writeFileAtomically(file(), launchdPlistText(name(), service));
            !written)
            return written.error();
        if (const Result<void> enabled = mustSucceed({"enable", target()}); !enabled) return enabled.error();
        if (const Result<void> loaded = mustSucceed({"bootstrap", domain(), file().string()}); !loaded)
            return loaded.error();
        return mustSucceed({"kickstart", "-k", target()});
    }

    Result<bool> uninstall() const override {
        if (const Result<void> available = checkAvailable(); !available) return available.error();
        const Result<ProgramOutcome> gone = launchctl({"bootout", target()});
        if (!gone) return gone.error();
        std::error_code failure;
        const bool isRemoved = fs::remove(file(), failure);
        if (failure) return Error(Errc::unavailable, file().string() + ": " + failure.message());
        return isRemoved;
    }

    Result<void> restart() const override { return mustSucceed({"kickstart", "-k", target()}); }
    Result<void> stop() const override { return mustSucceed({"bootout", target()}); }

    std::optional<ServiceDescription> installed() const override {
        const Result<std::string> text = readFile(file());
        return text ? std::optional(parseLaunchdPlist(*text)) : std::nullopt;
    }

    ServiceRuntime runtime() const override {
        ServiceRuntime runtime;
        const Result<ProgramOutcome> printed = launchctl({"print", target()});
        if (printed && printed->isGood()) return parseLaunchctlPrint(printed->output);
        runtime.detail = printed ? printed->explanation() : printed.error().message;
        runtime.isMissingUnit = printed.has_value();
        return runtime;
    }

private:
    static std::string domain() { return fmt::format("gui/{}", ::getuid()); }
    std::string target() const { return domain() + "/" + name(); }

    Result<ProgramOutcome> launchctl(std::vector<std::string> words) const {
        words.insert(words.begin(), "launchctl");
        return runProgram(environment_, std::move(words));
    }

    Result<void> mustSucceed(const std::vector<std::string>& words) const {
        const Result<ProgramOutcome> done = launchctl(words);
        if (!done) return done.error();
        if (done->isGood()) return {};
        return Error(Errc::unavailable,
                     fmt::format("launchctl {} failed: {}", words.front(), done->explanation()));
    }

    Environment environment_;
};

}

std::unique_ptr<ServiceManager> makeLaunchdManager(const Environment& environment) {
    return std::make_unique<LaunchdManager>(environment);
}

}
