#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/whatsapp/Jid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace openclaw::whatsapp {

/// One element of the binary XML that both sides exchange: a tag, attributes, and children or bytes.
struct Node {
    using Value = std::variant<std::string, Jid>;
    struct Attribute {
        std::string name;
        Value value;
    };

    std::string tag;
    std::vector<Attribute> attributes;
    std::vector<Node> children;
    /// Set when the content is bytes (or text, which reads the same).
    std::optional<std::string> bytes;

    Node() = default;
    explicit Node(std::string_view name) : tag(name) {}

    /// Builders. Empty text is left out.
    Node& set(std::string_view name, std::string_view value);
    Node& set(std::string_view name, const Jid& value);
    Node& add(Node child);
    Node& setBytes(std::string_view content);

    /// The attribute as text (an address in its text form), "" when absent.
    std::string text(std::string_view name) const;
    bool has(std::string_view name) const;
    /// The attribute as an address, also when it came as text.
    std::optional<Jid> jid(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name) const;
    /// The first child of that tag, or nullptr.
    const Node* child(std::string_view name) const;
    /// The content of that child, "" when absent.
    std::string_view childBytes(std::string_view name) const;
    std::string_view content() const { return bytes ? std::string_view(*bytes) : std::string_view(); }
};

/// <tag> with bytes as its content.
Node bytesNode(std::string_view tag, std::string_view bytes);

struct NodeLimits {
    std::size_t inflatedBytes = 16u << 20;
    int depth = 64;
    std::size_t nodes = 200'000;
};

/// The body of a frame: a flag byte and the node.
std::string encodeNode(const Node& node);
/// Errc::invalidInput for anything malformed: truncation, unknown tokens, empty tags, content past the
/// limits.
Result<Node> decodeNode(std::string_view frame, NodeLimits limits = NodeLimits());

/// The node as one line for debug logs: tags and attributes, byte contents only by their size.
std::string summarize(const Node& node);

}
