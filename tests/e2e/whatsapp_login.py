#!/usr/bin/env python3
"""A person's path in the terminal: link by QR code, hear from somebody, answer, restart, hear again, log out.

usage: whatsapp_login.py OPENCLAW FAKE_WHATSAPP [CAPTURE]

Asserts each step; with CAPTURE the screen is written there, as docs/channels/whatsapp.md shows it.
"""
import re
import subprocess
import sys

from crash_points import PATIENCE, Program, free_port
from whatsapp_crash_points import Account, answers

ALICE = "15550000002"


class Screen:
    """What the person types and sees."""

    def __init__(self, account, port):
        self.account = account
        self.environment = dict(account.environment, OPENCLAW_GATEWAY_PORT=str(port))
        self.text = ""

    def type(self, command):
        self.text += f"$ openclaw {command}\n"

    def show(self, lines):
        # Times and process numbers differ from run to run; a log's time says nothing here.
        self.text += "\n".join(re.sub(r"^\S*\d\d:\d\d:\d\d\S*\s+", "", line) for line in lines if line) + "\n\n"

    def run(self, command, status=0):
        self.type(command)
        done = subprocess.run([self.account.openclaw, *command.split()], env=self.environment, capture_output=True,
                              text=True, timeout=PATIENCE)
        assert done.returncode == status, done.stdout + done.stderr
        self.show((done.stdout + done.stderr).splitlines())
        return done.stdout


def heard(account, text, gateway):
    account.control("say", **{"from": ALICE, "text": text})
    state = account.wait_until("an answer", lambda s: answers(s, text), gateway)
    account.wait_until("quiet", lambda s: s["unacknowledged"] == 0, gateway)
    answer = next(entry["text"] for entry in state["sent"] if text in entry["text"])
    return answer.splitlines()[-1]


def path(account):
    port = free_port()
    screen = Screen(account, port)
    start = [account.openclaw, "gateway", "--port", str(port), "--whatsapp-test-endpoint", str(account.endpoint)]
    gateway = Program(start, screen.environment)
    gateway.wait_for("listening on")
    try:
        screen.type("channels login")
        login = Program([account.openclaw, "channels", "login"], screen.environment)
        qr = login.wait_for("QR: ")
        account.control("scan", qr=qr[4:].strip())
        assert login.wait_for_end() == 0, login.lines
        login.reader.join(PATIENCE)
        screen.show([line for line in login.lines if line and not line.startswith("QR: ")])
        assert any("█" in line for line in login.lines if line), "no code was drawn"
        assert any("linked as +15550000001" in line for line in login.lines if line), login.lines
        account.wait_until("a login", lambda s: s["preKeys"] > 5, gateway)
        screen.run("channels status")

        first = heard(account, "Hello, are you there?", gateway)
        screen.text += f"  (phone)  Alice: Hello, are you there?\n  (phone)  you:   {first}\n\n"
        gateway.stop()
        screen.text += "  (the gateway is restarted)\n\n"
        gateway = Program(start, screen.environment)
        gateway.wait_for("listening on")
        second = heard(account, "And after a restart?", gateway)
        screen.text += f"  (phone)  Alice: And after a restart?\n  (phone)  you:   {second}\n\n"

        screen.run("channels logout")
        account.wait_until("the unlinking", lambda s: not s["linked"], gateway)
        status = screen.run("channels status")
        assert "not linked" in status, status
    finally:
        gateway.stop()
    assert account.state()["problems"] == []
    return screen.text


def main():
    account = Account(*sys.argv[1:3])
    try:
        text = path(account)
    finally:
        account.close()
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w", encoding="utf-8") as capture:
            capture.write(text)
    print("linked, answered, restarted, answered, logged out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
