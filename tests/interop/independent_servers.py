#!/usr/bin/env python3
"""The built gateway against chat servers of the npm registry: telegram-test-api and discord-digital-twin.

usage: independent_servers.py OPENCLAW [telegram] [discord]

OPENCLAW_NPM_SERVERS  folder whose node_modules has the servers, or
OPENCLAW_NPM          the program npm, which installs them into a folder of its own
OPENCLAW_NODE         node, default "node"

A stranger writes, is given a code, is let in by `openclaw pairing approve` and answered; a group is answered when it
mentions the bot; then what each server can do beyond that. Exit code 77 = skipped."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from channels_interop import PATIENCE, SKIPPED, Program, free_port, need, wait_until

SERVERS = {"telegram-test-api": "4.2.1", "discord-digital-twin": "0.1.1"}
# The twin names a pre-release of its web framework that the registry does not have.
OVERRIDES = {"spiceflow": "1.19.0"}


def servers_folder():
    folder = os.environ.get("OPENCLAW_NPM_SERVERS")
    if folder:
        return pathlib.Path(need("OPENCLAW_NPM_SERVERS"))
    if not os.environ.get("OPENCLAW_NPM"):
        print("skipped: neither OPENCLAW_NPM_SERVERS nor OPENCLAW_NPM is set")
        sys.exit(SKIPPED)
    npm = need("OPENCLAW_NPM")
    folder = pathlib.Path(tempfile.gettempdir()) / f"openclaw-npm-servers-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": SERVERS, "overrides": OVERRIDES}))
    installed = subprocess.run([npm, "install", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True)
    if installed.returncode != 0:
        print("skipped: npm cannot install the servers:\n" + installed.stderr[-600:])
        sys.exit(SKIPPED)
    return folder


class Server:
    """A chat server and the people there."""

    def __init__(self, node, folder, network):
        host = pathlib.Path(__file__).parent / "independent_host.mjs"
        self.process = subprocess.Popen([node, str(host), network, str(free_port())], cwd=folder, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the {network} server does not start")
        self.facts = json.loads(line)

    def tell(self, action, **details):
        self.process.stdin.write(json.dumps({"do": action, **details}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise AssertionError(f"{action}: {answer['error']}")
        return answer["result"]

    def texts(self, chat):
        return [message["text"] for message in self.tell("sent") if message["chat"] == str(chat)]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)


class House:
    def __init__(self, openclaw, channels, **more):
        self.openclaw = openclaw
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="openclaw-interop-"))
        state = self.home / "state"
        state.mkdir(mode=0o700)
        config = {"gateway": {"mode": "local"}, "agents": {"defaults": {"workspace": str(self.home / "workspace")}},
                  "channels": channels, **more}
        (state / "openclaw.json").write_text(json.dumps(config))
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "TMPDIR": str(self.home),
                            "OPENCLAW_STATE_DIR": str(state), "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
        self.gateway = None

    def start(self):
        self.gateway = Program([self.openclaw, "gateway", "--port", str(free_port())], self.environment)
        self.wait(lambda: self.gateway.count("connected as"), "the connection")

    def restart(self):
        self.gateway.stop(hard=True)
        self.start()

    def wait(self, condition, what):
        wait_until(condition, what, [self.gateway])
        if self.gateway.process.poll() is not None:
            raise AssertionError("the gateway ended:\n" + "\n".join(self.gateway.lines[-40:]))

    def run(self, *words):
        done = subprocess.run([self.openclaw, *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode != 0:
            raise AssertionError(f"openclaw {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def close(self):
        if self.gateway:
            self.gateway.stop()
        shutil.rmtree(self.home, ignore_errors=True)


class Scenario:
    def __init__(self, name, house, server):
        self.name, self.house, self.server = name, house, server

    def ok(self, what):
        print(f"ok    {self.name}: {what}", flush=True)

    def expect(self, chat, words, what):
        self.house.wait(lambda: any(words in text for text in self.server.texts(chat)), what)
        self.ok(what)

    def expect_once(self, chat, words, what):
        found = sum(words in text for text in self.server.texts(chat))
        if found != 1:
            raise AssertionError(f"{what}: {found} messages with {words!r}")

    def pair(self, chat, user):
        self.server.tell("message", chat=chat, user=user, text="let me in")
        self.expect(chat, "Pairing code", "a stranger is given a code")
        reply = next(text for text in self.server.texts(chat) if "Pairing code" in text)
        code = re.search(r"[A-Z0-9]{8}", reply.split("Pairing code", 1)[1]).group(0)
        self.house.run("pairing", "approve", self.name, code)
        self.server.tell("message", chat=chat, user=user, text="first question")
        self.expect(chat, "first question", "approved, the stranger is answered")

    def group(self, chat, user, **more):
        mention = self.server.facts["mention"]
        self.server.tell("message", chat=chat, user=user, text="just chatting", **more)
        self.server.tell("message", chat=chat, user=user, text=f"{mention} second question", mention=True, **more)
        self.expect(chat, "second question", "a group is answered when it mentions the bot")

    def after_a_kill(self, chat, user):
        self.house.gateway.stop(hard=True)
        self.server.tell("message", chat=chat, user=user, text="asked while away")
        self.house.start()

    def end(self):
        self.house.gateway.stop()


def telegram(openclaw, server):
    house = House(openclaw, {"telegram": {"botToken": server.facts["token"], "apiRoot": server.facts["apiRoot"],
                                          "groups": {"*": {"requireMention": True}}, "groupPolicy": "open"}})
    scenario = Scenario("telegram", house, server)
    try:
        house.start()
        scenario.pair(4242, 4242)
        scenario.group(-100, 4242, type="supergroup")
        server.tell("command", chat=4242, user=4242, text="/help")
        scenario.expect(4242, "/status", "a command is carried out")
        scenario.after_a_kill(4242, 4242)
        scenario.expect(4242, "asked while away", "what was asked while the gateway was dead is answered")
        scenario.expect_once(4242, "first question", "nothing is answered twice")
    finally:
        house.close()


def discord(openclaw, server):
    guild = {"500": {"requireMention": True, "users": ["4242"]}}
    # The twin leaves a message's list of mentions empty, so the bot is called by a word.
    house = House(openclaw, {"discord": {"token": server.facts["token"], "apiRoot": server.facts["apiRoot"], "guilds": guild}},
                  messages={"groupChat": {"mentionPatterns": ["@gateway"]}})
    scenario = Scenario("discord", house, server)
    try:
        house.start()
        scenario.pair(94242, 4242)
        scenario.group(501, 4242)
        house.wait(lambda: "help" in server.tell("commands"), "the command menu")
        scenario.ok("the command menu is there")
        server.tell("drop")
        house.wait(lambda: house.gateway.count("connected as") >= 2, "a new connection")
        server.tell("message", chat=94242, user=4242, text="third question")
        scenario.expect(94242, "third question", "the socket was cut and is back")
        scenario.expect_once(94242, "first question", "nothing is answered twice")
    finally:
        house.close()


def main():
    openclaw, *wanted = sys.argv[1:]
    node = need("OPENCLAW_NODE", "node")
    folder = servers_folder()
    failed = 0
    for network in (telegram, discord):
        if wanted and network.__name__ not in wanted:
            continue
        server = Server(node, folder, network.__name__)
        try:
            network(openclaw, server)
        except AssertionError as problem:
            failed += 1
            print(f"FAIL  {network.__name__}: {problem}", flush=True)
        finally:
            server.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
