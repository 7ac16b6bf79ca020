// Access to the parts of a node.
#include "openclaw/whatsapp/Node.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

namespace openclaw::whatsapp {

namespace {

constexpr std::size_t maxSummaryBytes = 2000;

const Node::Attribute* findAttribute(const Node& node, std::string_view name) {
    for (const Node::Attribute& attribute : node.attributes) {
        if (attribute.name == name) return &attribute;
    }
    return nullptr;
}

std::string textOf(const Node::Value& value) {
    if (const auto* jid = std::get_if<Jid>(&value)) return jid->text();
    return std::get<std::string>(value);
}

void summarizeInto(const Node& node, std::string& out) {
    if (out.size() > maxSummaryBytes) return;
    out.append("<").append(node.tag);
    for (const Node::Attribute& attribute : node.attributes)
        out.append(fmt::format(" {}={}", attribute.name, textOf(attribute.value)));
    if (node.bytes) {
        out.append(fmt::format(">{} bytes</>", node.bytes->size()));
        return;
    }
    if (node.children.empty()) {
        out.append("/>");
        return;
    }
    out.append(">");
    for (const Node& child : node.children)
        summarizeInto(child, out);
    out.append("</>");
}

}

Node& Node::set(std::string_view name, std::string_view value) {
    if (!value.empty()) attributes.push_back(Attribute{std::string(name), std::string(value)});
    return *this;
}

Node& Node::set(std::string_view name, const Jid& value) {
    attributes.push_back(Attribute{std::string(name), value});
    return *this;
}

Node& Node::add(Node child) {
    children.push_back(std::move(child));
    return *this;
}

Node bytesNode(std::string_view tag, std::string_view bytes) {
    Node node(tag);
    node.setBytes(bytes);
    return node;
}

Node& Node::setBytes(std::string_view content) {
    bytes = std::string(content);
    return *this;
}

std::string Node::text(std::string_view name) const {
    const Attribute* attribute = findAttribute(*this, name);
    return attribute ? textOf(attribute->value) : std::string();
}

bool Node::has(std::string_view name) const { return findAttribute(*this, name) != nullptr; }

std::optional<Jid> Node::jid(std::string_view name) const {
    const Attribute* attribute = findAttribute(*this, name);
    if (!attribute) return std::nullopt;
    if (const auto* jid = std::get_if<Jid>(&attribute->value)) return *jid;
    return parseJid(std::get<std::string>(attribute->value));
}

std::optional<std::int64_t> Node::integer(std::string_view name) const { return parseInteger(text(name)); }

const Node* Node::child(std::string_view name) const {
    for (const Node& node : children) {
        if (node.tag == name) return &node;
    }
    return nullptr;
}

std::string_view Node::childBytes(std::string_view name) const {
    const Node* node = child(name);
    return node ? node->content() : std::string_view();
}

std::string summarize(const Node& node) {
    std::string out;
    summarizeInto(node, out);
    return out;
}

}
