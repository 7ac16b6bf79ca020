// Writing the configuration: validate first, keep the past, never leave half a file.
#include "openclaw/config/write.hpp"

#include "openclaw/config/redact.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"

#include <fmt/format.h>

#include <cmath>

namespace openclaw::config {

namespace {

std::filesystem::path backup(const std::filesystem::path& file, int generation) {
    std::filesystem::path path = file;
    path += generation == 0 ? std::string(".bak") : fmt::format(".bak.{}", generation);
    return path;
}

/// Best effort: a backup that cannot be made must not keep people from fixing their configuration.
void rotateBackups(const std::filesystem::path& file) {
    constexpr int lastGeneration = 4;
    std::error_code failure;
    if (!std::filesystem::exists(file, failure))
        return;
    std::filesystem::remove(backup(file, lastGeneration), failure);
    for (int generation = lastGeneration; generation > 0; --generation)
        std::filesystem::rename(backup(file, generation - 1), backup(file, generation), failure);
    const auto content = readFile(file, maxConfigBytes);
    const auto kept = content ? writeFileAtomically(backup(file, 0), *content) : Result<void>(content.error());
    if (!kept)
        log::warn("config", "no backup was made: {}", kept.error().message);
}

void stamp(OrderedJson& document, const std::string& version, std::int64_t nowMs) {
    OrderedJson& meta = document["meta"];
    if (!meta.is_object())
        meta = OrderedJson::object();
    meta["lastTouchedVersion"] = version;
    meta["lastTouchedAt"] = formatIsoTime(nowMs);
}

/// JSON has no Infinity or NaN; the writer would turn them into null.
bool hasUnwritableNumber(const OrderedJson& value) {
    if (value.is_number_float())
        return !std::isfinite(value.get<double>());
    if (!value.is_structured())
        return false;
    for (const auto& child : value) {
        if (hasUnwritableNumber(child))
            return true;
    }
    return false;
}

}

Result<Snapshot> writeConfig(WriteRequest request, Environment environment) {
    if (!request.document.is_object() || hasUnwritableNumber(request.document))
        return Error(Errc::invalidInput, "Config validation failed: <root>: expected an object of plain JSON values");
    stamp(request.document, request.version, request.nowMs);
    std::string text = dumpJsonPretty(request.document) + "\n";
    Snapshot result = snapshotOfText(std::move(text), request.file, environment);
    if (!result.valid)
        return Error(Errc::invalidInput, fmt::format("Config validation failed: {}", describeIssue(result.issues.front())));
    for (const auto& warning : result.warnings)
        log::warn("config", "{}", describeIssue(warning));
    // A link stays a link: the file it points to is replaced.
    std::error_code failure;
    std::filesystem::path target = request.file;
    if (std::filesystem::is_symlink(target, failure))
        target = std::filesystem::weakly_canonical(target, failure);
    rotateBackups(target);
    if (auto written = writeFileAtomically(target, *result.raw); !written)
        return written.error().withContext("writing the configuration");
    return result;
}

Result<OrderedJson> prepareEdit(OrderedJson edited, const Snapshot& current, const Environment& environment) {
    if (auto restored = restoreRedacted(edited, current.document.value); !restored)
        return restored.error();
    restoreReferences(edited, current.document.value, environment);
    return edited;
}

}
