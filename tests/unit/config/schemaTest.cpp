// The key table: readable, complete in the places that matter.
#include "config/schema.hpp"
#include "openclaw/config/schema_export.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace openclaw::config {

namespace {

/// Visits every key; shapes may be shared but never contain themselves.
void visitKeys(const Shape& shape, const std::string& path, const std::function<void(const Key&, const std::string&)>& visit) {
    for (const auto& key : shape.keys) {
        const std::string keyPath = path.empty() ? std::string(key.name) : path + "." + std::string(key.name);
        visit(key, keyPath);
        const Type* type = &key.types.back();
        std::string inner = keyPath;
        while (!type->element.empty()) {
            type = &type->element.back();
            inner += ".*";
        }
        if (type->shape)
            visitKeys(*type->shape, inner, visit);
    }
}

}

TEST(KeyTable, HasEverySection) {
    std::set<std::string> sections;
    for (const auto& key : rootShape().keys)
        sections.emplace(key.name);

    for (const auto* wanted : {"meta", "env", "gateway", "agents", "channels", "session", "messages", "commands", "models",
                               "auth", "tools", "hooks", "cron", "plugins", "skills", "ui", "bindings", "logging"})
        EXPECT_TRUE(sections.contains(wanted)) << wanted;
}

TEST(KeyTable, EveryFallbackIsJson) {
    std::size_t keys = 0;
    visitKeys(rootShape(), "", [&keys](const Key& key, const std::string& path) {
        ++keys;
        EXPECT_TRUE(key.fallback.empty() || parseJson(key.fallback)) << path << ": " << key.fallback;
    });
    EXPECT_GT(keys, 1500u);
}

TEST(KeyTable, NoKeyIsListedTwice) {
    std::set<std::string> seen;
    visitKeys(rootShape(), "", [&seen](const Key&, const std::string& path) {
        EXPECT_TRUE(seen.insert(path).second) << path;
    });
}

TEST(KeyTable, FindsKeysThroughListsAndMaps) {
    EXPECT_EQ(findKey("gateway.port")->fallback, "18789");
    EXPECT_TRUE(findKey("agents.list.*.id")->isRequired);
    EXPECT_NE(findKey("channels.telegram.accounts.*.botToken"), nullptr);
    EXPECT_NE(findKey("models.providers.*.models.*.cost.input"), nullptr);
    EXPECT_EQ(findKey("gateway.nope"), nullptr);
    EXPECT_EQ(findKey("gateway.port.deeper"), nullptr);
}

TEST(KeyTable, ExportsAJsonSchema) {
    const Json schema = jsonSchema();
    const Json& properties = schema["properties"];

    EXPECT_EQ(properties["gateway"]["properties"]["port"], (Json{{"type", "integer"}, {"exclusiveMinimum", 0.0}}));
    EXPECT_EQ(properties["gateway"]["properties"]["mode"]["anyOf"].size(), 2u);
    EXPECT_EQ(properties["channels"]["properties"]["telegram"]["properties"]["dmPolicy"]["default"], "pairing");
    EXPECT_EQ(properties["agents"]["properties"]["list"]["items"]["required"], Json::array({"id"}));
    EXPECT_EQ(properties["gateway"]["additionalProperties"], false);
    EXPECT_EQ(properties["env"]["additionalProperties"]["type"], "string");
}

TEST(KeyTable, ExportsHints) {
    const Json hints = uiHints();

    EXPECT_EQ(hints["models.providers.*.apiKey"]["sensitive"], true);
    EXPECT_FALSE(hints["agents.list[].id"].contains("sensitive"));
    EXPECT_EQ(hints["gateway"]["label"], "Gateway");
    EXPECT_TRUE(hints["gateway"].contains("order"));
}

}
