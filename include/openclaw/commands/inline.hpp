#pragma once

#include "openclaw/commands/levels.hpp"
#include "openclaw/sessions/queue.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Directives inside a message: "/think high what is …" (spec commands.md §4). Each extractor takes its
/// directive out of the text and leaves the rest with single spaces.
namespace openclaw::commands {

/// One directive that names a level. `raw` is the word as typed; unset when there was none.
template <class Level>
struct LevelDirective {
    bool found = false;
    std::optional<Level> level;
    std::optional<std::string> raw;
};

struct ExecDirective {
    bool found = false;
    std::optional<std::string> host, security, ask, node;
    /// As typed; set when the option was given at all.
    std::optional<std::string> rawHost, rawSecurity, rawAsk, rawNode;
    bool invalidHost = false, invalidSecurity = false, invalidAsk = false, invalidNode = false;

    bool hasOptions() const { return rawHost || rawSecurity || rawAsk || rawNode; }
};

struct QueueDirective {
    bool found = false;
    bool reset = false;
    std::optional<sessions::QueueMode> mode;
    std::optional<std::int64_t> debounceMs;
    std::optional<std::int64_t> cap;
    std::optional<sessions::DropPolicy> drop;
    std::optional<std::string> rawMode, rawDebounce, rawCap, rawDrop;

    bool hasOptions() const { return rawDebounce || rawCap || rawDrop; }
};

struct ModelDirective {
    bool found = false;
    std::optional<std::string> model;
    std::optional<std::string> profile;
};

struct InlineDirectives {
    std::string cleaned;
    LevelDirective<ThinkLevel> think;
    LevelDirective<VerboseLevel> verbose;
    LevelDirective<ReasoningLevel> reasoning;
    LevelDirective<ElevatedLevel> elevated;
    ExecDirective exec;
    bool status = false;
    ModelDirective model;
    QueueDirective queue;

    bool any() const;
};
/// `modelAliases` may be used as commands of their own ("/opus").
InlineDirectives parseInline(std::string_view text, std::span<const std::string> modelAliases = {});

/// The single steps of parseInline; `text` is replaced by what is left.
ModelDirective takeModel(std::string& text, std::span<const std::string> aliases);
ExecDirective takeExec(std::string& text);
QueueDirective takeQueue(std::string& text);
/// Takes every "/status" out; false when there was none.
bool takeStatus(std::string& text);

struct SimpleCommand {
    std::string command; // "/help", "/commands", "/whoami"
    std::string cleaned;
};
/// A command that is answered on the side of a message.
std::optional<SimpleCommand> takeSimpleCommand(std::string_view text);

}
