// models list: the models the configuration names, with what is known about each and whether its key is there.
#include "cli/commandTree.hpp"
#include "cli/tables.hpp"
#include "cli/Context.hpp"
#include "openclaw/agent/models.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <map>

namespace openclaw::cli {

namespace {

struct ListedModel {
    std::string key;
    std::vector<std::string> tags;
    /// The entry of models.providers.<provider>.models, or null.
    Json details;
    bool isLocal = false;
    bool isAvailable = false;
};

class Listing {
public:
    explicit Listing(Context& context) : context_(context) {}

    std::vector<ListedModel> collect(bool all) {
        const config::AgentSettings& agent = context_.config().defaultAgent();
        const Json& root = context_.config().root();
        add(agent::chooseModel(root, agent.id, {}, {}, context_.environment).text(), "default");
        for (std::size_t i = 0; i < agent.model.fallbacks.size(); ++i)
            add(agent.model.fallbacks[i], fmt::format("fallback#{}", i + 1));
        if (!agent.imageModel.primary.empty())
            add(agent.imageModel.primary, "image");
        if (const Json* allowed = findPath(root, "agents.defaults.models"); allowed && allowed->is_object()) {
            for (const auto& [key, entry] : allowed->items()) {
                add(key, "configured");
                if (const std::string alias = stringOr(entry, "alias"); !alias.empty())
                    add(key, "alias:" + alias);
            }
        }
        if (all)
            addCatalogue(root);
        for (ListedModel& model : models_)
            describe(model, root);
        return std::move(models_);
    }

private:
    void add(const std::string& key, const std::string& tag) {
        const auto [at, isNew] = index_.try_emplace(key, models_.size());
        if (isNew) {
            models_.emplace_back();
            models_.back().key = key;
        }
        if (!tag.empty())
            models_[at->second].tags.push_back(tag);
    }

    void addCatalogue(const Json& root) {
        const Json* providers = findPath(root, "models.providers");
        if (providers && providers->is_object()) {
            for (const auto& [id, provider] : providers->items()) {
                const Json* list = findMember(provider, "models");
                if (!list || !list->is_array())
                    continue;
                for (const auto& model : *list)
                    add(id + "/" + stringOr(model, "id"), "");
            }
        }
        add("offline/offline", "");
    }

    void describe(ListedModel& model, const Json& root) const {
        const std::optional<agent::ModelRef> ref = agent::parseModelRef(model.key);
        if (!ref)
            return;
        if (ref->isOffline()) {
            model.details = {{"name", "Offline (built in)"}, {"input", {"text"}}};
            model.isLocal = true;
            model.isAvailable = true;
            return;
        }
        const std::filesystem::path folder = context_.config().defaultAgent().agentDirectory;
        const Result<agent::ProviderEndpoint> endpoint =
            agent::resolveProvider(root, ref->provider, context_.environment, agent::loadAuthProfiles(folder, folder),
                                   SystemClock().nowMs());
        model.isAvailable = endpoint.has_value();
        model.isLocal = endpoint && (endpoint->baseUrl.find("//127.") != std::string::npos ||
                                     endpoint->baseUrl.find("//localhost") != std::string::npos);
        const Json* providers = findPath(root, "models.providers");
        const Json* provider = providers ? findMember(*providers, ref->provider) : nullptr;
        const Json* list = provider ? findMember(*provider, "models") : nullptr;
        if (!list || !list->is_array())
            return;
        for (const auto& candidate : *list) {
            if (stringOr(candidate, "id") == ref->model)
                model.details = candidate;
        }
    }

    Context& context_;
    std::vector<ListedModel> models_;
    std::map<std::string, std::size_t> index_;
};

std::string inputText(const Json& details) {
    std::string text;
    const Json* input = findMember(details, "input");
    if (input && input->is_array()) {
        for (const auto& kind : *input) {
            if (kind.is_string())
                text += (text.empty() ? "" : "+") + kind.get<std::string>();
        }
    }
    return text.empty() ? "text" : text;
}

Json modelJson(const ListedModel& model) {
    const std::string id = model.key.substr(model.key.find('/') + 1);
    const auto window = findInteger(model.details, "contextWindow");
    return Json{{"key", model.key},
                {"name", stringOr(model.details, "name", id)},
                {"input", inputText(model.details)},
                {"contextWindow", window ? Json(*window) : Json(nullptr)},
                {"local", model.isLocal},
                {"available", model.isAvailable},
                {"tags", model.tags},
                {"missing", false}};
}

int listModels(Context& context, const Arguments& arguments) {
    std::vector<ListedModel> models = Listing(context).collect(arguments.has("all"));
    if (arguments.has("provider"))
        std::erase_if(models, [prefix = toLowerAscii(arguments.text("provider")) + "/"](const ListedModel& model) {
            return !startsWithIgnoreCase(model.key, prefix);
        });
    if (arguments.has("local"))
        std::erase_if(models, [](const ListedModel& model) { return !model.isLocal; });
    if (arguments.has("json")) {
        Json list = Json::array();
        for (const ListedModel& model : models)
            list.push_back(modelJson(model));
        context.printJson(Json{{"count", list.size()}, {"models", std::move(list)}});
        return 0;
    }
    const auto line = [&](const std::string& key, const std::string& input, const std::string& window, const std::string& local,
                          const std::string& available, const std::string& tags) {
        context.print(fmt::format("{} {} {} {} {} {}", fitColumn(key, 42), fitColumn(input, 10), fitColumn(window, 8),
                                  fitColumn(local, 5), fitColumn(available, 5), tags));
    };
    if (!arguments.has("plain"))
        line("Model", "Input", "Ctx", "Local", "Auth", "Tags");
    for (const ListedModel& model : models) {
        if (arguments.has("plain")) {
            context.print(model.key);
            continue;
        }
        const auto window = findInteger(model.details, "contextWindow");
        line(model.key, inputText(model.details), window ? formatTokens(static_cast<double>(*window)) : "-",
             model.isLocal ? "yes" : "no", model.isAvailable ? "yes" : "no", join(model.tags, ","));
    }
    return 0;
}

}

Command modelsCommand() {
    Command list;
    list.name = "list";
    list.summary = "Configured models";
    list.options = {{0, "all", "", "Every model of the configured providers", false, false},
                    {0, "local", "", "Only models on this machine", false, false},
                    {0, "provider", "name", "Only models of this provider", false, false},
                    {0, "json", "", "Print JSON", false, false},
                    {0, "plain", "", "Print names only", false, false}};
    list.action = listModels;

    Command command;
    command.name = "models";
    command.summary = "Language models";
    command.subcommands = {list};
    return command;
}

}
