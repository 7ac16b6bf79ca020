// What a Bot API server may send: a list of updates, decoded and joined.
#include "channels/telegram/joining.hpp"
#include "channels/telegram/updates.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw;
    const channels::telegram::BotIdentity bot{777, "test_bot"};
    const Result<Json> updates = parseJson(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!updates || !updates->is_array()) return 0;
    std::vector<channels::InboundMessage> messages;
    for (const Json& update : *updates) {
        (void)channels::telegram::migrationOf(update);
        for (auto& message : channels::telegram::decodeUpdate(update, bot, "default"))
            messages.push_back(std::move(message));
    }
    (void)channels::telegram::waitForMorePieces(messages);
    (void)channels::telegram::joinPieces(std::move(messages));
    return 0;
}
