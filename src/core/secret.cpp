// Secrets register themselves with the log filter and wipe their bytes.
#include "openclaw/core/secret.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"

#include <cstring>

namespace openclaw {

Secret::Secret(std::string value) : value_(std::move(value)) { log::addSecret(value_); }

Secret::~Secret() { explicit_bzero(value_.data(), value_.size()); }

bool Secret::matches(std::string_view candidate) const {
    return !value_.empty() && equalsConstantTime(candidate, value_);
}

}
