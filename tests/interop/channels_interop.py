#!/usr/bin/env python3
"""Each connector through the built gateway against an emulator of its network that we did not write, faults included.

usage: channels_interop.py OPENCLAW [NETWORK ...]        networks: telegram discord mattermost imessage

OPENCLAW_CHAT_EMULATORS  folder with telegram-emulator, discord-emulator, mattermost-emulator, imessage-emulator
OPENCLAW_NODE            node, default "node"

After every trouble the question asked then must have exactly one answer (on a network without idempotency, or a notice
in its place). Exit code 77 = skipped."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

SKIPPED = 77
PATIENCE = 60
NOTICE = "interrupted while sending"


def need(name, fallback=None):
    value = os.environ.get(name) or fallback
    if not value or not os.path.exists(shutil.which(value) or value):
        print(f"skipped: {name} is not set or does not exist")
        sys.exit(SKIPPED)
    return shutil.which(value) or value


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    def __init__(self, command, environment):
        self.lines = []
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, errors="replace")
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def count(self, text):
        return sum(text in line for line in self.lines)

    def stop(self, hard=False):
        if self.process.poll() is None:
            self.process.kill() if hard else self.process.terminate()
            self.process.wait(PATIENCE)


def wait_until(condition, what, programs=()):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    tail = "\n".join(line for program in programs for line in program.lines[-25:])
    raise AssertionError(f"waited in vain for {what}\n{tail}")


class Network:
    """What the scenarios need of a network."""
    idempotent = True
    connected = ("connected as", "resumed as")

    def __init__(self, folder, node):
        self.port = free_port()
        self.emulator = Program([node, str(folder / "server.mjs"), f"--port={self.port}"] + self.options(),
                                {"PATH": os.environ["PATH"]})
        wait_until(self.is_ready, "the emulator", [self.emulator])

    def options(self):
        return []

    def is_ready(self):
        try:
            self.control("health")
            return True
        except OSError:
            return False

    def control(self, name, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/__ctl/{name}", data=data, timeout=PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def fault(self, **fault):
        self.control("fault", fault)

    def environment(self):
        return {}


class Telegram(Network):
    name = "telegram"
    idempotent = False

    def config(self):
        channel = {"botToken": "123456:TESTTOKEN", "apiRoot": f"http://127.0.0.1:{self.port}", "dmPolicy": "open", "allowFrom": ["*"]}
        return {"channels": {"telegram": channel}}

    def ask(self, text):
        self.control("message", {"from": {"id": 4242, "first_name": "Ada"}, "chat": {"id": 4242, "type": "private"}, "text": text})

    def sent(self):
        return [call["params"].get("text", "") for call in self.control("sent?method=sendMessage") if not call.get("error")]

    def troubles(self):
        send, poll = "/sendMessage$", "/getUpdates$"
        yield "502 on send", lambda: self.fault(kind="status", status=502, path=send)
        yield "answer lost after send", lambda: self.fault(kind="drop", after=True, path=send)
        yield "reset before send", lambda: self.fault(kind="reset", path=send)
        yield "truncated answer", lambda: self.fault(kind="truncate", after=True, path=send)
        yield "garbage answer", lambda: self.fault(kind="garbage", after=True, path=send)
        yield "rate limit", lambda: self.control("flood", {"method": "sendMessage", "retry_after": 1, "times": 2})
        yield "poll dropped", lambda: self.fault(kind="drop", path=poll)
        yield "poll reset", lambda: self.fault(kind="reset", path=poll)
        yield "poll answer lost", lambda: self.fault(kind="drop", after=True, path=poll)
        yield "poll truncated", lambda: self.fault(kind="truncate", after=True, path=poll)
        yield "poll garbage", lambda: self.fault(kind="garbage", path=poll)
        yield "poll 502", lambda: self.fault(kind="status", status=502, path=poll)
        yield "poll rate limit", lambda: self.control("flood", {"method": "getUpdates", "retry_after": 1, "times": 2})
        yield "another poller", lambda: self.fault(kind="status", status=409, path=poll, body={"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"})
        yield "slow poll answer", lambda: self.fault(kind="slow", ms=5, bytes=20, path=poll)
        yield "junk update", lambda: self.control("update", {"update": {"message": "x"}, "raw": False})


class Discord(Network):
    name = "discord"

    def options(self):
        return ["--heartbeat=1500"]

    def config(self):
        channel = {"token": "emul.bot.token", "apiRoot": f"http://127.0.0.1:{self.port}/api", "dm": {"policy": "open", "allowFrom": ["*"]}}
        return {"channels": {"discord": channel}}

    def ask(self, text):
        self.control("message", {"dm": True, "content": text})

    def sent(self):
        # Discord shows one message per enforced nonce; this emulator keeps the repetitions too.
        shown = {message.get("nonce") or message["id"]: message["content"] for message in self.control("sent")}
        return list(shown.values())

    def troubles(self):
        send = "/channels/\\d+/messages$"
        yield "500 on send", lambda: self.fault(kind="status", status=500, path=send, method="POST")
        yield "answer lost after send", lambda: self.fault(kind="drop", after=True, path=send, method="POST")
        yield "reset before send", lambda: self.fault(kind="reset", path=send, method="POST")
        yield "truncated answer", lambda: self.fault(kind="truncate", after=True, path=send, method="POST")
        yield "garbage answer", lambda: self.fault(kind="garbage", after=True, path=send, method="POST")
        yield "rate limit", lambda: self.control("flood", {"path": send, "method": "POST", "retry_after": 0.4, "times": 2})
        yield "global rate limit", lambda: self.control("flood", {"path": send, "method": "POST", "retry_after": 0.4, "global": True, "times": 1})
        yield "socket dropped", lambda: self.control("gateway", {"action": "drop"})
        yield "socket reset", lambda: self.control("gateway", {"action": "reset"})
        yield "reconnect requested", lambda: self.control("gateway", {"action": "reconnect"})
        yield "session invalid, resumable", lambda: self.control("gateway", {"action": "invalid_session", "resumable": True})
        yield "closed with 4000", lambda: self.control("gateway", {"action": "close", "code": 4000})
        yield "closed with 4009", lambda: self.control("gateway", {"action": "close", "code": 4009})
        yield "heartbeat requested", lambda: self.control("gateway", {"action": "heartbeat"})
        yield "junk frame", lambda: self.control("gateway", {"action": "raw", "text": "not json"})
        yield "fragmented frames", lambda: self.control("mode", {"fragment": 7})
        yield "acks muted", lambda: self.control("mode", {"muteAcks": True})
        yield "acks back", lambda: self.control("mode", {"muteAcks": False, "fragment": 0})
        yield "sessions expired", lambda: self.control("gateway", {"action": "drop", "expire": True})


class Mattermost(Network):
    name = "mattermost"

    def config(self):
        channel = {"botToken": "emulbottoken", "baseUrl": f"http://127.0.0.1:{self.port}", "dmPolicy": "open", "allowFrom": ["*"]}
        return {"channels": {"mattermost": channel}}

    def ask(self, text):
        self.control("message", {"dm": True, "message": text})

    def sent(self):
        return [post["message"] for post in self.control("sent")]

    def troubles(self):
        limit = {"id": "x", "message": "limit exceeded", "status_code": 429}
        yield "500 on send", lambda: self.fault(kind="status", status=500, path="/posts$", method="POST")
        yield "answer lost after send", lambda: self.fault(kind="drop", after=True, path="/posts$", method="POST")
        yield "reset before send", lambda: self.fault(kind="reset", path="/posts$", method="POST")
        yield "truncated answer", lambda: self.fault(kind="truncate", after=True, path="/posts$", method="POST")
        yield "garbage answer", lambda: self.fault(kind="garbage", after=True, path="/posts$", method="POST")
        yield "rate limit", lambda: self.fault(kind="status", status=429, path="/posts$", method="POST", headers={"Retry-After": "1"}, body=limit)
        yield "socket dropped", lambda: self.control("websocket", {"action": "drop"})
        yield "socket reset", lambda: self.control("websocket", {"action": "reset"})
        yield "closed with 1001", lambda: self.control("websocket", {"action": "close", "code": 1001})
        yield "a number is skipped", lambda: self.control("websocket", {"skip_seq": 3})
        yield "junk frame", lambda: self.control("websocket", {"action": "raw", "text": "not json"})
        yield "fragmented frames", lambda: self.control("mode", {"fragment": 5})
        yield "unknown connections are cut", lambda: (self.control("mode", {"cutUnknown": True, "fragment": 0}), self.control("websocket", {"action": "drop"}))


class IMessage(Network):
    name = "imessage"
    idempotent = False
    connected = ("watching through",)

    def __init__(self, folder, node):
        self.folder = folder
        super().__init__(folder, node)

    def config(self):
        channel = {"cliPath": str(self.folder / "imsg"), "dmPolicy": "open", "allowFrom": ["*"]}
        return {"channels": {"imessage": channel}}

    def environment(self):
        return {"IMSG_EMULATOR": f"127.0.0.1:{self.port}"}

    def ask(self, text):
        self.control("message", {"from": "+15555550123", "text": text})

    def sent(self):
        return [sent["params"].get("text", "") for sent in self.control("sent")]

    def troubles(self):
        yield "error on send", lambda: self.fault(where="rpc", path="send", kind="error", code=-32603, message="Internal error", data="Messages got an error")
        yield "program dies after send", lambda: self.fault(where="rpc", path="send", kind="exit", after=True)
        yield "program dies before send", lambda: self.fault(where="rpc", path="send", kind="exit")
        yield "half an answer", lambda: self.fault(where="rpc", path="send", kind="partial", after=True)
        yield "program ends", lambda: self.control("process", {"kind": "exit", "code": 1})
        yield "program is killed", lambda: self.control("process", {"kind": "kill", "signal": "SIGKILL"})
        yield "garbage on stdout", lambda: self.control("process", {"kind": "garbage"})
        yield "binary on stdout", lambda: self.control("process", {"kind": "binary"})
        yield "noise on stderr", lambda: self.control("process", {"kind": "stderr"})
        yield "long line", lambda: self.control("process", {"kind": "long", "bytes": 4 << 20})
        yield "split writes", lambda: self.control("mode", {"split": 7})
        yield "echo as inbound", lambda: self.control("mode", {"split": 0, "echo": True, "echoAsInbound": True})
        yield "rows twice", lambda: self.control("mode", {"twice": True})


class Scenario:
    def __init__(self, openclaw, network):
        self.openclaw = openclaw
        self.network = network
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="openclaw-interop-"))
        state = self.home / "state"
        state.mkdir(mode=0o700)
        config = {"gateway": {"mode": "local"}, "agents": {"defaults": {"workspace": str(self.home / "workspace")}}, **network.config()}
        (state / "openclaw.json").write_text(json.dumps(config))
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "TMPDIR": str(self.home), "OPENCLAW_STATE_DIR": str(state),
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""), **network.environment()}
        self.questions = 0
        self.gateway = None

    def start(self):
        self.gateway = Program([self.openclaw, "gateway", "--port", str(free_port())], self.environment)
        wait_until(lambda: any(self.gateway.count(words) for words in self.network.connected), "the connection", [self.gateway])

    def question(self):
        self.questions += 1
        return f"question number {self.questions} please"

    def check(self, name, text, notice_allowed=False):
        def answers():
            return sum(text in answer for answer in self.network.sent())
        before = sum(NOTICE in answer for answer in self.network.sent())
        wait_until(lambda: answers() or (notice_allowed and sum(NOTICE in a for a in self.network.sent()) > before),
                   f"an answer to {text!r} ({name}); sent: {self.network.sent()[-3:]}", [self.gateway])
        if self.gateway.process.poll() is not None:
            raise AssertionError(f"the gateway ended during {name!r}:\n" + "\n".join(self.gateway.lines[-40:]))

    def run(self):
        results = []
        self.start()
        asked = []

        def step(name, trouble=None, notice_allowed=False):
            text = self.question()
            if trouble:
                trouble()
            self.network.ask(text)
            self.check(name, text, notice_allowed)
            asked.append((name, text))
            results.append(name)
            print(f"ok    {self.network.name}: {name}", flush=True)

        step("direct message")
        for name, trouble in self.network.troubles():
            step(name, trouble, not self.network.idempotent)
        text = self.question()
        self.gateway.stop(hard=True)
        self.network.ask(text)
        self.start()
        self.check("killed", text)
        asked.append(("killed, message meanwhile", text))
        print(f"ok    {self.network.name}: killed, message meanwhile", flush=True)
        step("after the restart")
        sent = self.network.sent()
        doubled = [(name, sum(text in answer for answer in sent)) for name, text in asked if sum(text in answer for answer in sent) > 1]
        missing = [name for name, text in asked if not any(text in answer for answer in sent)]
        if doubled or (missing and self.network.idempotent):
            raise AssertionError(f"doubled: {doubled}, missing: {missing}")
        return len(asked)

    def close(self):
        if self.gateway:
            self.gateway.stop()
        self.network.emulator.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def main():
    openclaw, *wanted = sys.argv[1:]
    root = pathlib.Path(need("OPENCLAW_CHAT_EMULATORS"))
    node = need("OPENCLAW_NODE", "node")
    failed = 0
    for kind in (Telegram, Discord, Mattermost, IMessage):
        if wanted and kind.name not in wanted:
            continue
        scenario = Scenario(openclaw, kind(root / f"{kind.name}-emulator", node))
        try:
            print(f"{kind.name}: {scenario.run()} questions, each answered", flush=True)
        except AssertionError as problem:
            failed += 1
            print(f"FAIL  {kind.name}: {problem}", flush=True)
        finally:
            scenario.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
