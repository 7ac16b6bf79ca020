#!/usr/bin/env python3
"""kill -9 at every step between a WhatsApp stanza and the server's ack of the answer, and at every commit of keys.

usage: whatsapp_crash_points.py OPENCLAW FAKE_WHATSAPP [POINT ...]

One linked account goes through all of them, as one that lives for months would: the same state directory, the same
server, Signal sessions that have to survive every kill. At each point the gateway kills itself (or, where the step is
the server's, is killed), is started again, and then must hold: the question is answered exactly once as the phone
counts (a repeated send carries the id of the first), whoever asks gets an answer to the next question too, nothing on
the server waits for an acknowledgement, and nobody met a message that did not decrypt.
"""
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading

from crash_points import PATIENCE, Program, call, free_port

OWNER = "15550000001"

# What makes the gateway pass the point: "direct" and "group" are a question by somebody new (so that keys are made on
# both sides), the others are told apart in provoke().
POINTS = {
    "whatsapp.commit.routing.before": "login",
    "whatsapp.commit.routing.after": "login",
    "whatsapp.commit.prekeys.before": "prekeys",
    "whatsapp.commit.prekeys.after": "prekeys",
    "whatsapp.prekeys-uploaded": "prekeys",
    "whatsapp.commit.signed-prekey.before": "month",
    "whatsapp.commit.signed-prekey.after": "month",
    "whatsapp.signed-prekey-published": "month",
    "whatsapp.commit.signed-prekey-published.before": "month",
    "whatsapp.commit.signed-prekey-published.after": "month",
    "whatsapp.commit.token.before": "token",
    "whatsapp.commit.token.after": "token",
    "whatsapp.received": "direct",
    "dispatch.before-admit": "direct",
    "store.inbox.admit.before-commit": "direct",
    "store.inbox.admit.after-commit": "direct",
    "dispatch.admitted": "direct",
    "whatsapp.accepted": "direct",
    "whatsapp.commit.message.before": "direct",
    "whatsapp.commit.message.after": "direct",
    "whatsapp.receipted": "direct",
    "whatsapp.read": "direct",
    "run.before-mark": "direct",
    "store.inbox.running.before-commit": "direct",
    "store.inbox.running.after-commit": "direct",
    "run.marked": "direct",
    "run.turn-done": "direct",
    "run.before-complete": "direct",
    "store.inbox.complete.before-commit": "direct",
    "store.inbox.complete.after-commit": "direct",
    "run.completed": "direct",
    "store.outbox.sending.before-commit": "direct",
    "store.outbox.sending.after-commit": "direct",
    "outbox.before-send": "direct",
    "whatsapp.commit.send.before": "direct",
    "whatsapp.commit.send.after": "direct",
    "server has it, no ack yet": "direct-held",
    "whatsapp.acked": "direct",
    "outbox.after-send": "direct",
    "store.outbox.sent.before-commit": "direct",
    "store.outbox.sent.after-commit": "direct",
    "whatsapp.received ": "group",
    "whatsapp.accepted ": "group",
    "whatsapp.commit.message.before ": "group",
    "whatsapp.commit.message.after ": "group",
    "whatsapp.receipted ": "group",
    "whatsapp.commit.send.before ": "group",
    "whatsapp.commit.send.after ": "group",
    "server has it, no ack yet ": "group-held",
    "whatsapp.acked ": "group",
    "whatsapp.commit.key-holders.before": "group",
    "whatsapp.commit.key-holders.after": "group",
    "whatsapp.commit.retry.before": "damaged",
    "whatsapp.commit.retry.after": "damaged",
    "whatsapp.asked-again": "damaged",
    "whatsapp.commit.resend.before": "resend",
    "whatsapp.commit.resend.after": "resend",
    "whatsapp.resent": "resend",
}
PAIRING_POINTS = ("whatsapp.commit.pairing.before", "whatsapp.commit.pairing.after", "whatsapp.paired")
# Passed once after each pairing, when the account's own hidden id is learnt.
FIRST_LOGIN_POINTS = ("whatsapp.commit.login.before", "whatsapp.commit.login.after")


class Account:
    """One installation and its WhatsApp server."""

    def __init__(self, openclaw, server_program):
        self.openclaw = openclaw
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="openclaw-wa-crash-"))
        self.server = Program([server_program], os.environ)
        self.root = self.server.wait_for("listening on").split()[-1]
        self.endpoint = self.home / "endpoint.json"
        self.endpoint.write_text(json.dumps(self.control("endpoint")))
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "TMPDIR": str(self.home),
                            "OPENCLAW_STATE_DIR": str(self.home / "state"),
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
        config = {"gateway": {"mode": "local"},
                  "channels": {"whatsapp": {"dmPolicy": "open", "allowFrom": ["*"], "groupPolicy": "open",
                                            "groups": {"*": {"requireMention": False}}}},
                  "agents": {"defaults": {"workspace": str(self.home / "workspace")}}}
        state = self.home / "state"
        state.mkdir(mode=0o700)
        (state / "openclaw.json").write_text(json.dumps(config))
        self.people = 1

    def control(self, what, **body):
        return call(f"{self.root}/__ctl/{what}", body)

    def state(self):
        return self.control("state")

    def environment_at(self, point):
        return dict(self.environment, OPENCLAW_CRASH_AT=point) if point else self.environment

    def gateway(self, crash_at=None):
        gateway = Program([self.openclaw, "gateway", "--port", str(free_port()), "--whatsapp-test-endpoint",
                           str(self.endpoint)], self.environment_at(crash_at))
        gateway.wait_for("listening on")
        return gateway

    def login(self, crash_at=None):
        """`openclaw channels login`, the code taken by the phone as soon as it is shown; returns the exit status."""
        login = Program([self.openclaw, "channels", "login", "--force", "--whatsapp-test-endpoint", str(self.endpoint)],
                        self.environment_at(crash_at))
        self.control("scan", qr=login.wait_for("QR: ")[4:].strip())
        return login.wait_for_end(), login

    def somebody_new(self):
        self.people += 1
        number = f"1555{self.people:07d}"
        self.control("person", **{"from": number})
        return number

    def wait_until(self, what, holds, program):
        event = threading.Event()
        state = None
        for _ in range(PATIENCE * 20):
            state = self.state()
            if holds(state):
                return state
            if program.process.poll() is not None:
                break
            event.wait(0.05)
        lines = "\n".join(str(line) for line in program.lines[-60:])
        raise AssertionError(f"{what} did not happen; server: {json.dumps(state)[-3000:]}\n{lines}")

    def age_signed_key(self):
        """A month passes: the last four bytes of the account record are when the signed pre-key was made."""
        database = sqlite3.connect(next((self.home / "state").rglob("*.sqlite")))
        query = "SELECT CAST(value AS BLOB) FROM channel_records WHERE kind = 'account'"
        (record,) = database.execute(query).fetchone()
        database.execute("UPDATE channel_records SET value = CAST(? AS TEXT) WHERE kind = 'account'",
                         (record[:-4] + bytes(4),))
        database.commit()
        database.close()

    def close(self):
        self.server.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def answers(state, question):
    """How often the phone shows an answer to the question: one for each message id."""
    return {entry["id"] for entry in state["sent"] if question in entry["text"] and entry["type"] != "resent"}


def killed_login(account, point):
    status, login = account.login(point)
    assert status == -signal.SIGKILL, f"login ended with {status} instead of being killed at {point}:\n{login.lines}"
    assert not account.state()["linked"]
    # What was stored was never heard of by the server: the gateway finds that out and says so.
    gateway = account.gateway()
    gateway.wait_for("openclaw channels login" if point.endswith(".before") else "link")
    gateway.stop()


def provoke(account, kind, name, gateway):
    """Makes the gateway pass the point; returns the question that has to be answered, if any, and who asked."""
    number = account.somebody_new()
    question = f"question {account.people} at {name.strip()}"
    if kind in ("direct", "direct-held"):
        account.control("say", **{"from": number, "text": question})
    elif kind in ("group", "group-held"):
        account.control("say", **{"from": number, "text": question, "group": True})
    elif kind == "damaged":
        account.control("say", **{"from": number, "text": question, "damaged": True})
    elif kind == "prekeys":
        account.control("use-pre-keys", left=3)
        question = None
    elif kind == "token":
        account.control("token", **{"from": number, "token": "trust"})
        question = None
    elif kind == "resend":
        account.control("say", **{"from": number, "text": question})
        # An ack names only class and id: that of the delivery receipt must not be taken for that of the request.
        state = account.wait_until("an answer", lambda s: answers(s, question) and s["unacknowledged"] == 0, gateway)
        account.control("ask-again", **{"from": number, "id": next(iter(answers(state, question)))})
    else:
        question = None
    return question, number


def check(account, name, kind):
    point = name.strip()
    isHeld = kind.endswith("-held")
    if kind == "month":
        account.age_signed_key()
    signedKey = account.state()["signedPreKey"]
    if isHeld:
        account.control("hold-acks", on=True)
    first = account.gateway(None if isHeld else point)
    question, number = provoke(account, kind, name, first)
    if isHeld:
        account.wait_until("the answer's way to the server", lambda s: answers(s, question), first)
        first.process.kill()
        account.control("hold-acks", on=False)
    status = first.wait_for_end()
    assert status == -signal.SIGKILL, f"the gateway ended with {status} instead of being killed at {point}:\n" + \
        "\n".join(map(str, first.lines[-60:]))

    second = account.gateway()
    try:
        if question:
            account.wait_until("an answer", lambda s: answers(s, question), second)
        if kind == "prekeys":
            account.wait_until("an upload", lambda s: s["preKeys"] > 5, second)
        if kind == "month":
            account.wait_until("a new signed pre-key", lambda s: s["signedPreKey"] == signedKey + 1, second)
        # The session works in both directions, and there is nothing late that comes after it.
        follow = f"follow-up {account.people} at {point}"
        account.control("say", **{"from": number, "text": follow, "group": kind.startswith("group")})
        account.wait_until("an answer to the next question", lambda s: answers(s, follow), second)
        state = account.wait_until("quiet", lambda s: s["unacknowledged"] == 0, second)
    finally:
        second.stop()
    for asked in filter(None, (question, follow)):
        count = len(answers(state, asked))
        assert count == 1, f"{asked!r} was answered {count} times: {state['sent'][-8:]}"
    notices = [entry for entry in state["sent"] if "interrupted while sending" in entry["text"]]
    assert not notices, notices
    if kind == "resend":
        again = [entry for entry in state["sent"] if entry["type"] == "resent" and question in entry["text"]]
        assert again, "the message was not sent again"
    # "could not decrypt" would be somebody's problem; a damaged message is damaged by the test.
    assert state["problems"] == [], state["problems"]


def main():
    openclaw, server_program, *wanted = sys.argv[1:]
    account = Account(openclaw, server_program)
    passed = failed = 0
    try:
        for point in PAIRING_POINTS:
            if not wanted or point in wanted:
                killed_login(account, point)
                print(f"ok    {point} (pairing)", flush=True)
                passed += 1
        for point in FIRST_LOGIN_POINTS:
            status, login = account.login()
            assert status == 0 and account.state()["linked"], "\n".join(map(str, login.lines))
            if not wanted or point in wanted:
                check(account, point, "login")
                print(f"ok    {point} (first login)", flush=True)
                passed += 1
        for name, kind in POINTS.items():
            if wanted and name.strip() not in wanted:
                continue
            try:
                check(account, name, kind)
                print(f"ok    {name.strip()} ({kind})", flush=True)
                passed += 1
            except (AssertionError, subprocess.TimeoutExpired, OSError) as problem:
                print(f"FAIL  {name.strip()} ({kind}): {problem}", flush=True)
                failed += 1
                break  # what follows would only repeat it
    finally:
        account.close()
    print(f"{passed} of {len(POINTS) + len(PAIRING_POINTS) + len(FIRST_LOGIN_POINTS)} points passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
