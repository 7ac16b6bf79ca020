// A deterministic stand-in for a real model, for first steps, documentation and tests.
#include "pi/OfflineModel.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/llm/history.hpp"

#include <algorithm>

namespace openclaw::pi {

namespace {

constexpr std::size_t maxSteps = 1000;
constexpr std::int64_t maxTokens = 100'000;
constexpr std::int64_t maxDelayMs = 600'000;
constexpr std::size_t quotedResultBytes = 400;

struct ScriptedCall {
    std::string name;
    std::string arguments;
};

/// One reply of the script.
struct Step {
    std::string thinking;
    std::string text;
    std::vector<ScriptedCall> calls;
    /// Words of `text` are sent one by one with this pause.
    std::int64_t wordPauseMs = 0;
    std::int64_t delayMs = 0;
    /// The text is followed by the system prompt's lines that hold this; "" for all of them.
    std::optional<std::string> promptLines;
};

std::int64_t boundedNumber(std::string_view word, std::int64_t fallback, std::int64_t most) {
    return std::clamp<std::int64_t>(parseInteger(word).value_or(fallback), 0, most);
}

std::string withLineBreaks(std::string_view text) { return replaceAll(std::string(text), "\\n", "\n"); }

std::string numberedTokens(std::int64_t count) {
    std::string text;
    for (std::int64_t i = 0; i < count; ++i)
        text += "tok" + std::to_string(i) + ' ';
    return text;
}

std::string numberedWords(std::int64_t characters) {
    std::string text;
    for (std::int64_t i = 0; static_cast<std::int64_t>(text.size()) < characters; ++i)
        text += "word" + std::to_string(i) + ' ';
    text.resize(static_cast<std::size_t>(characters));
    return text;
}

class ScriptReader {
public:
    std::vector<Step> read(std::string_view text) {
        for (std::string_view line : split(text, '\n')) {
            const std::size_t at = line.find("@@");
            if (at != std::string_view::npos && steps_.size() < maxSteps)
                readLine(trimAscii(line.substr(at + 2)));
        }
        return std::move(steps_);
    }

private:
    void readLine(std::string_view line) {
        const std::size_t space = line.find(' ');
        const std::string_view word = line.substr(0, space);
        const std::string_view rest = space == std::string_view::npos ? std::string_view() : trimAscii(line.substr(space));
        if (word == "text" || word == "echo") {
            addText(withLineBreaks(rest));
        } else if (word == "prompt") {
            front_.promptLines = std::string(rest);
            addText({});
        } else if (word == "say") {
            front_.text += withLineBreaks(rest);
        } else if (word == "think") {
            front_.thinking += withLineBreaks(rest);
        } else if (word == "delay") {
            front_.delayMs = boundedNumber(rest, 0, maxDelayMs);
        } else if (word == "long") {
            addText(numberedWords(boundedNumber(rest, 100, maxTokens)));
        } else if (word == "slow") {
            const std::vector<std::string_view> numbers = split(rest, ' ');
            front_.wordPauseMs = boundedNumber(numbers.size() > 1 ? numbers[1] : "", 100, maxDelayMs);
            addText(numberedTokens(boundedNumber(numbers[0], 5, maxTokens)));
        } else if (word == "tool") {
            steps_.push_back(std::exchange(front_, {}));
            steps_.back().calls.push_back(readCall(rest));
        } else if (word == "+tool" && !steps_.empty()) {
            steps_.back().calls.push_back(readCall(rest));
        }
    }

    void addText(std::string text) {
        steps_.push_back(std::exchange(front_, {}));
        steps_.back().text += text;
    }

    static ScriptedCall readCall(std::string_view rest) {
        const std::size_t space = rest.find(' ');
        ScriptedCall call;
        call.name = rest.substr(0, space);
        if (space != std::string_view::npos)
            call.arguments = trimAscii(rest.substr(space));
        return call;
    }

    std::vector<Step> steps_;
    /// What @@say, @@think and @@delay have prepared for the next step.
    Step front_;
};

/// Where the conversation stands: the last user text, the replies since, the newest tool result.
struct Position {
    std::string userText;
    std::size_t images = 0;
    std::size_t repliesSince = 0;
    std::string lastResult;
    bool hasResult = false;
};

Position findPosition(const std::vector<Json>& messages) {
    Position position;
    for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
        const std::string role = stringOr(*message, "role");
        if (role == "user") {
            position.userText = llm::textOf(*message);
            if (const Json* content = findMember(*message, "content"); content && content->is_array()) {
                for (const Json& block : *content)
                    position.images += stringOr(block, "type") == "image" ? 1 : 0;
            }
            break;
        }
        if (role == "assistant" && stringOr(*message, "stopReason") != "error")
            ++position.repliesSince;
        if (role == "toolResult" && !position.hasResult) {
            position.hasResult = true;
            position.lastResult = llm::textOf(*message);
        }
    }
    return position;
}

Step chooseStep(const Position& position) {
    std::vector<Step> steps = ScriptReader().read(position.userText);
    if (position.repliesSince < steps.size())
        return std::move(steps[position.repliesSince]);
    Step step;
    if (position.hasResult) {
        step.text = "tool said: " + std::string(utf8Prefix(position.lastResult, quotedResultBytes));
    } else {
        step.text = "echo: " + position.userText;
        if (position.images > 0)
            step.text += " [" + std::to_string(position.images) + " image(s)]";
    }
    return step;
}

std::string matchingLines(std::string_view text, std::string_view part) {
    std::string lines;
    for (const std::string_view line : split(text, '\n')) {
        if (line.find(part) != std::string_view::npos) lines += std::string(line) + "\n";
    }
    return lines.empty() ? "(no such line)" : lines;
}

class Speaker {
public:
    Speaker(ModelClient::OnEvent onEvent, Clock& clock) : onEvent_(std::move(onEvent)), clock_(clock) {}

    /// False when cancelled meanwhile.
    asio::awaitable<bool> pause(std::int64_t milliseconds) {
        if (milliseconds > 0)
            co_await clock_.sleepUntil(clock_.steadyNow() + std::chrono::milliseconds(milliseconds));
        const bool cancelled = co_await isCancelled();
        co_return !cancelled;
    }

    void say(llm::BlockKind kind, std::string_view text) {
        builder_.appendRun(kind, text);
        forward();
    }

    void call(const ScriptedCall& call) {
        const std::size_t block = builder_.start(llm::BlockKind::toolCall, "call_" + randomHex(12), call.name);
        builder_.append(block, call.arguments);
        builder_.end(block);
        forward();
    }

    llm::Reply finish(llm::StopReason reason, const Position& position) {
        builder_.endAll();
        forward();
        llm::Reply& reply = builder_.reply();
        reply.stopReason = reason;
        if (reason == llm::StopReason::aborted)
            reply.errorMessage = "Request was aborted";
        std::size_t characters = 0;
        for (const llm::Block& block : reply.blocks)
            characters += block.text.size();
        reply.usage.input = static_cast<std::int64_t>(position.userText.size() / 4 + 1);
        reply.usage.output = static_cast<std::int64_t>(characters / 4 + 1);
        return std::move(reply);
    }

    void endBlock() {
        builder_.endAll();
        forward();
    }

private:
    void forward() {
        for (const llm::StreamEvent& event : builder_.takeEvents())
            onEvent_(event, builder_.reply());
    }

    ModelClient::OnEvent onEvent_;
    Clock& clock_;
    llm::ReplyBuilder builder_;
};

}

asio::awaitable<llm::Reply> askOfflineModel(llm::Request request, ModelClient::OnEvent onEvent, Clock& clock) {
    const Position position = findPosition(request.messages);
    Step step = chooseStep(position);
    if (step.promptLines) step.text += matchingLines(request.systemPrompt, *step.promptLines);
    Speaker speaker(std::move(onEvent), clock);
    const bool proceed = co_await speaker.pause(step.delayMs);
    if (!proceed)
        co_return speaker.finish(llm::StopReason::aborted, position);

    speaker.say(llm::BlockKind::thinking, step.thinking);
    if (!step.text.empty()) {
        speaker.say(llm::BlockKind::text, std::string(offlineNotice) + "\n\n");
        std::string_view rest = step.text;
        while (!rest.empty()) {
            const std::size_t space = step.wordPauseMs > 0 ? rest.find(' ') : std::string_view::npos;
            const std::size_t length = space == std::string_view::npos ? rest.size() : space + 1;
            speaker.say(llm::BlockKind::text, rest.substr(0, length));
            rest.remove_prefix(length);
            const std::int64_t wait = rest.empty() ? 0 : step.wordPauseMs;
            const bool goOn = co_await speaker.pause(wait);
            if (!goOn)
                co_return speaker.finish(llm::StopReason::aborted, position);
        }
    }
    speaker.endBlock();
    for (const ScriptedCall& call : step.calls)
        speaker.call(call);
    co_return speaker.finish(step.calls.empty() ? llm::StopReason::stop : llm::StopReason::toolUse, position);
}

}
