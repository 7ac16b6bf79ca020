#pragma once

#include "cli/Context.hpp"
#include "cli/onboarding/providers.hpp"
#include "openclaw/core/secret.hpp"

#include <filesystem>
#include <optional>
#include <string>

/// What setting a machine up does, however the answers were found: by flags or by questions.
namespace openclaw::cli {

/// The gateway section to be.
struct GatewayPlan {
    std::uint16_t port = 0;
    std::string bind = "loopback";
    /// "token" or "password".
    std::string authMode = "token";
    Secret secret;
    std::string tailscaleMode = "off";
    bool resetTailscaleOnExit = false;
};

/// A credential to be.
struct CredentialPlan {
    const AuthChoice* choice = nullptr;
    Secret secret;
    /// "" = <provider>:default
    std::string profileId;
    /// Of a subscription token; wall-clock milliseconds.
    std::optional<std::int64_t> expiresMs;
};

/// The configuration document while it is edited; nothing is written before finish().
class Setup {
public:
    explicit Setup(Context& context);

    /// Stores a value by path; paths of our own making cannot fail.
    void set(const std::vector<std::string>& path, OrderedJson value);
    const OrderedJson& document() const { return document_; }
    /// A string of the document, "" when there is none.
    std::string text(const std::vector<std::string>& path) const;

    /// For edits that no path describes.
    void replaceDocument(OrderedJson document) { document_ = std::move(document); }
    /// Forgets what is in the file.
    void startOver() { document_ = OrderedJson::object(); }
    void useWorkspace(const std::filesystem::path& workspace);
    void useGateway(const GatewayPlan& plan);
    /// The plan as the document stands: its port, bind and secret, or the defaults.
    GatewayPlan currentGateway() const;
    /// Registers the credential's profile, its provider and its model.
    void useCredential(const CredentialPlan& plan);
    void useModel(const std::string& model);
    /// The wizard section: when, by which version, how.
    void stamp(const std::string& mode);

    /// Writes the document (0600, with a backup) and makes the context read it again.
    Result<void> write();

private:
    Context& context_;
    OrderedJson document_;
};

/// Makes the context read the configuration again.
void reload(Context& context);

/// Keeps the secret: in the default agent's auth-profiles.json, or in <state>/.env. Returns what to tell
/// people, "" for nothing. Blocking.
Result<std::string> storeCredential(Context& context, const CredentialPlan& plan);
/// A key of this provider that is stored already; empty without.
Secret storedKey(Context& context, const std::string& provider);

/// NAME=value in a .env text, replacing the assignment that is there.
std::string withVariable(const std::string& text, const std::string& name, const std::string& value);

/// Why a text cannot be a subscription token; "" when it can.
std::string tokenProblem(const std::string& token);

/// An agent's folders, templates and (in a new workspace, with git in PATH) a repository. Prints "Workspace
/// OK: …" and "Sessions OK: …" unless `isQuiet`.
Result<void> prepareFolders(Context& context,
                            const std::string& agentId,
                            const std::filesystem::path& workspace,
                            bool isQuiet);

/// How long a gateway may take to start.
inline constexpr std::chrono::seconds gatewayPatience{15};
/// True once a gateway answers at the configured port, within `patience`.
bool waitForGateway(Context& context, std::chrono::milliseconds patience);

/// Moves what onboarding would build upon out of the way: configuration, credentials, sessions, workspace.
/// With a `trash` program into the trash, otherwise aside under a new name. Returns a line per path;
/// Errc::conflict, and nothing has moved, while a gateway runs (unless only the configuration is to move).
enum class ResetScope { config, configAndSessions, full };
Result<std::vector<std::string>> moveAside(Context& context, ResetScope scope);
/// The same for one path; the line, or "" when nothing is there. Never the home directory or what contains
/// it.
std::string moveAside(const Context& context, const std::filesystem::path& path);

}
