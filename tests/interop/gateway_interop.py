#!/usr/bin/env python3
"""The built gateway against programs we did not write: the OpenClaw 2026.2.1 command line, real Pi in several
versions, a model server and a Bot API server.

usage: gateway_interop.py OPENCLAW

OPENCLAW_REFERENCE          the program openclaw of 2026.2.1
OPENCLAW_NODE               node (default "node"), for everything below
OPENCLAW_LLM_EMULATOR       server.mjs of a model emulator
OPENCLAW_REAL_PI_VERSIONS   "0.51.0=/path/cli.js 0.73.1=/path/cli.js …"
OPENCLAW_TELEGRAM_EMULATOR  server.mjs of a Bot API emulator

Checks whose programs are absent are left out by name; exit code 77 when all are. Ends with "N passed, N failed".
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request

SKIPPED = 77
PATIENCE = 120
TOKEN = "interop-token-0123456789abcdef"
BOT_TOKEN = "123456:TESTTOKEN"
USER = 4242


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(url, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


class Program:
    """A child whose output is read by a thread, so that readiness is an event and not a guess."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, errors="replace", start_new_session=True)
        self.lines = []
        self.changed = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip())
                self.changed.notify_all()
        with self.changed:
            self.lines.append(None)
            self.changed.notify_all()

    def wait_for(self, text):
        with self.changed:
            self.changed.wait_for(lambda: any(line is None or text in line for line in self.lines), PATIENCE)
            found = [line for line in self.lines if line and text in line]
        assert found, f"no {text!r} in the output:\n" + "\n".join(map(str, self.lines))
        return found[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()


class House:
    """A fresh profile, and the gateway that runs in it."""

    def __init__(self, openclaw, config):
        self.openclaw = openclaw
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="openclaw-interop-"))
        self.port = free_port()
        state = self.home / "state"
        state.mkdir(mode=0o700)
        config.setdefault("agents", {}).setdefault("defaults", {})["workspace"] = str(self.home / "workspace")
        config["gateway"] = {"mode": "local", "port": self.port, "auth": {"token": TOKEN}}
        (state / "openclaw.json").write_text(json.dumps(config))
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "TMPDIR": str(self.home),
                            "OPENCLAW_STATE_DIR": str(state), "OPENCLAW_GATEWAY_PORT": str(self.port),
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}

    def __enter__(self):
        self.gateway = Program([self.openclaw, "gateway"], self.environment)
        self.gateway.wait_for("listening on")
        return self

    def __exit__(self, *_):
        self.gateway.__exit__()
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, program, *words):
        return subprocess.run([*program, *words], env=self.environment, capture_output=True, text=True,
                              timeout=PATIENCE, stdin=subprocess.DEVNULL)

    def ask(self, message):
        done = self.run([self.openclaw], "agent", "--agent", "main", "--message", message)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, function, *parameters):
        try:
            function(*parameters)
            print(f"ok    {name}", flush=True)
            self.passed += 1
        except (AssertionError, subprocess.TimeoutExpired, OSError, KeyError, ValueError) as problem:
            print(f"FAIL  {name}: {problem}", flush=True)
            self.failed += 1


def check_reference_cli(openclaw, reference):
    """The unmodified command line against our gateway: it pairs, asks and shows what we answer."""
    with House(openclaw, {}) as house:
        def words(*arguments):
            done = house.run([reference], *arguments)
            assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
            return done.stdout
        health = json.loads(words("health", "--json"))
        assert health["ok"] is True and health["defaultAgentId"] == "main", health
        assert "Agents: main" in words("health"), "health"
        assert "OpenClaw status" in words("status"), "status"
        reply = words("agent", "--agent", "main", "--message", "hello from the reference")
        assert "hello from the reference" in reply, reply
        sessions = json.loads(words("gateway", "call", "sessions.list", "--json", "--params", "{}"))
        assert sessions["count"] >= 1, sessions


def model_config(emulator_port):
    return {"models": {"providers": {"emu": {"baseUrl": f"http://127.0.0.1:{emulator_port}/v1", "apiKey": "k",
                                             "api": "openai-completions",
                                             "models": [{"id": "emu-small", "name": "Emu"}]}}},
            "agents": {"defaults": {"model": {"primary": "emu/emu-small"}}}}


def check_agent(openclaw, node, emulator, command):
    """Three turns: a tool call, a plain reply, a refused key that must be told."""
    port = free_port()
    with Program([node, emulator, "--port", str(port)], os.environ) as model:
        model.wait_for("listening")
        config = model_config(port)
        if command:
            config["agents"]["defaults"]["pi"] = {"command": command}
        with House(openclaw, config) as house:
            reply = house.ask('look\n@@tool bash {"command":"echo seen"}\n@@text It says seen.')
            assert reply == "It says seen.", reply
            assert house.ask("@@text second answer") == "second answer"
            seen = call(f"http://127.0.0.1:{port}/__ctl/requests")
            keys = {request.get("key") for request in seen.get("requests", seen if isinstance(seen, list) else [])}
            assert keys == {"k"}, f"the model saw the keys {keys}"
            failed = house.run([openclaw], "agent", "--agent", "main", "--message", "@@fault 401")
            assert "401" in failed.stdout + failed.stderr or failed.returncode != 0, failed.stdout
            for process in pathlib.Path("/proc").glob("[0-9]*/environ"):
                try:
                    environment = process.read_bytes()
                except OSError:
                    continue
                if str(house.home).encode() in environment and b"PI_CODING_AGENT_DIR" in environment:
                    assert b"apiKey" not in environment and b"=k\0" not in environment, "a key is in a child's environment"


def check_tools(openclaw, node, emulator, command):
    """An agent uses a tool of the gateway; a command waits for a word, runs when allowed and not when denied; the shell
    never sees where the token was."""
    port = free_port()
    with Program([node, emulator, "--port", str(port)], os.environ) as model:
        model.wait_for("listening")
        config = model_config(port)
        config["tools"] = {"exec": {"security": "allowlist"}}
        if command:
            config["agents"]["defaults"]["pi"] = {"command": command}
        with House(openclaw, config) as house:
            marker = house.home / "workspace" / "marker"

            def questions():
                return [line.split() for line in house.gateway.lines if line and " asked session=" in line]

            def decide(decision, script):
                known = len(questions())
                with Program([openclaw, "agent", "--agent", "main", "--message", script], house.environment) as asking:
                    with house.gateway.changed:
                        house.gateway.changed.wait_for(
                            lambda: len(questions()) > known or None in house.gateway.lines, PATIENCE)
                    assert len(questions()) > known, "nobody was asked: " + "\n".join(map(str, house.gateway.lines))
                    assert not marker.exists(), "the command ran before the word"
                    words = questions()[-1]
                    done = house.run([openclaw], "gateway", "call", "exec.approval.resolve", "--json", "--params",
                                     json.dumps({"id": words[words.index("asked") - 1], "decision": decision}))
                    assert done.returncode == 0, done.stdout + done.stderr
                    asking.process.wait(PATIENCE)
                    with asking.changed:
                        asking.changed.wait_for(lambda: None in asking.lines, PATIENCE)
                    return "\n".join(line for line in asking.lines if line)

            status = house.ask("@@tool session_status {}")
            assert "tool said:" in status and "OpenClaw" in status, status
            denied = decide("deny", '@@tool bash {"command":"touch marker"}')
            assert "denied" in denied and not marker.exists(), denied
            shown = decide("allow-once", '@@tool bash {"command":"touch marker; echo place=${OPENCLAW_TOOLS_FILE-hidden}"}')
            assert marker.exists() and "place=hidden" in shown, shown


PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def check_picture(openclaw, node, emulator):
    """A picture reaches a model that can see, and its answer is about it."""
    port = free_port()
    with Program([node, emulator, "--port", str(port)], os.environ) as model:
        model.wait_for("listening")
        config = model_config(port)
        for provider in config["models"]["providers"].values():
            for listed in provider["models"]:
                listed["input"] = ["text", "image"]
        with House(openclaw, config) as house:
            def call(method, **params):
                done = house.run([openclaw], "gateway", "call", method, "--json", "--timeout", "30000", "--params",
                                 json.dumps(params))
                assert done.returncode == 0, done.stdout + done.stderr
                return done.stdout
            call("chat.send", sessionKey="main", message="what is on it?", idempotencyKey="p1",
                 attachments=[{"type": "image", "mimeType": "image/png", "fileName": "a.png", "content": PICTURE}])
            call("agent.wait", runId="p1", timeoutMs=20000)
            history = call("chat.history", sessionKey="main")
            assert "what is on it? [1 image(s)]" in history, history


def check_telegram(openclaw, node, emulator, llm, pi):
    """A stranger pairs, is approved in the shell, asks, and gets one answer made with a tool."""
    port, model_port = free_port(), free_port()
    with Program([node, emulator, f"--port={port}", f"--token={BOT_TOKEN}"], os.environ) as telegram, \
            Program([node, llm, "--port", str(model_port)], os.environ) as model:
        telegram.wait_for(str(port))
        model.wait_for("listening")
        root = f"http://127.0.0.1:{port}"
        config = model_config(model_port)
        if pi:
            config["agents"]["defaults"]["pi"] = {"command": pi}
        config["channels"] = {"telegram": {"botToken": BOT_TOKEN, "apiRoot": root}}

        def say(text):
            call(f"{root}/__ctl/message", {"chat": {"id": USER, "type": "private"}, "text": text,
                                           "from": {"id": USER, "first_name": "Ada"}})

        def wait_for_text(wanted):
            event = threading.Event()
            for _ in range(PATIENCE * 10):
                sent = call(f"{root}/__ctl/sent?method=sendMessage")
                found = [entry for entry in (sent.get("sent", sent) if isinstance(sent, dict) else sent)
                         if wanted in json.dumps(entry, ensure_ascii=False)]
                if found:
                    return found
                event.wait(0.1)
            raise AssertionError(f"{wanted!r} was never sent: {json.dumps(sent)[-2000:]}")

        with House(openclaw, config) as house:
            say("hello, it is me")
            wait_for_text("Pairing code")
            listed = json.loads(house.run([openclaw], "pairing", "list", "telegram", "--json").stdout)
            code = listed["requests"][0]["code"]
            approved = house.run([openclaw], "pairing", "approve", "telegram", code)
            assert approved.returncode == 0, approved.stderr
            say('please look\n@@tool bash {"command":"echo seen"}\n@@text The **bold** answer <x>')
            found = wait_for_text("<b>bold</b> answer &lt;x&gt;")
            assert len(found) == 1, found


def main():
    openclaw = os.path.abspath(sys.argv[1])
    node = shutil.which(os.environ.get("OPENCLAW_NODE", "node"))
    reference = os.environ.get("OPENCLAW_REFERENCE")
    llm = os.environ.get("OPENCLAW_LLM_EMULATOR")
    telegram = os.environ.get("OPENCLAW_TELEGRAM_EMULATOR")
    versions = dict(entry.split("=", 1) for entry in os.environ.get("OPENCLAW_REAL_PI_VERSIONS", "").split())
    report = Report()
    if reference:
        report.check("the command line of OpenClaw 2026.2.1", check_reference_cli, openclaw, reference)
    if node and llm:
        report.check("the built-in agent behind the model proxy", check_agent, openclaw, node, llm, None)
        report.check("the gateway's tools in the built-in agent", check_tools, openclaw, node, llm, None)
        report.check("a picture for a model that can see", check_picture, openclaw, node, llm)
        for version, program in versions.items():
            report.check(f"Pi {version} behind the model proxy", check_agent, openclaw, node, llm, [node, program])
            report.check(f"the gateway's tools in Pi {version}", check_tools, openclaw, node, llm, [node, program])
        if telegram:
            report.check("Telegram with the built-in agent", check_telegram, openclaw, node, telegram, llm, None)
            if "0.73.1" in versions:
                report.check("Telegram with Pi 0.73.1", check_telegram, openclaw, node, telegram, llm,
                             [node, versions["0.73.1"]])
    if report.passed + report.failed == 0:
        print("skipped: none of the programs is named in the environment")
        return SKIPPED
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
