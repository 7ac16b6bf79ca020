// Command lines of a model, split for an allowlist. What the reader lets through must be plain words.
#include "openclaw/security/shell_commands.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw::security;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parts = splitShellCommand(text);
    if (parts) {
        if (parts->empty() || parts->size() > maxJudgedParts) __builtin_trap();
        for (const ShellPart& part : *parts) {
            if (part.words.empty() || part.words.front().empty()) __builtin_trap();
            isHarmlessFilter(part);
            isInterpreter(part.words.front());
            isShellBuiltin(part.words.front());
            matchesProgramPattern(part.words.front(), part.words.back(), "/home/a");
        }
    }
    // A substitution outside quotes never passes, whatever stands around it.
    if (splitShellCommand("a " + std::string(text.substr(0, text.find_first_of("'\\\"#"))) + "$(b)"))
        __builtin_trap();
    return 0;
}
