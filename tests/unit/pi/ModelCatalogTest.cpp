#include "pi/ModelCatalog.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::pi {
namespace {

using openclaw::testing::TempDir;

ModelCatalog load(const std::string& models, std::map<std::string, std::string, std::less<>> variables = {},
    const std::string& auth = "{}") {
    const TempDir folder;
    writeFileAtomically(folder / "models.json", models).value();
    writeFileAtomically(folder / "auth.json", auth).value();
    return ModelCatalog::load(folder.path(), Environment(std::move(variables)));
}

const std::string custom = R"({"providers":{"emu":{"baseUrl":"http://e","api":"anthropic-messages","apiKey":"KEY",
    "models":[{"id":"m","input":["text","image"],"contextWindow":1000}]}}})";

TEST(ModelCatalog, ReadsModelsWithDefaults) {
    const auto model = load(custom).find("emu", "m");

    ASSERT_TRUE(model);
    EXPECT_EQ(model->api, llm::Api::anthropicMessages);
    EXPECT_TRUE(model->acceptsImages);
    EXPECT_EQ(model->contextWindow, 1000);
    EXPECT_EQ(model->maxTokens, 16'384);
}

TEST(ModelCatalog, ResolvesKeys) {
    EXPECT_EQ(load(custom).findKey("emu")->value, "KEY");
    EXPECT_EQ(load(custom, {{"KEY", "from-env"}}).findKey("emu")->value, "from-env");
    EXPECT_EQ(load(R"({"providers":{"emu":{"apiKey":"$NAME"}}})", {{"NAME", "v"}}).findKey("emu")->value, "v");
    EXPECT_FALSE(load(R"({"providers":{"emu":{"apiKey":"$NAME"}}})").findKey("emu"));
    EXPECT_TRUE(load(R"({"providers":{"emu":{"apiKey":"!echo k"}}})").findKey("emu")->isCommand);
    EXPECT_EQ(load(custom, {}, R"({"emu":{"type":"api_key","key":"stored"}})").findKey("emu")->value, "stored");
}

TEST(ModelCatalog, RepointsBuiltInProviders) {
    const auto catalog = load(R"({"providers":{"anthropic":{"baseUrl":"http://proxy","apiKey":"k-1234"}}})");

    EXPECT_EQ(catalog.find("anthropic", "claude-opus-4-5")->baseUrl, "http://proxy");
    EXPECT_EQ(catalog.available().front().provider, "anthropic");
}

TEST(ModelCatalog, EnvironmentKeysMakeModelsAvailable) {
    const auto catalog = load("{}", {{"OPENAI_API_KEY", "sk-123456"}});

    EXPECT_EQ(catalog.available().front().provider, "openai");
}

TEST(ModelCatalog, OfflineIsTheLastResort) {
    EXPECT_EQ(load("{}").available().front().id, "offline");
    EXPECT_EQ(load("{broken").available().front().id, "offline");
    EXPECT_EQ(load(R"({"providers":[1]})").available().front().id, "offline");
}

TEST(ModelCatalog, DerivesUnknownIds) {
    EXPECT_EQ(load(custom).findOrDerive("emu", "newer")->baseUrl, "http://e");
    EXPECT_FALSE(load(custom).findOrDerive("nope", "x"));
}

}
}
