#!/usr/bin/env python3
"""A state folder made by OpenClaw 2026.2.1, taken over: the same sessions, the same history, twice is once.

usage: migrate_interop.py OPENCLAW

OPENCLAW_REFERENCE      the program openclaw of 2026.2.1
OPENCLAW_NODE           node (default "node")
OPENCLAW_LLM_EMULATOR   server.mjs of a model emulator

The reference talks in several sessions with several turns, a tool call and a refused key; then it stops and what it showed is
compared with what the migrated gateway shows. Exit code 77 when a program is absent. Ends with "N passed, N failed".
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import uuid

import gateway_interop
from gateway_interop import SKIPPED, TOKEN, Program, Report, free_port, model_config

# The reference translates its plugins on its first start.
PATIENCE = gateway_interop.PATIENCE = 400

SESSIONS = {
    "agent:main:main": ["@@text first answer", 'look\n@@tool exec {"command":"echo seen"}\n@@text It says seen.', "plain words"],
    "agent:main:work": ["@@text **bold** & <angle>", "@@long 3000"],
    "agent:main:telegram:group:-100200": ["@@text in the group"],
    "agent:main:empty-ish": ["@@fault 401"],
}


class Profile:
    """One state folder and the two programs that know it."""

    def __init__(self, model_port):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="openclaw-migrate-"))
        self.state = self.home / ".openclaw"
        self.state.mkdir(mode=0o700)
        self.port = free_port()
        config = model_config(model_port)
        config["agents"]["defaults"]["workspace"] = str(self.home / "workspace")
        config["plugins"] = {"enabled": False}
        config["gateway"] = {"mode": "local", "port": self.port, "auth": {"mode": "token", "token": TOKEN}}
        (self.state / "openclaw.json").write_text(json.dumps(config))
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "TMPDIR": tempfile.gettempdir(),
                            "OPENCLAW_GATEWAY_PORT": str(self.port), "OPENCLAW_SKIP_CHANNELS": "1",
                            "OPENCLAW_SKIP_BROWSER_CONTROL_SERVER": "1", "OPENCLAW_SKIP_CANVAS_HOST": "1",
                            "OPENCLAW_SKIP_GMAIL_WATCHER": "1",
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}

    def run(self, program, *words):
        return subprocess.run([program, *words], env=self.environment, capture_output=True, text=True,
                              timeout=PATIENCE, stdin=subprocess.DEVNULL)

    def call(self, program, method, params):
        done = self.run(program, "gateway", "call", method, "--json", "--timeout", "60000", "--params", json.dumps(params))
        assert done.returncode == 0, f"{method}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout[done.stdout.index("{"):])

    def gateway(self, program):
        gateway = Program([program, "gateway"], self.environment)
        gateway.wait_for("listening on")
        return gateway

    def talk(self, program):
        for key, messages in SESSIONS.items():
            for message in messages:
                run = self.call(program, "agent", {"sessionKey": key, "message": message,
                                                   "idempotencyKey": str(uuid.uuid4())})
                self.call(program, "agent.wait", {"runId": run["runId"], "timeoutMs": 60000})
        self.call(program, "cron.add", {"name": "tea", "schedule": {"kind": "every", "everyMs": 3600000},
                                        "sessionTarget": "main", "wakeMode": "next-heartbeat",
                                        "payload": {"kind": "systemEvent", "text": "Offer tea"}})

    def seen(self, program):
        """What people see: the sessions and what was said in each."""
        rows = self.call(program, "sessions.list", {"includeGlobal": True, "includeUnknown": True})["sessions"]
        seen = {}
        for row in rows:
            history = self.call(program, "chat.history", {"sessionKey": row["key"], "limit": 1000})
            seen[row["key"]] = {"sessionId": row.get("sessionId"), "updatedAt": row.get("updatedAt"),
                                "kind": row.get("kind"), "messages": [words(m) for m in history["messages"]]}
        return seen

    def files(self):
        """Digests of everything the reference wrote."""
        digests = {}
        for path in sorted(self.state.rglob("*")):
            if path.is_file() and not path.name.startswith("openclaw.sqlite"):
                digests[str(path.relative_to(self.state))] = hashlib.sha256(path.read_bytes()).hexdigest()
        return digests

    def close(self):
        shutil.rmtree(self.home, ignore_errors=True)


def words(message):
    """Role and content without what only machines read."""
    content = message.get("content")
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    plain = [{key: block[key] for key in ("type", "text", "name", "arguments", "thinking") if key in block}
             for block in content or []]
    return {"role": message.get("role"), "content": plain}


def main():
    openclaw = os.path.abspath(sys.argv[1])
    node = shutil.which(os.environ.get("OPENCLAW_NODE", "node"))
    reference = os.environ.get("OPENCLAW_REFERENCE")
    llm = os.environ.get("OPENCLAW_LLM_EMULATOR")
    if not (node and reference and llm):
        print("skipped: OPENCLAW_REFERENCE, OPENCLAW_NODE or OPENCLAW_LLM_EMULATOR names nothing")
        return SKIPPED
    report = Report()
    model_port = free_port()
    with Program([node, llm, "--port", str(model_port)], os.environ) as model:
        model.wait_for("listening")
        profile = Profile(model_port)
        try:
            with profile.gateway(reference):
                profile.talk(reference)
                before = profile.seen(reference)
            files = profile.files()
            report.check("the reference made several sessions", check_made, before)
            with profile.gateway(openclaw) as gateway:
                report.check("a first start says how to go on", gateway.wait_for, "openclaw migrate")
            report.check("a first start leaves the files alone", check_same_files, files, profile.files())
            dry = json.loads(profile.run(openclaw, "migrate", "--dry-run", "--json").stdout)
            report.check("a dry run counts the sessions", check_counts, dry, len(before))
            report.check("a dry run changes nothing", check_counts,
                         json.loads(profile.run(openclaw, "migrate", "--dry-run", "--json").stdout), len(before))
            done = profile.run(openclaw, "migrate")
            print(done.stdout)
            report.check("migrate ends well", check_ended, done)
            report.check("the files are as they were", check_same_files, files, profile.files())
            again = json.loads(profile.run(openclaw, "migrate", "--json").stdout)
            report.check("the second time takes nothing", check_counts, again, 0)
            with profile.gateway(openclaw):
                after = profile.seen(openclaw)
                report.check("the same sessions", check_equal, {key: row["sessionId"] for key, row in before.items()},
                             {key: row["sessionId"] for key, row in after.items()})
                for key in before:
                    report.check(f"the same history of {key}", check_equal, before[key], after.get(key))
                jobs = profile.call(openclaw, "cron.list", {"includeDisabled": True})["jobs"]
                report.check("the job came along", check_equal, ["tea"], [job["name"] for job in jobs])
                report.check("a conversation goes on", check_goes_on, profile, openclaw)
        finally:
            profile.close()
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


def check_made(seen):
    assert set(SESSIONS) <= set(seen), sorted(seen)
    assert len(seen["agent:main:main"]["messages"]) >= 7, seen["agent:main:main"]


def check_counts(report, wanted):
    taken = [item for item in report["items"] if item["kind"] == "session" and item["outcome"] == "taken"]
    assert len(taken) == wanted, report["items"]


def check_ended(done):
    assert done.returncode == 0, done.stdout + done.stderr


def check_same_files(before, after):
    changed = [name for name in before if after.get(name) != before[name]]
    assert not changed, f"changed or gone: {changed}"


def check_equal(wanted, got):
    assert wanted == got, f"\nwanted {json.dumps(wanted, ensure_ascii=False)[:3000]}\ngot    {json.dumps(got, ensure_ascii=False)[:3000]}"


def check_goes_on(profile, openclaw):
    reply = profile.run(openclaw, "agent", "--agent", "main", "--message", "@@text and on it goes")
    assert reply.returncode == 0 and "and on it goes" in reply.stdout, reply.stdout + reply.stderr
    history = profile.call(openclaw, "chat.history", {"sessionKey": "agent:main:main", "limit": 1000})["messages"]
    texts = [words(message)["content"] for message in history]
    assert any("first answer" in json.dumps(text) for text in texts), texts
    assert "and on it goes" in json.dumps(texts[-1]), texts[-1]


if __name__ == "__main__":
    sys.exit(main())
