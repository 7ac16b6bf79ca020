// Names of the error codes and the bridge from a misused Result to an exception.
#include "openclaw/core/error.hpp"

#include <stdexcept>

namespace openclaw {

std::string_view toString(Errc code) {
    switch (code) {
    case Errc::cancelled: return "cancelled";
    case Errc::timeout: return "timeout";
    case Errc::closed: return "closed";
    case Errc::refused: return "refused";
    case Errc::unauthorized: return "unauthorized";
    case Errc::invalidInput: return "invalidInput";
    case Errc::notFound: return "notFound";
    case Errc::conflict: return "conflict";
    case Errc::rateLimited: return "rateLimited";
    case Errc::unavailable: return "unavailable";
    case Errc::corrupt: return "corrupt";
    case Errc::internal: return "internal";
    }
    return "internal";
}

Error Error::withContext(std::string_view context) const {
    Error wrapped = *this;
    wrapped.message = std::string(context) + ": " + message;
    return wrapped;
}

void throw_exception_from_error(const Error& error, const boost::source_location& location) {
    throw std::logic_error("unchecked error at " + location.to_string() + ": " + error.message);
}

}
