// Poll votes. A vote names the hashes of the chosen options; only a poll that is known can be matched.
#include "openclaw/whatsapp/votes.hpp"

#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

#include <algorithm>

namespace openclaw::whatsapp {

namespace {

using M = field::Message;

constexpr std::size_t secretBytes = 32;

std::string voteKey(std::string_view secret, const VoteParties& parties) {
    const crypto::SecretBytes first = crypto::hmacSha256Secret(std::string(secretBytes, '\0'), secret);
    std::string info = parties.pollId + parties.creator.text() + parties.voter.text() + "Poll Vote";
    info.push_back('\x01');
    return std::string(crypto::hmacSha256Secret(first, info));
}

std::string boundTo(const VoteParties& parties) {
    return parties.pollId + std::string(1, '\0') + parties.voter.text();
}

std::string secretOf(std::string_view pollMessage) {
    return Proto(pollMessage).message(M::messageContextInfo).text(field::MessageContextInfo::messageSecret);
}

std::vector<std::string> optionsOf(std::string_view pollMessage) {
    std::vector<std::string> options;
    for (const std::string_view each :
         Proto(pollMessage).message(M::pollCreationMessageV3).all(field::PollCreationMessage::options))
        options.push_back(Proto(each).text(field::PollCreationMessageOption::optionName));
    return options;
}

}

Result<std::vector<std::string>>
openVote(std::string_view pollMessage, const SealedVote& vote, const VoteParties& parties) {
    const std::string secret = secretOf(pollMessage);
    if (secret.size() != secretBytes || vote.iv.size() != 12)
        return Error(Errc::corrupt, "a vote without the poll's secret");
    const Result<std::string> plain =
        crypto::openAesGcm(voteKey(secret, parties), vote.iv, boundTo(parties), vote.payload);
    if (!plain) return Error(Errc::corrupt, "a vote that was not made for this poll");
    const std::vector<std::string_view> hashes = Proto(*plain).all(field::PollVoteMessage::selectedOptions);
    std::vector<std::string> chosen;
    for (std::string& option : optionsOf(pollMessage)) {
        if (std::ranges::find(hashes, std::string_view(crypto::sha256(option))) != hashes.end())
            chosen.push_back(std::move(option));
    }
    return chosen;
}

std::string voteMessage(std::string_view pollMessage,
                        const std::vector<std::string>& chosen,
                        const VoteParties& parties,
                        const MessageRef& poll,
                        std::string_view iv) {
    using F = field::PollUpdateMessage;
    ProtoWriter vote;
    for (const std::string& option : chosen)
        vote.bytes(field::PollVoteMessage::selectedOptions, crypto::sha256(option));
    const Result<std::string> sealed =
        crypto::sealAesGcm(voteKey(secretOf(pollMessage), parties), iv, boundTo(parties), vote.view());
    ProtoWriter encrypted;
    encrypted.bytes(field::PollEncValue::encPayload, sealed ? std::string_view(*sealed) : std::string_view());
    encrypted.bytes(field::PollEncValue::encIv, iv);
    ProtoWriter key;
    key.text(field::MessageKey::remoteJid, poll.chat.text()).flag(field::MessageKey::fromMe, poll.fromMe);
    key.text(field::MessageKey::id, poll.id);
    ProtoWriter update;
    update.message(F::pollCreationMessageKey, key).message(F::vote, encrypted);
    return ProtoWriter().message(M::pollUpdateMessage, update).take();
}

}
