#!/usr/bin/env python3
"""The command groups channels, message, directory and plugins, as people use them: the built program from outside.

usage: channel_commands.py OPENCLAW FAKE_TELEGRAM PLUGIN_PAGE [CHECK ...]

PLUGIN_PAGE is docs/plugins.md, whose example is installed as a plugin. Every check has a home directory of its own."""
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

TOKEN = "123456:TEST-token"
PATIENCE = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    def __init__(self, command, environment):
        self.lines = []
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def wait_for(self, text):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for line in list(self.lines):
                if text in line:
                    return line
            time.sleep(0.02)
        raise AssertionError(f"waited in vain for {text!r}:\n" + "\n".join(self.lines[-20:]))

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class Answer:
    def __init__(self, process):
        self.code, self.out, self.err = process.returncode, process.stdout, process.stderr

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit code {self.code}\nstdout: {self.out}\nstderr: {self.err}"


class Home:
    """One installation, with a fake Telegram and the echo plugin when they are asked for."""

    def __init__(self, openclaw, fake_telegram, plugin_page):
        self.openclaw, self.fake_telegram, self.page = openclaw, fake_telegram, plugin_page
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="openclaw-commands-"))
        self.environment = {"HOME": str(self.folder), "PATH": os.environ["PATH"], "TMPDIR": str(self.folder),
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
        self.programs = []
        self.port = free_port()
        self.run("config", "set", "gateway.mode", "local")
        self.run("config", "set", "gateway.port", str(self.port))

    def run(self, *arguments):
        return Answer(subprocess.run([self.openclaw, *arguments], env=self.environment, capture_output=True, text=True,
                                     timeout=PATIENCE, stdin=subprocess.DEVNULL))

    def ok(self, *arguments):
        answer = self.run(*arguments)
        assert answer.code == 0, f"openclaw {' '.join(arguments)}: {answer}"
        return answer

    def refused(self, words, *arguments):
        answer = self.run(*arguments)
        assert answer.code != 0 and words in answer.err + answer.out, f"openclaw {' '.join(arguments)}: {answer}"
        return answer

    def config(self):
        return json.loads((self.folder / ".openclaw/openclaw.json").read_text())

    def start(self, command):
        program = Program(command, self.environment)
        self.programs.append(program)
        return program

    def start_telegram(self):
        line = self.start([self.fake_telegram, "0", TOKEN]).wait_for("listening on")
        self.telegram = line.split()[-1]
        self.ok("channels", "add", "--channel", "telegram", "--token", TOKEN)
        self.ok("config", "set", "channels.telegram.apiRoot", self.telegram)

    def start_gateway(self, ready="log file:"):
        gateway = self.start([self.openclaw, "gateway", "--port", str(self.port)])
        gateway.wait_for(ready)
        return gateway

    def telegram_sent(self):
        with urllib.request.urlopen(self.telegram + "/__ctl/sent", timeout=PATIENCE) as answer:
            return json.load(answer)

    def telegram_says(self, text):
        data = json.dumps({"user": 4242, "text": text}).encode()
        urllib.request.urlopen(self.telegram + "/__ctl/message", data=data, timeout=PATIENCE).close()

    def plugin_folder(self):
        page = pathlib.Path(self.page).read_text()
        folder = self.folder / "echo"
        folder.mkdir()
        for name, language in (("openclaw.plugin.json", "json"), ("echo.py", "python")):
            (folder / name).write_text(re.search(f"```{language}\n(.*?\n)```", page, re.S).group(1))
        return folder

    def close(self):
        for program in reversed(self.programs):
            if program.process.poll() is None:
                program.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def accounts(home):
    """channels add, list, remove"""
    home.refused("channel", "channels", "add", "--channel", "nonsense", "--token", "x")
    home.ok("channels", "add", "--channel", "telegram", "--token", TOKEN, "--name", "First")
    home.ok("channels", "add", "--channel", "telegram", "--account", "second", "--token", "654321:OTHER-token")
    section = home.config()["channels"]["telegram"]
    assert section["accounts"]["second"]["botToken"] == "654321:OTHER-token", section
    listed = home.ok("channels", "list").out
    assert "Telegram default" in listed and "Telegram second" in listed, listed
    assert TOKEN not in listed and "OTHER-token" not in listed, listed
    home.ok("channels", "remove", "--channel", "telegram", "--account", "second", "--delete")
    listed = home.ok("channels", "list").out
    assert "second" not in listed and "Telegram default" in listed, listed
    file = home.folder / ".openclaw/openclaw.json"
    assert file.stat().st_mode & 0o077 == 0, oct(file.stat().st_mode)


def capabilities(home):
    """channels status, capabilities, logs, resolve"""
    home.start_telegram()
    home.refused("gateway", "channels", "capabilities")
    home.start_gateway("connected as @test_bot")
    status = home.ok("channels", "status", "--json").json()
    account = status["channelAccounts"]["telegram"][0]
    assert account["connected"] and account["running"] and not account.get("lastError"), account
    can = home.ok("channels", "capabilities", "--channel", "telegram", "--json").json()
    assert "react" in json.dumps(can), can
    logs = home.ok("channels", "logs", "--channel", "telegram", "--lines", "50").out
    assert "connected as @test_bot" in logs and TOKEN not in logs, logs
    home.refused("telegram does not support resolve", "channels", "resolve", "--channel", "telegram", "ada")


def aside(home):
    """channels status counts messages that were set aside"""
    home.start_telegram()
    home.start_gateway("connected as @test_bot")
    assert home.ok("channels", "status", "--json").json()["channelAccounts"]["telegram"][0]["setAside"] == 0
    home.telegram_says("a message that no turn can answer")
    ledger = sqlite3.connect(home.folder / ".openclaw/openclaw.sqlite", timeout=PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while ledger.execute("SELECT count(*) FROM inbox").fetchone()[0] == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    # Three crashes in a turn would do the same.
    ledger.execute("UPDATE inbox SET state = 5")
    ledger.commit()
    ledger.close()
    status = home.ok("channels", "status").out
    assert "set aside:1" in status, status


def messages(home):
    """message send, react, edit, delete, poll, broadcast, and what a network cannot do"""
    home.start_telegram()
    home.start_gateway("connected as @test_bot")
    sent = home.ok("message", "send", "--channel", "telegram", "--target", "4242", "--message", "hello *you*", "--json").json()
    assert home.telegram_sent()[-1]["text"].startswith("hello"), home.telegram_sent()
    message_id = sent["payload"]["result"]["messageId"]
    for command in (("react", "--emoji", "👍"), ("edit", "--message", "better"), ("delete",)):
        home.ok("message", command[0], "--channel", "telegram", "--target", "4242", "--message-id", message_id, *command[1:])
    picture = home.folder / "picture.png"
    picture.write_bytes(bytes.fromhex("89504e470d0a1a0a") + b"x" * 100)
    home.ok("message", "send", "--channel", "telegram", "--target", "4242", "--message", "look", "--media", str(picture))
    assert home.telegram_sent()[-1].get("caption") == "look", home.telegram_sent()[-1]
    home.ok("message", "broadcast", "--channel", "telegram", "--targets", "4242", "4343", "--message", "to all")
    assert sum(each.get("text") == "to all" for each in home.telegram_sent()) == 2
    refusal = home.refused("telegram", "message", "pins", "--channel", "telegram", "--target", "4242")
    assert "pins" in refusal.err, refusal
    home.refused("telegram", "message", "ban", "--channel", "telegram", "--user-id", "1", "--guild-id", "1")
    home.refused("nonsense", "message", "send", "--channel", "nonsense", "--target", "1", "--message", "x")


def preview(home):
    """message send --dry-run sends nothing"""
    home.start_telegram()
    home.start_gateway("connected as @test_bot")
    home.ok("message", "send", "--channel", "telegram", "--target", "4242", "--message", "x", "--dry-run")
    assert home.telegram_sent() == [], home.telegram_sent()


def people(home):
    """directory peers and groups, from the configuration where the network has none"""
    home.start_telegram()
    home.ok("config", "set", "channels.telegram.allowFrom", '["4242"]')
    home.ok("config", "set", "channels.telegram.groups", '{"-100200": {}}')
    home.start_gateway("connected as @test_bot")
    peers = home.ok("directory", "peers", "list", "--channel", "telegram", "--json").out
    assert "4242" in peers, peers
    groups = home.ok("directory", "groups", "list", "--channel", "telegram", "--json").out
    assert "-100200" in groups, groups


def plugins(home):
    """plugins install, info, enable, disable, doctor; the channel of an installed plugin answers"""
    folder = home.plugin_folder()
    home.ok("plugins", "install", str(folder))
    listed = {each["id"]: each for each in home.ok("plugins", "list", "--json").json()["plugins"]}
    assert listed["echo"]["status"] == "disabled", listed["echo"]
    home.ok("plugins", "enable", "echo")
    doctor = home.run("plugins", "doctor")
    assert "folder" in doctor.out, f"a missing setting is not named: {doctor}"
    net = home.folder / "net"
    home.ok("config", "set", "plugins.entries.echo.config", json.dumps({"folder": str(net)}))
    assert "No plugin issues" in home.ok("plugins", "doctor").out
    home.ok("config", "set", "channels.echo.dmPolicy", "open")
    home.ok("config", "set", "channels.echo.allowFrom", '["*"]')
    info = home.ok("plugins", "info", "echo").out
    assert "Echo (echo)" in info and "loaded" in info, info
    home.start_gateway("echo started as echo")
    home.ok("message", "send", "--channel", "echo", "--target", "ada", "--message", "from the shell")
    texts = [json.loads(file.read_text())["text"] for file in (net / "outbox").glob("*.json")]
    assert texts == ["from the shell"], texts
    home.refused("echo", "message", "react", "--channel", "echo", "--target", "ada", "--message-id", "1", "--emoji", "x")
    home.ok("plugins", "disable", "echo")
    listed = {each["id"]: each for each in home.ok("plugins", "list", "--json").json()["plugins"]}
    assert listed["echo"]["status"] == "disabled", listed["echo"]
    home.refused("nonsense", "plugins", "enable", "nonsense")
    home.refused("openclaw.plugin.json", "plugins", "install", str(home.folder))


def main():
    openclaw, fake_telegram, page, *wanted = sys.argv[1:]
    failed = 0
    for check in (accounts, capabilities, aside, messages, preview, people, plugins):
        if wanted and check.__name__ not in wanted:
            continue
        home = Home(openclaw, fake_telegram, page)
        try:
            check(home)
            print(f"ok    {check.__name__}: {check.__doc__}", flush=True)
        except (AssertionError, KeyError, TypeError, ValueError) as problem:
            failed += 1
            print(f"FAIL  {check.__name__}: {problem!r}".replace("\\n", "\n"), flush=True)
        finally:
            home.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
