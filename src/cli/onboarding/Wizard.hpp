#pragma once

#include "cli/CommandLine.hpp"
#include "cli/onboarding/Setup.hpp"

#include <optional>
#include <string>
#include <vector>

namespace openclaw::cli {

/// Onboarding in a terminal. The questions come first and the one write after them, so that whoever cancels
/// has changed nothing. Every step: Errc::cancelled when the person does not want to go on.
class Wizard {
public:
    Wizard(Context& context, const Arguments& arguments);

    /// The exit code.
    int run();

private:
    // Questions.
    Result<void> acceptRisk();
    Result<void> chooseFlow();
    Result<void> chooseHandling();
    Result<void> choosePlace();
    Result<void> chooseRemote();
    Result<void> chooseWorkspace();
    Result<void> chooseProvider();
    Result<void> giveSecret(const AuthChoice& choice);
    Result<void> chooseModel();
    Result<void> chooseLocalModel();
    Result<void> chooseGateway();
    Result<void> chooseChannel();
    Result<void> configureChannel(const std::string& channel);
    Result<void> useTelegram();
    Result<void> useMattermost();
    Result<void>
    useBotToken(const std::string& channel, const char* key, const char* label, const char* variable);
    Result<void> chooseHooks();
    Result<void> askAll();

    // What follows from the answers.
    Result<void> writeAll();
    Result<void> offerService();
    void installService();
    void checkGateway();
    void linkWhatsApp();
    void sayWhatNow();

    Context& context_;
    const Arguments& arguments_;
    Setup setup_;
    bool isManual_ = false;
    bool isRemote_ = false;
    bool keepsValues_ = false;
    bool isWritten_ = false;
    bool hasService_ = false;
    /// A gateway answered before anything was written: it takes up what was written, perhaps by starting anew.
    bool wasRunning_ = false;
    bool answers_ = false;
    std::optional<ResetScope> reset_;
    std::filesystem::path workspace_;
    GatewayPlan gateway_;
    std::optional<CredentialPlan> credential_;
    std::string channel_;
    bool linksWhatsApp_ = false;
};

}
