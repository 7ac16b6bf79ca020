#!/usr/bin/env python3
"""kill -9 at every durable step between a Telegram message and its answer.

usage: crash_points.py OPENCLAW FAKE_TELEGRAM [POINT ...]

For each point a gateway is started that kills itself there, a question is asked, the gateway is started again, and a
second question is asked. Then every question must have been answered exactly once. Where the crash falls between the
sending of an answer and the note that it was sent, nobody can know what the network has: there the answer must not be
repeated, and the chat must be told.
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

USER = 4242
TOKEN = "123456:TEST-token"
PATIENCE = 60

# The point, and what is left to chance there: "answer" = exactly one answer, "notice" = at most one and a notice.
POINTS = {
    "telegram.received": "answer",
    "dispatch.before-admit": "answer",
    "store.inbox.admit.before-commit": "answer",
    "store.inbox.admit.after-commit": "answer",
    "dispatch.admitted": "answer",
    "telegram.accepted": "answer",
    "run.before-mark": "answer",
    "store.inbox.running.before-commit": "answer",
    "store.inbox.running.after-commit": "answer",
    "run.marked": "answer",
    "run.turn-done": "answer",
    "run.before-complete": "answer",
    "store.inbox.complete.before-commit": "answer",
    "store.inbox.complete.after-commit": "answer",
    "run.completed": "answer",
    "store.outbox.sending.before-commit": "answer",
    "store.outbox.sending.after-commit": "notice",
    "outbox.before-send": "notice",
    "outbox.after-send": "notice",
    "store.outbox.sent.before-commit": "notice",
    "store.outbox.sent.after-commit": "answer",
    "store.outbox.retry.before-commit": "notice",
    "store.outbox.retry.after-commit": "answer",
    "store.outbox.enqueue.before-commit": "pairing",
    "store.outbox.enqueue.after-commit": "pairing",
}


class Program:
    """A child whose output is read by a thread, so that readiness is an event and not a guess."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, errors="replace")
        self.lines = []
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip())
                self.changed.notify_all()
        with self.changed:
            self.lines.append(None)
            self.changed.notify_all()

    def wait_for(self, text):
        def seen():
            return any(line is None or text in line for line in self.lines)
        with self.changed:
            self.changed.wait_for(seen, PATIENCE)
            found = [line for line in self.lines if line and text in line]
        if not found:
            raise AssertionError(f"no {text!r} in the output:\n" + "\n".join(str(line) for line in self.lines))
        return found[0]

    def wait_for_end(self):
        return self.process.wait(PATIENCE)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)


def call(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=PATIENCE) as answer:
        return json.load(answer)


class Scenario:
    def __init__(self, openclaw, telegram_program, expectation):
        self.openclaw = openclaw
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="openclaw-crash-"))
        self.telegram = Program([telegram_program], os.environ)
        self.root = self.telegram.wait_for("listening on").split()[-1]
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "TMPDIR": str(self.home),
                            "OPENCLAW_STATE_DIR": str(self.home / "state"),
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
        telegram = {"botToken": TOKEN, "apiRoot": self.root, "dmPolicy": "pairing"}
        if expectation != "pairing":
            telegram["allowFrom"] = [str(USER)]
        config = {"gateway": {"mode": "local"}, "channels": {"telegram": telegram},
                  "agents": {"defaults": {"workspace": str(self.home / "workspace")}}}
        state = self.home / "state"
        state.mkdir(mode=0o700)
        (state / "openclaw.json").write_text(json.dumps(config))

    def start_gateway(self, crash_at=None):
        environment = dict(self.environment)
        if crash_at:
            environment["OPENCLAW_CRASH_AT"] = crash_at
        return Program([self.openclaw, "gateway", "--port", str(free_port())], environment)

    def ask(self, text):
        return call(self.root + "/__ctl/message", {"chat": USER, "user": USER, "text": text})["message_id"]

    def sent(self):
        return [message.get("text", "") for message in call(self.root + "/__ctl/sent")]

    def wait_until_sent(self, text, gateway):
        """Waits for a delivery; the gateway's own log line is the signal to look again."""
        event = threading.Event()
        for _ in range(PATIENCE * 20):
            if any(text in message for message in self.sent()):
                return
            if gateway.process.poll() is not None:
                break
            event.wait(0.05)
        raise AssertionError(f"{text!r} was never sent; sent: {self.sent()}\n" + "\n".join(map(str, gateway.lines)))

    def close(self):
        self.telegram.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check(openclaw, telegram_program, point, expectation):
    scenario = Scenario(openclaw, telegram_program, expectation)
    try:
        if point.startswith("store.outbox.retry"):
            call(scenario.root + "/__ctl/fault", {"method": "sendMessage", "kind": "status", "status": 429,
                                                  "description": "Too Many Requests: retry after 1",
                                                  "parameters": {"retry_after": 1}, "times": 1})
        first = scenario.start_gateway(point)
        first.wait_for("listening on")
        scenario.ask("question one")
        status = first.wait_for_end()
        assert status == -9, f"the gateway ended with {status} instead of being killed at {point}:\n" + \
            "\n".join(map(str, first.lines))
        second = scenario.start_gateway()
        try:
            second.wait_for("listening on")
            if expectation == "pairing":
                scenario.wait_until_sent("Pairing code", second)
                # The second message itself must have been judged before the codes are counted.
                second.wait_for(f"message {USER}:{scenario.ask('question two')} on telegram not answered")
                codes = [text for text in scenario.sent() if "Pairing code" in text]
                assert len(codes) == 1, f"{len(codes)} pairing codes were sent: {scenario.sent()}"
                return
            scenario.ask("question two")
            scenario.wait_until_sent("question two", second)
            sent = scenario.sent()
        finally:
            second.stop()
        for question, count in (("question one", sum("question one" in text for text in sent)),
                                ("question two", sum("question two" in text for text in sent))):
            if expectation == "notice" and question == "question one":
                assert count <= 1, f"answered {count} times: {sent}"
                notices = sum("interrupted while sending" in text for text in sent)
                assert notices == 1, f"{notices} notices: {sent}"
            else:
                assert count == 1, f"{question!r} was answered {count} times: {sent}"
    finally:
        scenario.close()


def main():
    openclaw, telegram_program, *wanted = sys.argv[1:]
    passed = failed = 0
    for point, expectation in POINTS.items():
        if wanted and point not in wanted:
            continue
        try:
            check(openclaw, telegram_program, point, expectation)
            print(f"ok    {point} ({expectation})", flush=True)
            passed += 1
        except (AssertionError, subprocess.TimeoutExpired, OSError) as problem:
            print(f"FAIL  {point}: {problem}", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
