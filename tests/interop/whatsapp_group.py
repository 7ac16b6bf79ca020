#!/usr/bin/env python3
"""Two gateways and one unmodified Baileys client in one WhatsApp group.

usage: whatsapp_group.py OPENCLAW     OPENCLAW_WA_EMULATOR names the folder of the emulator (with node_modules); without
it the test says that it is skipped and ends with status 77.

The client asks one gateway after the other; everybody must read every answer, and each question is answered exactly once,
by the gateway that was asked: before and after a kill -9 and a restart."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from whatsapp_emulator import Emulator, Gateway, passed

FIRST, SECOND, PERSON = "15550000001", "15550000002", "15550000003"
PATIENCE = 60


class Client:
    """The Baileys client as a child."""

    def __init__(self, folder, address):
        script = pathlib.Path(__file__).with_name("whatsapp_baileys.mjs")
        self.events = []
        self.process = subprocess.Popen(["node", str(script), folder, address], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def wait_for(self, what, matches):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for event in list(self.events):
                if matches(event):
                    return event
            time.sleep(0.05)
        raise AssertionError(f"the client did not see {what}: {self.events[-8:]}")

    def say(self, group, text):
        self.process.stdin.write(json.dumps({"group": group, "text": text}) + "\n")
        self.process.stdin.flush()

    def answers_to(self, text):
        return [event for event in self.events if text in event.get("text", "") and not event.get("fromMe")]


def link(emulator, gateway, phone, name):
    login = subprocess.Popen([gateway.binary, "channels", "login"], env=gateway.environment, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
    for line in login.stdout:
        if line.startswith("QR: "):
            emulator.post("/pair", {"qr": line[4:].strip(), "phone": phone, "name": name})
            break
    rest = login.stdout.read()
    assert login.wait(PATIENCE) == 0 and "linked as +" + phone in rest, rest


def scenarios(openclaw, work, emulator, gateways, client):
    for name, phone in (("alpha", FIRST), ("beta", SECOND)):
        (work / name).mkdir()
        gateway = gateways[name] = Gateway(openclaw, work / name, emulator)
        # Only the person is answered, else the gateways would talk to each other for ever.
        gateway.cli("config", "set", "channels.whatsapp.groupPolicy", "allowlist")
        gateway.cli("config", "set", "channels.whatsapp.groupAllowFrom", json.dumps(["+" + PERSON]))
        gateway.cli("config", "set", "channels.whatsapp.groups", '{"*":{"requireMention":true}}')
        gateway.cli("config", "set", "channels.whatsapp.historyLimit", "0")
        gateway.cli("config", "set", "messages.groupChat.mentionPatterns", json.dumps([name]))
        gateway.start()
        link(emulator, gateway, phone, name)
    qr = client.wait_for("a code", lambda event: "qr" in event)["qr"]
    emulator.post("/pair", {"qr": qr, "phone": PERSON, "name": "Person"})
    client.wait_for("the connection", lambda event: "open" in event)
    passed("two gateways and a Baileys client are linked")

    group = emulator.post("/groups", {"subject": "All of us", "participants": [PERSON, FIRST, SECOND], "addressingMode": "pn"})["id"]
    asked = []

    def ask(name, words):
        phone = dict(zip(gateways, (FIRST, SECOND)))[name]
        text = f"{name}, {words}"
        client.say(group, text)
        answer = client.wait_for(f"an answer to {text!r}", lambda event: text in event.get("text", "") and not event.get("fromMe"))
        assert phone in answer["from"], answer
        asked.append(text)

    for name in gateways:
        ask(name, "who are you?")
    passed("each gateway answers when it is asked")
    for round_number in range(5):
        for name in gateways:
            ask(name, f"round {round_number}")
    passed("sender keys turn in all directions")

    for name, gateway in gateways.items():
        gateway.stop(signal.SIGKILL)
        client.say(group, f"{name}, while you were dead")
        gateway.start()
        client.wait_for("an answer after the kill", lambda event: f"{name}, while you were dead" in event.get("text", "") and not event.get("fromMe"))
        asked.append(f"{name}, while you were dead")
        ask(name, "and now?")
    passed("a killed gateway answers what it missed, and its keys still fit")

    for text in asked:
        assert len(client.answers_to(text)) == 1, (text, client.answers_to(text))
    emulator.check_clean()
    passed(f"{len(asked)} questions, each answered once")


def main():
    folder = os.environ.get("OPENCLAW_WA_EMULATOR")
    if not folder or not shutil.which("node"):
        print("skipped: set OPENCLAW_WA_EMULATOR to the emulator's folder (and install node)")
        return 77
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        emulator = Emulator(folder, work)
        gateways = {}
        client = Client(folder, emulator.info["ws"])
        try:
            scenarios(sys.argv[1], work, emulator, gateways, client)
        except BaseException:
            for name, gateway in gateways.items():
                print(f"--- {name}\n" + (gateway.work / "gateway.log").read_text()[-3000:], file=sys.stderr)
            raise
        finally:
            client.process.kill()
            for gateway in gateways.values():
                gateway.stop()
            emulator.process.send_signal(signal.SIGTERM)
            emulator.process.wait(10)
    print("all scenarios passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
