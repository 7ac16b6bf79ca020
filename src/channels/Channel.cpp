// What a channel does about things its network does not have.
#include "openclaw/channels/Channel.hpp"

namespace openclaw::channels {

asio::awaitable<Result<Json>> Channel::perform(ActionRequest request) {
    co_return Error(Errc::invalidInput, std::string(toString(request.kind)) + " is not supported by " + name());
}

asio::awaitable<Result<std::int64_t>> Channel::download(Attachment attachment, std::string, std::int64_t) {
    co_return Error(Errc::invalidInput, name() + " cannot fetch files (" + attachment.kind + ")");
}

asio::awaitable<Result<void>> Channel::logOut() {
    co_return Error(Errc::invalidInput, "Channel " + name() + " does not support logout");
}

void Channel::showDraft(const std::string&, const std::string&, const std::string&) {}

}
