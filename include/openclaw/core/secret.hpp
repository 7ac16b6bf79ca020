#pragma once

#include <string>
#include <string_view>

namespace openclaw {

/// A token, key or password. It has no stream operator, no fmt formatter and no implicit conversion, so it
/// cannot reach a log or an error by accident; whoever really needs the bytes says reveal().
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value);
    ~Secret();
    Secret(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    Secret& operator=(const Secret&) = default;
    Secret& operator=(Secret&&) noexcept = default;

    const std::string& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }
    /// Constant-time comparison.
    bool matches(std::string_view candidate) const;

private:
    std::string value_;
};

}
