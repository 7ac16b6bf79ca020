// One side of a Signal conversation on standard input and output, for comparing our Signal layer with others:
// one command a line, arguments and answers in hex. Public keys are 33 bytes.
//   PKMSG m | MSG m -> PLAIN t or ERR; ENC t -> PKMSG m or MSG m; BUNDLE identity spk signature prekey ->
//   BUNDLE 0 or -1 SKDM m -> SKDM 0 or -1; SKMSG m -> PLAIN t or ERR; GCREATE -> SKDM m; GENC t -> SKMSG m
// The argument is the id under which the other side knows the one-time key of its BUNDLE (88).
//   VERIFY key signature text -> VERIFY 1 or 0; SIGN text -> SIGN s
#include "openclaw/core/strings.hpp"
#include "whatsapp/signal/SenderKey.hpp"
#include "whatsapp/signal/Session.hpp"

#include <iostream>
#include <string>

namespace {

using namespace openclaw;
using namespace openclaw::whatsapp;

std::string unhex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

void say(const std::string& word, std::string_view bytes) {
    std::cout << word << ' ' << hexEncode(bytes) << std::endl;
}
void sayNumber(const std::string& word, int number) { std::cout << word << ' ' << number << std::endl; }

class Peer {
public:
    explicit Peer(std::uint32_t theirPreKeyId) : theirPreKeyId_(theirPreKeyId) {}

    void introduce() const {
        say("IDENTITY", markedKey(local_.key.publicKey));
        say("SPK", markedKey(signedKey_.publicKey));
        say("SIG", crypto::signXeddsa(local_.key.privateKey, markedKey(signedKey_.publicKey)).value());
        say("PREKEY", markedKey(preKey_.publicKey));
        std::cout << "READY" << std::endl;
    }

    void answer(const std::string& command, const std::string& bytes) {
        if (command == "PKMSG" || command == "MSG")
            open(command == "PKMSG", bytes);
        else if (command == "ENC")
            seal(bytes);
        else if (command == "BUNDLE")
            start(bytes);
        else if (command == "SKDM")
            sayNumber("SKDM", learnSenderKey(theirs_, bytes) ? 0 : -1);
        else if (command == "SKMSG")
            plainOrError(openGroupMessage(theirs_, bytes));
        else if (command == "GCREATE")
            say("SKDM", senderKeyDistribution(own_ = makeSenderKey()));
        else if (command == "GENC")
            say("SKMSG", sealGroupMessage(own_, bytes).value());
        else if (command == "VERIFY")
            sayNumber("VERIFY", verify(bytes) ? 1 : 0);
        else if (command == "SIGN")
            say("SIGN", crypto::signXeddsa(local_.key.privateKey, bytes).value());
    }

private:
    static void plainOrError(const Result<std::string>& plain) {
        if (plain)
            say("PLAIN", *plain);
        else
            std::cout << "ERR " << toString(plain.error().code) << std::endl;
    }
    void open(bool isPreKey, const std::string& bytes) {
        PreKeyLookup keys;
        keys.preKey = [this](std::uint32_t) { return preKey_; };
        keys.signedPreKey = [this](std::uint32_t) { return signedKey_; };
        // Stored and read back at every step, as the program does it.
        session_ = Session::parse(session_.serialize()).value();
        const auto opened = isPreKey ? openPreKeyMessage(session_, local_, keys, bytes)
                                     : openMessage(session_, local_, bytes);
        plainOrError(opened ? Result<std::string>(opened->plain) : Result<std::string>(opened.error()));
    }
    void seal(const std::string& plain) {
        const auto sealed = sealMessage(session_, local_, plain);
        if (!sealed)
            std::cout << "ERR " << toString(sealed.error().code) << std::endl;
        else
            say(sealed->isPreKey ? "PKMSG" : "MSG", sealed->bytes);
    }
    void start(const std::string& bytes) {
        PreKeyBundle bundle;
        bundle.registrationId = 1234;
        bundle.identity = unmarkedKey(bytes.substr(0, 33));
        bundle.signedPreKeyId = 1;
        bundle.signedPreKey = unmarkedKey(bytes.substr(33, 33));
        bundle.signature = bytes.substr(66, 64);
        bundle.preKeyId = theirPreKeyId_;
        bundle.preKey = unmarkedKey(bytes.substr(130, 33));
        session_ = Session();
        sayNumber("BUNDLE", startSession(session_, local_, bundle) ? 0 : -1);
    }
    static bool verify(const std::string& bytes) {
        return bytes.size() >= 97 &&
               crypto::verifyXeddsa(unmarkedKey(bytes.substr(0, 33)), bytes.substr(97), bytes.substr(33, 64));
    }

    std::uint32_t theirPreKeyId_;
    LocalIdentity local_{crypto::generateX25519(), 4321};
    crypto::X25519Pair signedKey_ = crypto::generateX25519();
    crypto::X25519Pair preKey_ = crypto::generateX25519();
    Session session_;
    SenderKey own_;
    SenderKey theirs_;
};

}

int main(int argc, char** argv) {
    Peer peer(argc > 1 ? static_cast<std::uint32_t>(std::stoi(argv[1])) : 88);
    peer.introduce();
    std::string command;
    std::string line;
    while (std::getline(std::cin, line)) {
        const std::size_t space = line.find(' ');
        peer.answer(line.substr(0, space),
                    space == std::string::npos ? std::string() : unhex(line.substr(space + 1)));
    }
    return 0;
}
