#!/usr/bin/env python3
"""The gateway as a linked device of a WhatsApp server that other people wrote.

usage: whatsapp_emulator.py OPENCLAW     OPENCLAW_WA_EMULATOR names the folder of the emulator (with node_modules);
without it the test says that it is skipped and ends with status 77. With OPENCLAW_REFERENCE (the program openclaw of
2026.2.1) that command line sends through this gateway, too.

A phone scans the code that `channels login` prints, people write, the built-in model answers. After every scenario the
emulator must have no complaint about the client, and nothing that it did not acknowledge.
"""
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

OWNER = "15550000001"
ALICE = "15550000002"
BOB = "15550000003"


def free_ports(count):
    """A base port with `count` free ports from it."""
    for base in range(21000, 40000, 20):
        sockets = []
        try:
            for port in range(base, base + count):
                probe = socket.socket()
                probe.bind(("127.0.0.1", port))
                sockets.append(probe)
            return base
        except OSError:
            continue
        finally:
            for each in sockets:
                each.close()
    raise RuntimeError("no free ports")


class Emulator:
    def __init__(self, folder, work):
        base = free_ports(4)
        self.process = subprocess.Popen(
            ["node", "src/main.mjs", "--base-port", str(base), "--state", str(work / "emulator")],
            cwd=folder, stdout=subprocess.PIPE, stderr=open(work / "emulator.log", "w"), text=True)
        self.info = json.loads(self.process.stdout.readline())
        self.control = self.info["control"]
        self.seen = 0

    def post(self, path, body=None):
        request = urllib.request.Request(self.control + path, json.dumps(body or {}).encode(),
                                         {"Content-Type": "application/json"}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode()}") from error

    def get(self, path):
        with urllib.request.urlopen(self.control + path, timeout=90) as answer:
            return json.load(answer)

    def mark(self):
        entries = self.log("", 0, 0)
        self.seen = max([self.seen] + [entry["seq"] for entry in entries])

    def log(self, kind, since, wait_ms):
        query = urllib.parse.urlencode({"since": since, "wait": wait_ms, **({"kind": kind} if kind else {})})
        answer = self.get("/log?" + query)
        return answer if isinstance(answer, list) else answer.get("entries", [])

    def expect(self, kind, what, matches=lambda entry: True, seconds=40):
        deadline = time.monotonic() + seconds
        since = self.seen
        while time.monotonic() < deadline:
            for entry in self.log(kind, since, 2000):
                since = max(since, entry["seq"])
                if matches(entry):
                    return entry
        raise AssertionError(f"did not see: {what}\nrecent: " +
                             json.dumps([(e.get("kind"), e) for e in self.log("", self.seen, 0)][-8:])[:3000])

    def check_clean(self, allowed=(), acknowledged=True):
        violations = self.get("/violations")
        violations = violations if isinstance(violations, list) else violations.get("violations", [])
        violations = [v for v in violations if not any(word in json.dumps(v) for word in allowed)]
        assert not violations, f"violations: {json.dumps(violations)[:2000]}"
        deadline = time.monotonic() + 10
        unacked = []
        while acknowledged:
            unacked = self.get("/state").get("unacked", [])
            if not unacked or time.monotonic() > deadline:
                break
            self.log("ack,receipt", 1 << 40, 200)
        assert not acknowledged or not unacked, f"not acknowledged: {json.dumps(unacked)[:2000]}"


class Gateway:
    def __init__(self, binary, work, emulator):
        self.binary = binary
        self.work = work
        self.endpoint = work / "endpoint.json"
        self.endpoint.write_text(json.dumps(emulator.info))
        self.port = free_ports(1)
        self.environment = dict(os.environ, OPENCLAW_STATE_DIR=str(work / "state"), OPENCLAW_GATEWAY_PORT=str(self.port),
                                HOME=str(work))
        self.process = None
        for key, value in {"gateway.mode": "local", "agents.defaults.workspace": str(work / "workspace"),
                           "channels.whatsapp.groupPolicy": "open", "channels.whatsapp.allowFrom": '["*"]',
                           "channels.whatsapp.dmPolicy": "open",
                           "plugins.entries.whatsapp.enabled": "true",   # OpenClaw 2026.2.1 asks for it
                           "channels.whatsapp.groups": '{"*":{"requireMention":false}}'}.items():
            self.cli("config", "set", key, value)

    def cli(self, *arguments, check=True):
        done = subprocess.run([self.binary, *arguments], env=self.environment, capture_output=True, text=True, timeout=200)
        assert not check or done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self):
        self.process = subprocess.Popen(
            [self.binary, "gateway", "--verbose", "--whatsapp-test-endpoint", str(self.endpoint)],
            env=self.environment, stdout=open(self.work / "gateway.log", "a"), stderr=subprocess.STDOUT)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None, "the gateway ended"
                subprocess.run(["true"], check=True)
                time.sleep(0.1)
        raise AssertionError("the gateway does not listen")

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)

    def call(self, method, **params):
        return json.loads(self.cli("gateway", "call", method, "--params", json.dumps(params), "--json", "--timeout", "60000"))

    def account(self):
        return self.call("channels.status")["channelAccounts"]["whatsapp"][0]


def text_from_client(entry, to=None):
    return bool(entry.get("text")) and (to is None or to in entry["to"])


def run(binary, folder, work):
    emulator = Emulator(folder, work)
    gateway = Gateway(binary, work, emulator)
    try:
        scenarios(emulator, gateway, work)
    except BaseException:
        print((work / "gateway.log").read_text()[-6000:] if (work / "gateway.log").exists() else "", file=sys.stderr)
        raise
    finally:
        gateway.stop()
        emulator.process.send_signal(signal.SIGTERM)
        emulator.process.wait(10)


def passed(name):
    print(f"ok   {name}", flush=True)


def link(emulator, gateway):
    login = subprocess.Popen([gateway.binary, "channels", "login"], env=gateway.environment, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
    lines = []
    for line in login.stdout:
        lines.append(line)
        if line.startswith("QR: "):
            emulator.post("/pair", {"qr": line[4:].strip(), "phone": OWNER, "name": "Owner"})
            break
    rest = login.stdout.read()
    assert login.wait(60) == 0, "".join(lines[-5:]) + rest
    assert "linked as +" + OWNER in rest, rest
    assert any("█" in line for line in lines), "no code was drawn"


def scenarios(emulator, gateway, work):
    for mode in ("wrong-root", "wrong-leaf-sig", "wrong-leaf-key", "expired", "not-yet", "bad-issuer", "no-leaf"):
        emulator.post("/config", {"certMode": mode})
        done = subprocess.run([gateway.binary, "channels", "login", "--whatsapp-test-endpoint", str(gateway.endpoint)],
                              env=gateway.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and "certificate" in done.stderr, f"{mode}: {done.stdout}{done.stderr}"
    emulator.post("/config", {"certMode": "ok"})
    passed("seven bad certificate chains refused")

    gateway.start()
    assert gateway.account()["linked"] is False
    link(emulator, gateway)
    emulator.expect("login", "a login with the new identity")
    emulator.expect("prekeys", "pre-keys", lambda e: e["total"] >= 812)
    assert gateway.account()["linked"] is True
    emulator.check_clean()
    passed("linked by QR, logged in, pre-keys uploaded")

    emulator.post("/contacts", {"phone": ALICE, "name": "Alice", "devices": [0, 4]})
    emulator.mark()
    sent = emulator.post("/inbound", {"from": ALICE, "text": "hello from Alice"})
    emulator.expect("receipt", "a delivery receipt", lambda e: sent["id"] in e["ids"] and e.get("type") != "retry")
    emulator.expect("receipt", "a read receipt", lambda e: sent["id"] in e["ids"] and e.get("type") == "read")
    answer = emulator.expect("message", "an answer", lambda e: text_from_client(e, ALICE))
    assert len(answer["deliveries"]) == 3 and not any(d.get("error") for d in answer["deliveries"]), answer
    emulator.check_clean()
    passed("a message from a person is answered on every device")

    for i in range(4):
        emulator.mark()
        emulator.post("/inbound", {"from": ALICE, "text": f"message {i}", "device": 4 if i % 2 else 0})
        emulator.expect("message", "an answer", lambda e: text_from_client(e, ALICE))
    emulator.check_clean()
    passed("the ratchet turns in both directions")

    emulator.mark()
    bad = emulator.post("/inbound", {"from": ALICE, "text": "damaged on the way", "corrupt": True})
    emulator.expect("receipt", "a retry receipt", lambda e: e.get("type") == "retry" and bad["id"] in e["ids"])
    emulator.expect("message", "an answer", lambda e: text_from_client(e, ALICE))
    emulator.check_clean()
    passed("a damaged message is asked for again and answered")

    for mode in ("pn", "lid"):
        emulator.mark()
        emulator.post("/contacts", {"phone": BOB, "name": "Bob"}) if mode == "pn" else None
        group = emulator.post("/groups", {"subject": f"Group {mode}", "participants": [OWNER, ALICE, BOB],
                                          "addressingMode": mode})
        for sender in (ALICE, BOB):
            emulator.mark()
            emulator.post("/inbound", {"from": sender, "group": group["id"], "text": "hello all"})
            answer = emulator.expect("message", "an answer in the group", lambda e: text_from_client(e, group["id"]))
            assert not any(d.get("error") for d in answer["deliveries"]), answer
        emulator.check_clean()
        passed(f"a group with {mode} addresses")

    emulator.mark()
    emulator.post("/inbound", {"from": BOB, "text": "by hidden id", "addressing": "lid"})
    emulator.expect("message", "an answer", lambda e: text_from_client(e) and not e["to"].endswith("g.us"))
    emulator.check_clean()
    passed("a chat by hidden id")

    gateway.stop()
    emulator.mark()
    emulator.post("/inbound", {"from": ALICE, "text": "while you were away"})
    gateway.start()
    emulator.expect("message", "an answer after the restart", lambda e: text_from_client(e, ALICE))
    emulator.check_clean()
    passed("what came while the gateway was down is answered")

    emulator.mark()
    emulator.post("/drop")
    emulator.expect("login", "a new login after a cut connection")
    emulator.post("/stream-error", {"code": "515", "close": True})
    emulator.mark()
    emulator.expect("login", "a new login after 515")
    passed("reconnects")

    emulator.mark()
    emulator.post("/history", {"phone": OWNER, "pushnames": [{"id": OWNER + "@s.whatsapp.net", "pushname": "Owner"}]})
    emulator.expect("receipt", "a history receipt", lambda e: e.get("type") == "hist_sync")
    emulator.check_clean()
    passed("history is acknowledged")

    emulator.mark()
    picture = base64.b64encode(b"\xff\xd8\xff" + b"picture" * 5000).decode()
    emulator.post("/inbound", {"from": ALICE, "media": {"kind": "image", "base64": picture, "mimetype": "image/jpeg",
                                                       "caption": "look at this"}})
    emulator.expect("message", "an answer to a picture", lambda e: text_from_client(e, ALICE))
    emulator.check_clean()
    passed("a picture is taken")

    emulator.mark()
    gateway.call("send", to="+" + ALICE, message="from the shell", idempotencyKey="one", channel="whatsapp")
    emulator.expect("message", "the sent text", lambda e: e.get("text") == "from the shell")
    emulator.check_clean()
    passed("send from the shell")

    if os.environ.get("OPENCLAW_REFERENCE"):
        emulator.mark()
        sent = subprocess.run([os.environ["OPENCLAW_REFERENCE"], "message", "send", "--channel", "whatsapp", "--target",
                               "+" + ALICE, "--message", "from another command line", "--json"],
                              env=gateway.environment, capture_output=True, text=True, timeout=200)
        assert sent.returncode == 0, sent.stdout + sent.stderr
        emulator.expect("message", "its text", lambda e: e.get("text") == "from another command line")
        emulator.check_clean()
        passed("message send of the unmodified command line of OpenClaw 2026.2.1")

    emulator.mark()
    assert "Logged out" in gateway.cli("channels", "logout")
    emulator.expect("device-removed", "the device's removal")
    assert gateway.account()["linked"] is False
    passed("logout")

    emulator.post("/reset")
    emulator.seen = 0
    login = subprocess.Popen([gateway.binary, "channels", "login", "--phone", OWNER], env=gateway.environment,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen = ""
    for line in login.stdout:
        seen += line
        found = re.search(r"Pairing code: (\w{4}-\w{4})", line)
        if found:
            emulator.post("/pair-code", {"phone": OWNER, "code": found.group(1)})
            break
    rest = login.stdout.read()
    assert login.wait(60) == 0, seen[-500:] + rest
    emulator.check_clean()
    passed("linked by a typed code")

    emulator.mark()
    emulator.post("/stream-error", {"conflict": "replaced", "close": True})
    deadline = time.monotonic() + 15
    while gateway.account().get("connected") and time.monotonic() < deadline:
        pass
    account = gateway.account()
    assert not account["connected"] and "another program" in account["lastError"], account
    passed("a replaced connection is not fought over")


def main():
    folder = os.environ.get("OPENCLAW_WA_EMULATOR")
    if not folder or not shutil.which("node"):
        print("skipped: set OPENCLAW_WA_EMULATOR to the emulator's folder (and install node)")
        return 77
    with tempfile.TemporaryDirectory() as work:
        run(sys.argv[1], folder, pathlib.Path(work))
    print("all scenarios passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
