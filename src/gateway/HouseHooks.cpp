// What the house does by habit: BOOT.md at the start, a list of commands, and notes of conversations that
// end.
#include "gateway/HouseHooks.hpp"

#include "gateway/messageText.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/hooks/bundled.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace openclaw::gateway {

namespace {

constexpr std::size_t maxBootBytes = 64 * 1024;
constexpr std::size_t maxTasks = 64;
constexpr std::int64_t usualMessages = 15;
constexpr std::int64_t maxMessages = 200;
/// The latest messages of a session hold tool calls, too.
constexpr std::size_t pageFactor = 4;

std::string bootPrompt(const std::string& instructions) {
    return "The gateway has just started. Do what BOOT.md of your workspace says, and nothing else. Whatever "
           "people are "
           "to be told goes through the message tool; your answer itself is shown to nobody, so end with "
           "NO_REPLY.\n\n"
           "BOOT.md:\n" +
           instructions;
}

Result<void> appendLine(const std::filesystem::path& file, std::string line) {
    if (const Result<void> folder = ensurePrivateDirectory(file.parent_path()); !folder) return folder;
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return Error(Errc::unavailable, "cannot open " + file.string());
    line += '\n';
    const ssize_t written = ::write(descriptor, line.data(), line.size());
    ::close(descriptor);
    if (written != static_cast<ssize_t>(line.size()))
        return Error(Errc::unavailable, "cannot write " + file.string());
    return {};
}

/// A file of that name that is new: a second conversation of the day with the same words gets a number.
Result<void>
createNumbered(const std::filesystem::path& folder, const std::string& name, const std::string& text) {
    if (const Result<void> made = ensurePrivateDirectory(folder); !made) return made;
    const std::string stem = name.substr(0, name.size() - 3);
    for (int i = 1; i <= 100; ++i) {
        const std::filesystem::path file = folder / (i == 1 ? name : fmt::format("{}-{}.md", stem, i));
        const Result<bool> created = createFileAtomically(file, text);
        if (!created) return created.error();
        if (*created) return {};
    }
    return Error(Errc::conflict, "there are too many files called " + name);
}

/// What was said, as "user: …" lines; tool calls and empty messages left out.
std::vector<std::string> spokenLines(const std::vector<store::TranscriptMessage>& messages,
                                     std::size_t limit) {
    std::vector<std::string> lines;
    for (const store::TranscriptMessage& message : messages) {
        if (message.role != "user" && message.role != "assistant") continue;
        std::string text = plainText(message.message);
        if (message.role == "user") text = withoutEnvelope(std::move(text));
        const std::string_view words = trimUnicode(text);
        if (!words.empty() && !words.starts_with('/'))
            lines.push_back(message.role + ": " + std::string(words));
    }
    if (lines.size() > limit) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(limit));
    return lines;
}

std::string firstWordsOf(const std::vector<std::string>& lines) {
    const auto first =
        std::ranges::find_if(lines, [](const std::string& line) { return line.starts_with("user: "); });
    return first == lines.end() ? std::string() : first->substr(6);
}

}

HouseHooks::HouseHooks(asio::any_io_executor executor,
                       Clock& clock,
                       store::Store& store,
                       Worker& worker,
                       plugins::PluginServices& plugins,
                       dispatch::SettingsSource settings,
                       std::function<std::filesystem::path(const std::string& agentId)> workspace,
                       std::filesystem::path stateDirectory,
                       Boot boot)
    : clock_(clock), store_(store), worker_(worker), plugins_(plugins), settings_(std::move(settings)),
      workspace_(std::move(workspace)), stateDirectory_(std::move(stateDirectory)), boot_(std::move(boot)),
      tasks_(std::move(executor)) {}

bool HouseHooks::isOn(std::string_view hook) const { return hooks::isHookOn(settings_()->root, hook); }

void HouseHooks::onStartup() {
    plugins_.publish("gateway:startup", Json::object());
    if (isOn("boot-md")) tasks_.spawn("hooks.boot", bootAgents());
}

asio::awaitable<void> HouseHooks::bootAgents() {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto settings = settings_();
    std::vector<std::string> agents;
    for (const auto& agent : settings->routing.agents)
        agents.push_back(agent.id);
    if (agents.empty()) agents.push_back(settings->defaultAgentId);
    for (const std::string& agentId : agents) {
        std::function<Result<std::string>()> job = [file = workspace_(agentId) / "BOOT.md"] {
            return readFile(file, maxBootBytes);
        };
        const Result<std::string> text = co_await worker_.run(std::move(job));
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
        if (!text && text.error().is(Errc::notFound)) continue;
        if (text && trimUnicode(*text).empty()) continue;
        Result<void> begun;
        if (text) {
            std::string prompt = bootPrompt(*text);
            begun = co_await boot_(agentId, std::move(prompt));
        } else {
            begun = text.error();
        }
        if (!begun) log::warn("hooks", "boot-md of agent {}: {}", agentId, begun.error().message);
    }
}

void HouseHooks::onCommand(const dispatch::CommandEvent& event) {
    const Json data{{"action", event.action},     {"sessionKey", event.sessionKey},
                    {"agentId", event.agentId},   {"sessionId", event.sessionId},
                    {"senderId", event.senderId}, {"source", event.source}};
    plugins_.publish("command:" + event.action, data);
    if (tasks_.size() >= maxTasks) {
        log::warn("gateway", "/{} is not noted: {} earlier hooks are still at work", event.action, maxTasks);
        return;
    }
    if (isOn("command-logger"))
        tasks_.spawn("hooks.log", logCommand(Json{{"timestamp", formatIsoTime(clock_.nowMs())},
                                                  {"action", event.action},
                                                  {"sessionKey", event.sessionKey},
                                                  {"senderId", event.senderId},
                                                  {"source", event.source}}));
    if (event.action == "new" && !event.sessionId.empty() && isOn("session-memory"))
        tasks_.spawn("hooks.memory", rememberConversation(event));
}

asio::awaitable<void> HouseHooks::logCommand(Json line) {
    std::function<Result<void>()> job = [file = stateDirectory_ / "logs" / "commands.log",
                                         text = dumpJson(line)] { return appendLine(file, text); };
    const Result<void> written = co_await worker_.run(std::move(job));
    if (!written) log::warn("hooks", "command-logger: {}", written.error().message);
}

asio::awaitable<void> HouseHooks::rememberConversation(dispatch::CommandEvent event) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto settings = settings_();
    const Json* wanted = findPath(settings->root, "hooks.internal.entries.session-memory.messages");
    const std::int64_t limit =
        wanted && wanted->is_number_integer() ? wanted->get<std::int64_t>() : usualMessages;
    const auto count = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, maxMessages));
    const Result<std::vector<store::TranscriptMessage>> page =
        co_await store_.transcript().page(event.sessionId, count * pageFactor, std::nullopt);
    if (!page) {
        log::warn("hooks", "session-memory: {}", page.error().message);
        co_return;
    }
    const std::vector<std::string> lines = spokenLines(*page, count);
    if (lines.empty()) co_return;
    const std::int64_t now = clock_.nowMs();
    const std::string text =
        fmt::format("# Session: {}\n\n- **Session Key**: {}\n- **Session ID**: {}\n- **Source**: {}\n\n"
                    "## Conversation\n\n{}\n",
                    formatIsoTime(now), event.sessionKey, event.sessionId, event.source, join(lines, "\n\n"));
    const Json* zone = findPath(settings->root, "agents.defaults.userTimezone");
    const std::string name = hooks::memoryFileName(
        firstWordsOf(lines), now, zone && zone->is_string() ? zone->get<std::string>() : std::string());
    std::function<Result<void>()> job = [folder = workspace_(event.agentId) / "memory", name, text] {
        return createNumbered(folder, name, text);
    };
    const Result<void> written = co_await worker_.run(std::move(job));
    if (!written)
        log::warn("hooks", "session-memory: {}", written.error().message);
    else
        log::info("hooks", "session-memory: wrote {} of {}", name, event.sessionKey);
}

asio::awaitable<void> HouseHooks::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

}
