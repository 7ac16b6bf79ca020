// The user's systemd, through systemctl --user.
#include "cli/programs.hpp"
#include "cli/service/ServiceManager.hpp"
#include "openclaw/core/files.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

class SystemdManager : public ServiceManager {
public:
    explicit SystemdManager(const Environment& environment) : environment_(environment) {}

    ServiceWords words() const override {
        return {"systemd", "systemd service", "Systemd service", "enabled", "disabled"};
    }
    std::string name() const override { return systemdUnitName(environment_); }
    fs::path file() const override {
        return environment_.homeDirectory() / ".config" / "systemd" / "user" / name();
    }
    std::string startCommand() const override { return "systemctl --user start " + name(); }

    Result<void> checkAvailable() const override {
        const Result<ProgramOutcome> answer = systemctl({"show", "--property=Version"});
        if (answer && answer->isGood()) return {};
        return Error(Errc::unavailable, "systemctl --user unavailable: " +
                                            (answer ? answer->explanation() : answer.error().message));
    }

    Result<bool> isLoaded() const override {
        if (const Result<void> available = checkAvailable(); !available) return available.error();
        const Result<ProgramOutcome> answer = systemctl({"is-enabled", name()});
        if (!answer) return answer.error();
        return answer->isGood();
    }

    Result<void> install(const ServiceDescription& service) const override {
        if (const Result<void> available = checkAvailable(); !available) return available.error();
        if (const Result<void> written = writeFileAtomically(file(), systemdUnitText(service)); !written)
            return written.error();
        if (const Result<void> read = mustSucceed({"daemon-reload"}); !read) return read.error();
        if (const Result<void> enabled = mustSucceed({"enable", name()}); !enabled) return enabled.error();
        return mustSucceed({"restart", name()});
    }

    Result<bool> uninstall() const override {
        if (const Result<void> available = checkAvailable(); !available) return available.error();
        // Also without a file: a unit that was deleted by hand may still run. How it ends says nothing then.
        const Result<ProgramOutcome> disabled = systemctl({"disable", "--now", name()});
        if (!disabled) return disabled.error();
        std::error_code failure;
        const bool isRemoved = fs::remove(file(), failure);
        if (failure) return Error(Errc::unavailable, file().string() + ": " + failure.message());
        if (const Result<void> read = mustSucceed({"daemon-reload"}); !read) return read.error();
        return isRemoved;
    }

    Result<void> restart() const override { return mustSucceed({"restart", name()}); }
    Result<void> stop() const override { return mustSucceed({"stop", name()}); }

    std::optional<ServiceDescription> installed() const override {
        const Result<std::string> text = readFile(file());
        return text ? std::optional(parseSystemdUnit(*text)) : std::nullopt;
    }

    ServiceRuntime runtime() const override {
        ServiceRuntime runtime;
        if (const Result<void> available = checkAvailable(); !available) {
            runtime.detail = "Error: " + available.error().message;
            return runtime;
        }
        const Result<ProgramOutcome> shown =
            systemctl({"show", name(), "--no-page", "--property",
                       "LoadState,ActiveState,SubState,MainPID,ExecMainStatus,ExecMainCode"});
        if (shown && shown->isGood()) return parseSystemctlShow(shown->output);
        runtime.detail = shown ? shown->explanation() : shown.error().message;
        return runtime;
    }

private:
    Result<ProgramOutcome> systemctl(std::vector<std::string> words) const {
        std::vector<std::string> command = {"systemctl", "--user"};
        command.insert(command.end(), words.begin(), words.end());
        return runProgram(environment_, std::move(command));
    }

    Result<void> mustSucceed(const std::vector<std::string>& words) const {
        const Result<ProgramOutcome> done = systemctl(words);
        if (!done) return done.error();
        if (done->isGood()) return {};
        return Error(Errc::unavailable,
                     fmt::format("systemctl {} failed: {}", words.front(), done->explanation()));
    }

    Environment environment_;
};

}

std::unique_ptr<ServiceManager> makeSystemdManager(const Environment& environment) {
    return std::make_unique<SystemdManager>(environment);
}

std::unique_ptr<ServiceManager> makeServiceManager(const Environment& environment) {
#ifdef __APPLE__
    return makeLaunchdManager(environment);
#else
    return makeSystemdManager(environment);
#endif
}

}
