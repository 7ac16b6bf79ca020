#!/usr/bin/env python3
"""Onboarding with WhatsApp, beside a gateway that runs: the code is drawn in the terminal, and a phone takes it.

usage: onboard_whatsapp.py OPENCLAW FAKE_WHATSAPP
"""
import json
import subprocess
import sys

from onboard_wizard import DOWN, UP, Screen
from whatsapp_crash_points import PATIENCE, Account, Program, free_port


class Machine:
    """What Screen wants to know of a home directory."""

    def __init__(self, account, port):
        self.openclaw = account.openclaw
        self.environment = dict(account.environment, OPENCLAW_GATEWAY_PORT=str(port), TERM="xterm", LANG="C.UTF-8")

    def call(self, method, params):
        done = subprocess.run([self.openclaw, "gateway", "call", method, "--params", json.dumps(params), "--json"],
                              env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def main():
    account = Account(*sys.argv[1:3])
    machine = Machine(account, free_port())
    gateway = Program([account.openclaw, "gateway", "--whatsapp-test-endpoint", str(account.endpoint)],
                      machine.environment)
    gateway.wait_for("listening on")
    try:
        screen = Screen(machine, "onboard", "--accept-risk", "--flow", "quickstart")
        screen.answer("Config handling", DOWN)
        screen.answer("Model/auth provider", UP)
        screen.answer("Select channel", DOWN)
        screen.answer("Link WhatsApp at the end (QR code)?")
        screen.answer("Enable hooks?")
        screen.see("█")
        account.control("scan", qr=machine.call("web.login.wait", {"accountId": "default", "timeoutMs": 1})["qr"])
        screen.see("linked as +15550000001")
        text = screen.finish()
        assert "Onboarding complete." in text, text
    finally:
        gateway.stop()
        account.close()
    print("drawn, scanned, linked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
