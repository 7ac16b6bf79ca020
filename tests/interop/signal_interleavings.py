#!/usr/bin/env python3
"""Our Signal layer against another implementation: random interleavings with loss, disorder, replays and damage.

usage: signal_interleavings.py OUR_PEER [STEPS]     OPENCLAW_SIGNAL_ORACLE names the other program, which speaks the
line protocol of signal_peer.cpp; without it the test says that it is skipped and ends with status 77.
"""
import os
import random
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


def signatures(ours, other, rounds):
    for i in range(rounds):
        text = f"signed {i}".encode().hex()
        for signer, checker in ((ours, other), (other, ours)):
            signature = signer.ask("SIGN", text)[1]
            assert checker.ask("VERIFY", signer.keys["IDENTITY"] + signature + text)[1] == "1"
            forged = f"{int(signature[:2], 16) ^ 1:02x}" + signature[2:]
            assert checker.ask("VERIFY", signer.keys["IDENTITY"] + forged + text)[1] != "1", "a forgery was accepted"


def groups(ours, other, rounds):
    for sender, reader in ((ours, other), (other, ours)):
        assert reader.ask("SKDM", sender.ask("GCREATE")[1])[1] == "0"
        for i in range(rounds):
            text = f"group {i}".encode().hex()
            assert reader.ask(*sender.ask("GENC", text)) == ["PLAIN", text]


def main():
    oracle = os.environ.get("OPENCLAW_SIGNAL_ORACLE")
    if not oracle:
        print("skipped: set OPENCLAW_SIGNAL_ORACLE to another implementation of the line protocol")
        return 77
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    arrived = 0
    for seed, ours_first in ((1, True), (2, False)):
        ours, other = Peer(sys.argv[1], "77"), Peer(oracle)
        arrived += conversation(*((ours, other) if ours_first else (other, ours)), seed, steps // 2)
        signatures(ours, other, 100)
        groups(ours, other, 100)
        ours.close()
        other.close()
    print(f"{steps} steps, {arrived} messages arrived, both started once, signatures and groups both ways")
    return 0


if __name__ == "__main__":
    sys.exit(main())
