#include "cli/privatePlaces.hpp"

#include "openclaw/store/Store.hpp"

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;
using Kind = security::AuditedPlace::Kind;

void addPlace(std::vector<security::AuditedPlace>& places, Kind kind, const fs::path& path) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (failure || !fs::exists(status)) return;
    const bool isSymlink = fs::is_symlink(fs::symlink_status(path, failure));
    places.push_back({kind, path, status.permissions(), isSymlink});
}

}

std::vector<security::AuditedPlace> privatePlaces(Context& context) {
    const fs::path state = context.stateDirectory();
    std::vector<security::AuditedPlace> places;
    addPlace(places, Kind::stateDirectory, state);
    addPlace(places, Kind::config, context.snapshot().path);
    addPlace(places, Kind::store, store::SqliteStore::fileIn(state));
    for (const char* name : {"credentials", "identity"})
        addPlace(places, Kind::credentials, state / name);
    addPlace(places, Kind::config, state / "exec-approvals.json");
    addPlace(places, Kind::authProfiles, state / ".env");
    std::error_code failure;
    for (const auto& agent : fs::directory_iterator(state / "agents", failure))
        addPlace(places, Kind::authProfiles, agent.path() / "agent" / "auth-profiles.json");
    return places;
}

Result<void> makePrivate(const fs::path& place) {
    std::error_code failure;
    fs::permissions(place, fs::perms::group_all | fs::perms::others_all, fs::perm_options::remove, failure);
    if (failure) return Error(Errc::unavailable, place.string() + ": " + failure.message());
    return {};
}

}
