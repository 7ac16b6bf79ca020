// The load pipeline: read, parse, include, export env, substitute, validate, fill in defaults. The first step that
// fails leaves an issue and ends the pipeline.
#include "openclaw/config/Snapshot.hpp"

#include "config/include.hpp"
#include "config/substitution.hpp"
#include "openclaw/config/environment_files.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace openclaw::config {

namespace {

std::string sha256Hex(std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr);
    return hexEncode(std::string_view(reinterpret_cast<const char*>(digest), length));
}

void addRootIssue(Snapshot& snapshot, std::string message) {
    Issue issue;
    issue.message = std::move(message);
    snapshot.issues.push_back(std::move(issue));
    snapshot.valid = false;
}

void checkDocument(Snapshot& snapshot, Environment& environment) {
    auto resolved = resolveIncludes(snapshot.document, snapshot.path);
    if (!resolved) {
        addRootIssue(snapshot, resolved.error().message);
        return;
    }
    snapshot.config = toJson(resolved->value);
    for (const auto& name : applyEnvSection(snapshot.config, environment)) {
        Issue issue;
        issue.path = "env";
        issue.message = fmt::format("{} cannot be set from the configuration", name);
        snapshot.warnings.push_back(std::move(issue));
    }
    if (auto substituted = substituteVariables(snapshot.config, environment); !substituted) {
        addRootIssue(snapshot, substituted.error().message);
        return;
    }
    Findings findings = validate(snapshot.config, resolved->location, environment);
    snapshot.issues = std::move(findings.errors);
    std::move(findings.warnings.begin(), findings.warnings.end(), std::back_inserter(snapshot.warnings));
    snapshot.legacyIssues = std::move(findings.legacy);
    snapshot.valid = snapshot.issues.empty();
    if (snapshot.valid)
        snapshot.config = withDefaults(std::move(snapshot.config), snapshot.exists);
}

std::string shortened(const std::filesystem::path& path, const Environment& environment) {
    const std::string home = environment.homeDirectory().string() + "/";
    std::string text = path.string();
    if (text.starts_with(home))
        text.replace(0, home.size(), "~/");
    return text;
}

}

Snapshot snapshotOfText(std::string text, const std::filesystem::path& file, Environment& environment) {
    Snapshot snapshot;
    snapshot.path = file;
    snapshot.exists = true;
    snapshot.hash = sha256Hex(text);
    snapshot.document.value = OrderedJson::object();
    auto document = parseJson5(text);
    snapshot.raw = std::move(text);
    if (!document) {
        addRootIssue(snapshot, fmt::format("JSON5 parse failed: {}", document.error().message));
        return snapshot;
    }
    snapshot.document = std::move(*document);
    checkDocument(snapshot, environment);
    return snapshot;
}

Snapshot readSnapshot(const std::filesystem::path& file, Environment& environment) {
    auto text = readFile(file, maxConfigBytes);
    if (text)
        return snapshotOfText(std::move(*text), file, environment);
    Snapshot snapshot;
    snapshot.path = file;
    snapshot.hash = sha256Hex("");
    snapshot.document.value = OrderedJson::object();
    if (text.error().is(Errc::notFound)) {
        snapshot.config = withDefaults(Json::object(), false);
        return snapshot;
    }
    snapshot.exists = true;
    addRootIssue(snapshot, fmt::format("read failed: {}", text.error().message));
    return snapshot;
}

std::string describeInvalid(const Snapshot& snapshot, const Environment& environment) {
    std::string text = fmt::format("Config invalid\nFile: {}\nProblem:\n", shortened(snapshot.path, environment));
    for (const auto& issue : snapshot.issues)
        text += fmt::format("  - {}\n", describeIssue(issue));
    if (!snapshot.legacyIssues.empty()) {
        text += "Legacy config keys detected:\n";
        for (const auto& issue : snapshot.legacyIssues)
            text += fmt::format("  - {}\n", describeIssue(issue));
    }
    return text + "\nMend the file, then check it with: openclaw config validate\n";
}

}
