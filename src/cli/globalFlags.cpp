// Takes the global flags out of a command line.
#include "cli/globalFlags.hpp"

#include <algorithm>
#include <cctype>

namespace openclaw::cli {

namespace {

constexpr std::size_t maxProfileLength = 64;

bool isProfileName(const std::string& name) {
    const auto isPlain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
    return !name.empty() && name.size() <= maxProfileLength && std::isalnum(static_cast<unsigned char>(name[0])) != 0 &&
           std::all_of(name.begin(), name.end(), isPlain);
}

class Scanner {
public:
    explicit Scanner(const std::vector<std::string>& arguments) : arguments_(arguments) {}

    Result<GlobalFlags> scan() {
        for (; at_ < arguments_.size(); ++at_) {
            const Result<void> taken = take(arguments_[at_]);
            if (!taken)
                return taken.error();
        }
        return std::move(flags_);
    }

private:
    Result<void> take(const std::string& word) {
        if (isForwarding_ || optionsEnded_) {
            flags_.words.push_back(word);
            return {};
        }
        if (word == "-V" || word == "-v" || word == "--version") {
            flags_.wantsVersion = true;
            return {};
        }
        if (word == "--no-color") {
            flags_.noColor = true;
            return {};
        }
        if (!hasCommand_ && word == "--dev")
            return takeDev();
        if (!hasCommand_ && (word == "--profile" || word.starts_with("--profile=")))
            return takeProfile(word);
        if (!hasCommand_ && !word.starts_with('-')) {
            hasCommand_ = true;
            isForwarding_ = word == "pi";
        }
        optionsEnded_ = word == "--";
        flags_.words.push_back(word);
        return {};
    }

    Result<void> takeDev() {
        if (!flags_.profile.empty())
            return Error(Errc::invalidInput, "Cannot combine --dev with --profile");
        flags_.isDev = true;
        return {};
    }

    Result<void> takeProfile(const std::string& word) {
        if (flags_.isDev)
            return Error(Errc::invalidInput, "Cannot combine --dev with --profile");
        const std::size_t equals = word.find('=');
        std::string name;
        if (equals != std::string::npos)
            name = word.substr(equals + 1);
        else if (at_ + 1 < arguments_.size())
            name = arguments_[++at_];
        if (name.empty())
            return Error(Errc::invalidInput, "--profile requires a value");
        if (!isProfileName(name))
            return Error(Errc::invalidInput, "Invalid --profile (use letters, numbers, \"_\", \"-\" only)");
        flags_.profile = name;
        return {};
    }

    const std::vector<std::string>& arguments_;
    std::size_t at_ = 0;
    bool hasCommand_ = false;
    bool isForwarding_ = false;
    bool optionsEnded_ = false;
    GlobalFlags flags_;
};

}

Result<GlobalFlags> readGlobalFlags(const std::vector<std::string>& arguments) { return Scanner(arguments).scan(); }

}
