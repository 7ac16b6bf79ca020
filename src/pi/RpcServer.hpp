#pragma once

#include "pi/AgentSession.hpp"

namespace openclaw::pi {

/// The command side of the protocol (pi-rpc.md section 3): lines in, responses out. Commands are handled concurrently;
/// answers may overtake each other. No input can end the process.
class RpcServer {
public:
    RpcServer(asio::any_io_executor executor, AgentSession& session, const ModelCatalog& catalog, EventSink& sink);

    /// One line of input without its LF.
    void handleLine(std::string_view line);
    /// A line that was too long to keep.
    void reportOversizedLine();
    /// Waits for the commands under way; stop the session first. Cancellation: none.
    asio::awaitable<void> stop();

private:
    struct Command {
        std::string type;
        Json id;   // null when absent
        Json body;
    };
    using Answer = Result<Json>;
    using Handler = Answer (RpcServer::*)(const Command&);

    static Handler findHandler(std::string_view type);
    void respond(const Command& command, const Answer& answer);
    bool startLongCommand(const Command& command);
    asio::awaitable<void> runLongCommand(Command command);
    asio::awaitable<Answer> longAnswer(Command command);

    Answer prompt(const Command& command);
    Answer steer(const Command& command);
    Answer followUp(const Command& command);
    Answer clearQueue(const Command& command);
    Answer getState(const Command& command);
    Answer getMessages(const Command& command);
    Answer setModel(const Command& command);
    Answer cycleModel(const Command& command);
    Answer getAvailableModels(const Command& command);
    Answer setThinkingLevel(const Command& command);
    Answer cycleThinkingLevel(const Command& command);
    Answer getThinkingLevels(const Command& command);
    Answer setSteeringMode(const Command& command);
    Answer setFollowUpMode(const Command& command);
    Answer setAutoCompaction(const Command& command);
    Answer setAutoRetry(const Command& command);
    Answer abortRetry(const Command& command);
    Answer abortBash(const Command& command);
    Answer getSessionStats(const Command& command);
    Answer getLastAssistantText(const Command& command);
    Answer setSessionName(const Command& command);
    Answer getCommands(const Command& command);
    Answer getEntries(const Command& command);
    Answer getTree(const Command& command);
    Answer exportHtml(const Command& command);
    Answer getForkMessages(const Command& command);

    AgentSession& session_;
    const ModelCatalog& catalog_;
    EventSink& sink_;
    TaskGroup tasks_;
};

}
