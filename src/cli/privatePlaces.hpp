#pragma once

#include "cli/Context.hpp"
#include "openclaw/security/audit.hpp"

namespace openclaw::cli {

/// The files and folders that hold secrets, as far as they exist, with their rights.
std::vector<security::AuditedPlace> privatePlaces(Context& context);

/// Takes away the rights of everybody but the owner. The error names the path.
Result<void> makePrivate(const std::filesystem::path& place);

}
