#!/usr/bin/env python3
"""Our Signal layer against another implementation: random interleavings with loss, disorder, replays and damage.

usage: signal_interleavings.py OUR_PEER [STEPS [STEPS-PER-CONVERSATION]]
OPENCLAW_SIGNAL_ORACLE is the command of the other program, which speaks the line protocol of signal_peer.cpp, such as
`node tests/interop/signal_peer.mjs NODE_MODULES`; without it the test says that it is skipped and ends with status 77.
"""
import os
import random
import shlex
import subprocess
import sys


class Peer:
    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.keys = {}
        while (line := self.process.stdout.readline().split())[0] != "READY":
            self.keys[line[0]] = line[1]

    def ask(self, command, data=""):
        self.process.stdin.write(f"{command} {data}\n" if data else f"{command}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def bundle(self):
        return self.keys["IDENTITY"] + self.keys["SPK"] + self.keys["SIG"] + self.keys["PREKEY"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def damaged(hex_text, generator):
    data = bytearray.fromhex(hex_text)
    # In the last block of ciphertext or the MAC, so that it still parses.
    data[-1 - generator.randrange(24)] ^= 1 << generator.randrange(8)
    return data.hex()


def conversation(first, second, seed, steps):
    """`first` starts; returns how many messages arrived."""
    generator = random.Random(seed)
    assert first.ask("BUNDLE", second.bundle())[1] == "0"
    opening = first.ask("ENC", b"start".hex())
    assert opening[0] == "PKMSG" and second.ask(*opening)[0] == "PLAIN"
    peers, on_the_way, seen, arrived = (first, second), [], [], 0
    for step in range(steps):
        side = generator.randrange(2)
        text = f"message {step}".encode().hex()
        kind, body = peers[side].ask("ENC", text)
        if generator.random() > 0.1:
            on_the_way.append((step, 1 - side, kind, body, text))
        if generator.random() < 0.1 and seen:
            to, kind, body = generator.choice(seen)
            assert peers[to].ask(kind, body)[0] == "ERR", "a replay was accepted"
        # Both sides keep the keys of five turns of the other's ratchet; nothing may be later than that.
        while len(on_the_way) > generator.randrange(8) or (on_the_way and on_the_way[0][0] < step - 8):
            is_late = on_the_way[0][0] < step - 8
            _, to, kind, body, text = on_the_way.pop(0 if is_late else generator.randrange(len(on_the_way)))
            if generator.random() < 0.1 and kind == "MSG":
                assert peers[to].ask(kind, damaged(body, generator))[0] == "ERR", "damage was accepted"
            answer = peers[to].ask(kind, body)
            assert answer == ["PLAIN", text], f"step {step}: {answer}"
            arrived += 1
            seen = (seen + [(to, kind, body)])[-50:]
    return arrived


def forged(signature, generator):
    at = generator.randrange(64)
    return signature[:2 * at] + f"{int(signature[2 * at:2 * at + 2], 16) ^ 1 << generator.randrange(8):02x}" + \
        signature[2 * at + 2:]


def signatures(ours, other, seed, rounds):
    generator = random.Random(seed)
    for i in range(rounds):
        text = f"signed {i}".encode().hex()
        for signer, checker in ((ours, other), (other, ours)):
            signature = signer.ask("SIGN", text)[1]
            key = signer.keys["IDENTITY"]
            assert checker.ask("VERIFY", key + signature + text)[1] == "1"
            assert checker.ask("VERIFY", key + forged(signature, generator) + text)[1] != "1", "a forgery was accepted"
            assert checker.ask("VERIFY", key + signature + text + "00")[1] != "1", "another text was accepted"


def bad_bundle(ours, other):
    """We start no session with a signed pre-key whose signature is not the identity's. (The JavaScript libsignal does.)"""
    bundle = bytearray.fromhex(other.bundle())
    bundle[33 + 33 + 5] ^= 1
    assert ours.ask("BUNDLE", bundle.hex())[1] != "0", "a bundle with a bad signature was accepted"


def groups(ours, other, rounds):
    for sender, reader in ((ours, other), (other, ours)):
        assert reader.ask("SKDM", sender.ask("GCREATE")[1])[1] == "0"
        for i in range(rounds):
            text = f"group {i}".encode().hex()
            assert reader.ask(*sender.ask("GENC", text)) == ["PLAIN", text]


def main():
    oracle = shlex.split(os.environ.get("OPENCLAW_SIGNAL_ORACLE", ""))
    if not oracle:
        print("skipped: set OPENCLAW_SIGNAL_ORACLE to another implementation of the line protocol")
        return 77
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    per_conversation = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    conversations = max(2, steps // per_conversation)
    arrived = 0
    for seed in range(conversations):
        ours, other = Peer(sys.argv[1], "77"), Peer(*oracle)
        peers = (ours, other) if seed % 2 == 0 else (other, ours)
        arrived += conversation(*peers, seed, per_conversation)
        signatures(ours, other, seed, max(1, 1000 // conversations))
        groups(ours, other, 20)
        bad_bundle(ours, other)
        ours.close()
        other.close()
    print(f"{conversations} conversations of {per_conversation} steps, started by each side in turn: {arrived} messages "
          "arrived; signatures and groups both ways, forgeries and a bad bundle refused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
