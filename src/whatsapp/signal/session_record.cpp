// How sessions are stored.
#include "whatsapp/signal/Session.hpp"

namespace openclaw::whatsapp {

namespace {

constexpr std::uint32_t sessionVersion = 1;
constexpr std::uint32_t maxArchivedStates = 64;
constexpr std::uint32_t maxChains = 16;
constexpr std::uint32_t noPreKey = 0xffffffff;

void writeState(RecordWriter& out, const SessionState& state) {
    out.bytes(state.remoteIdentity).number(state.remoteRegistrationId).bytes(state.baseKey).bytes(state.root);
    out.bytes(state.ratchet.publicKey).bytes(state.ratchet.privateKey);
    state.sending.write(out);
    out.number(state.previousCounter).number(static_cast<std::uint32_t>(state.receiving.size()));
    for (const ReceiverChain& receiver : state.receiving) {
        out.bytes(receiver.ratchetKey);
        receiver.chain.write(out);
    }
    out.number(state.isUnanswered ? 1 : 0)
        .number(state.preKeyId.value_or(noPreKey))
        .number(state.signedPreKeyId);
}

SessionState readState(RecordReader& in) {
    SessionState state;
    state.remoteIdentity = in.key();
    state.remoteRegistrationId = in.number();
    state.baseKey = in.key();
    state.root = in.key();
    state.ratchet.publicKey = in.key();
    state.ratchet.privateKey = in.key();
    state.sending = KeyChain::read(in);
    state.previousCounter = in.number();
    const std::uint32_t chains = in.count(maxChains);
    for (std::uint32_t i = 0; i < chains && in.isGood(); ++i) {
        ReceiverChain receiver;
        receiver.ratchetKey = in.key();
        receiver.chain = KeyChain::read(in);
        state.receiving.push_back(std::move(receiver));
    }
    state.isUnanswered = in.number() != 0;
    const std::uint32_t preKeyId = in.number();
    if (preKeyId != noPreKey) state.preKeyId = preKeyId;
    state.signedPreKeyId = in.number();
    return state;
}

}

crypto::SecretBytes Session::serialize() const {
    RecordWriter out;
    out.number(sessionVersion);
    out.number(current ? 1 : 0).number(static_cast<std::uint32_t>(archived.size()));
    if (current) writeState(out, *current);
    for (const SessionState& state : archived)
        writeState(out, state);
    return out.take();
}

Result<Session> Session::parse(std::string_view record) {
    RecordReader in(record);
    Session session;
    if (in.number() != sessionVersion) return Error(Errc::corrupt, "a session record has an unknown version");
    const bool hasCurrent = in.number() != 0;
    const std::uint32_t archived = in.count(maxArchivedStates);
    if (hasCurrent) session.current = readState(in);
    for (std::uint32_t i = 0; i < archived && in.isGood(); ++i)
        session.archived.push_back(readState(in));
    if (!in.isFinished()) return Error(Errc::corrupt, "a session record is damaged");
    return session;
}

}
