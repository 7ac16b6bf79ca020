// Runs every vector suite of a folder against the product: openclaw_vectors DIR. Prints each failure with
// what was expected and what came out, then "N passed, N failed"; the exit status is 1 when anything failed.
#include "vectors/Suites.hpp"

#include "openclaw/core/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace openclaw::vectors {
namespace {

struct Tally {
    int passed = 0;
    int failed = 0;
};

/// Numbers are compared by value: 1 and 1.0 are the same in a vector.
bool sameValue(const Json& a, const Json& b) {
    if (a.is_number() && b.is_number()) return a.get<double>() == b.get<double>();
    if (a.type() != b.type() || a.size() != b.size()) return false;
    if (a.is_object()) {
        return std::all_of(a.items().begin(), a.items().end(), [&](const auto& member) {
            const auto other = b.find(member.key());
            return other != b.end() && sameValue(member.value(), *other);
        });
    }
    if (a.is_array()) return std::equal(a.begin(), a.end(), b.begin(), sameValue);
    return a == b;
}

void report(const std::string& id, const std::string& expected, const std::string& got) {
    fmt::print("FAILED {}\n  expected {}\n  got      {}\n", id, expected, got);
}

bool runVector(const Registry& registry, const std::string& suite, const Json& vector) {
    const std::string id = stringOr(vector, "id", suite + "/?");
    const Json* expect = findMember(vector, "expect");
    const std::string expected = expect ? dumpJson(*expect) : "an error: " + stringOr(vector, "expect_error");
    const auto function = registry.find(suite + "/" + stringOr(vector, "fn"));
    if (function == registry.end()) {
        report(id, expected, "(unknown function)");
        return false;
    }
    const Json* input = findMember(vector, "input");
    try {
        const Json result = function->second(input ? *input : Json());
        if (expect && sameValue(result, *expect)) return true;
        report(id, expected, dumpJson(result));
    } catch (const ExpectedFailure& failure) {
        if (!expect) return true;
        report(id, expected, fmt::format("an error: {}", failure.what()));
    } catch (const std::exception& failure) {
        report(id, expected, fmt::format("an exception: {}", failure.what()));
    }
    return false;
}

void runFile(const Registry& registry, const std::filesystem::path& path, Tally& tally) {
    std::ifstream file(path, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const Result<Json> document = parseJson(content);
    const Json* list = document ? findMember(*document, "vectors") : nullptr;
    if (!list || !list->is_array()) {
        fmt::print("FAILED {}: {}\n", path.string(),
                   document ? "no vectors in it" : document.error().message);
        ++tally.failed;
        return;
    }
    const std::string suite = stringOr(*document, "suite", path.stem().string());
    for (const Json& vector : *list)
        ++(runVector(registry, suite, vector) ? tally.passed : tally.failed);
}

int run(const std::filesystem::path& folder) {
    Registry registry;
    addSessionKeySuite(registry);
    addRoutingSuite(registry);
    addTargetSuite(registry);
    addChunkingSuite(registry);
    addTelegramHtmlSuite(registry);
    addTableSuite(registry);
    addMentionSuite(registry);
    addAccessSuite(registry);
    addBlockChunkerSuite(registry);
    addSessionResetSuite(registry);
    addQueueSuite(registry);
    addEnvelopeSuite(registry);
    addReplySuite(registry);
    addDirectiveSuite(registry);
    addAgentSuite(registry);
    addScheduleSuite(registry);

    std::vector<std::filesystem::path> files;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    Tally tally;
    for (const auto& file : files)
        runFile(registry, file, tally);
    if (files.empty()) {
        fmt::print("FAILED {}: no suite files\n", folder.string());
        ++tally.failed;
    }
    fmt::print("{} passed, {} failed\n", tally.passed, tally.failed);
    return tally.failed == 0 ? 0 : 1;
}

}
}

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: openclaw_vectors DIR\n");
        return 2;
    }
    ::setenv("TZ", "UTC", 1); // the vectors' local zone
    return openclaw::vectors::run(argv[1]);
}
