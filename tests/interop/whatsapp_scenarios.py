#!/usr/bin/env python3
"""Our WhatsApp client, without a gateway around it, against a server and phones that other people wrote.

usage: whatsapp_scenarios.py HOST     HOST is openclaw_whatsapp_host; OPENCLAW_WA_EMULATOR as in whatsapp_emulator.py
"""
import base64
import json
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

from whatsapp_emulator import ALICE, BOB, OWNER, Emulator, passed


class Host:
    """The client as a process; its events are kept until somebody expects them."""

    def __init__(self, program, endpoint, state, log):
        self.process = subprocess.Popen([program, str(endpoint), str(state)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=log, text=True)
        self.log = log
        self.events = queue.Queue()
        self.kept = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                self.events.put(json.loads(line))
            else:
                print(line, end="", file=self.log)
        self.events.put({"event": "eof"})

    def do(self, what, **parameters):
        self.process.stdin.write(json.dumps({"do": what, **parameters}) + "\n")
        self.process.stdin.flush()

    def expect(self, event, seconds=40, **fields):
        def fits(each):
            return each["event"] == event and all(each.get(key) == value for key, value in fields.items())

        for each in self.kept:
            if fits(each):
                self.kept.remove(each)
                return each
        while True:
            try:
                each = self.events.get(timeout=seconds)
            except queue.Empty:
                raise AssertionError(f"no {event} {fields}; kept: {self.kept[-6:]}") from None
            if fits(each):
                return each
            assert each["event"] != "eof", "the client ended"
            self.kept.append(each)

    def forget(self):
        while not self.events.empty():
            self.kept.append(self.events.get())
        self.kept.clear()

    def end(self, how=None):
        if how:
            self.process.send_signal(how)
        else:
            self.process.stdin.close()
        self.process.wait(20)


def to_alice(entry):
    return ALICE in entry["to"] or entry["to"].endswith("@lid")


def good(entry):
    assert not any(d.get("error") or (d.get("media") or {}).get("error") for d in entry["deliveries"]), entry
    return entry


def link(emulator, host):
    host.do("login")
    emulator.post("/pair", {"qr": host.expect("qr")["qr"], "phone": OWNER, "name": "Owner"})
    host.expect("linked")
    host.do("start")
    emulator.expect("prekeys", "pre-keys", lambda e: e["total"] >= 812)
    emulator.check_clean()


def say(emulator, host, expected=None, **body):
    emulator.mark()
    sent = emulator.post("/inbound", body)
    host.expect("message", text=expected or body["text"])
    host.expect("sent", ok=True)
    return sent


def bad_certificates(emulator, host):
    for mode in ("wrong-root", "wrong-leaf-sig", "wrong-leaf-key", "expired", "not-yet", "bad-issuer", "no-leaf"):
        emulator.post("/config", {"certMode": mode})
        host.do("login")
        assert "certificate" in host.expect("failed")["message"], mode
    emulator.post("/config", {"certMode": "ok"})


def people(emulator, host):
    emulator.post("/contacts", {"phone": ALICE, "name": "Alice", "devices": [0, 4]})
    sent = say(emulator, host, **{"from": ALICE, "text": "hello"})
    emulator.expect("receipt", "a delivery receipt", lambda e: sent["id"] in e["ids"] and e.get("type") == "inactive")
    answer = good(emulator.expect("message", "an answer", lambda e: e.get("text") == "echo: hello"))
    assert len(answer["deliveries"]) == 3, answer
    for i in range(6):
        say(emulator, host, **{"from": ALICE, "text": f"message {i}", "device": 4 if i % 2 else 0})
        good(emulator.expect("message", "an answer", lambda e: e.get("text") == f"echo: message {i}"))


def damage(emulator, host):
    for i in range(3):
        sent = say(emulator, host, **{"from": ALICE, "text": f"damaged {i}", "corrupt": True})
        emulator.expect("receipt", "a retry receipt", lambda e: e.get("type") == "retry" and sent["id"] in e["ids"])
        good(emulator.expect("message", "an answer", lambda e: e.get("text") == f"echo: damaged {i}"))


def groups(emulator, host):
    emulator.post("/contacts", {"phone": BOB, "name": "Bob"})
    for mode in ("pn", "lid"):
        group = emulator.post("/groups", {"subject": f"Group {mode}", "participants": [OWNER, ALICE, BOB],
                                          "addressingMode": mode})["id"]
        for i, sender in enumerate((ALICE, BOB, ALICE)):
            say(emulator, host, **{"from": sender, "group": group, "text": f"{mode} {i}"})
            answer = good(emulator.expect("message", "an answer", lambda e: e.get("text") == f"echo: {mode} {i}"))
            # Without recipients of keys the emulator does not know which kind of address was hashed.
            assert answer["to"] == group and (i > 0 or answer["phash"]["got"] == answer["phash"]["want"]), answer


def hidden_ids(emulator, host):
    for i in range(3):
        addressing = "lid" if i % 2 == 0 else "pn"
        say(emulator, host, **{"from": BOB, "text": f"by {addressing} {i}", "addressing": addressing})
        good(emulator.expect("message", "an answer", lambda e: e.get("text") == f"echo: by {addressing} {i}"))


def media(emulator, host, work):
    picture = b"\xff\xd8\xff" + os.urandom(70_000)
    emulator.mark()
    emulator.post("/inbound", {"from": ALICE, "media": {"kind": "image", "base64": base64.b64encode(picture).decode(),
                                                       "mimetype": "image/jpeg", "caption": "look"}})
    host.expect("message", text="look", attachments=["image"])
    host.expect("sent", ok=True)
    path = work / "in.jpg"
    host.do("download", path=str(path))
    host.expect("downloaded", ok=True)
    assert path.read_bytes() == picture and path.stat().st_mode & 0o777 == 0o600
    for kind, mime, name in (("image", "image/jpeg", "in.jpg"), ("audio", "audio/ogg", "voice"), ("document", "text/plain", "a.txt"),
                             ("video", "video/mp4", "clip")):
        emulator.mark()
        host.do("send", to="+" + ALICE, key=f"media-{kind}",
                payload={"kind": "media", "path": str(path), "mime": mime, "name": name, "asVoice": kind == "audio",
                         "caption": "" if kind == "audio" else "there"})
        assert host.expect("sent")["ok"]
        entry = good(emulator.expect("message", f"the {kind}", lambda e: e["type"] == "media"))
        sent = next(d["media"] for d in entry["deliveries"] if d.get("media"))
        assert sent["bytes"] == len(picture) and sent["field"] == kind + "Message", sent


def kinds(emulator, host):
    emulator.mark()
    emulator.post("/inbound", {"from": ALICE, "id": "3AAAAA", "text": "react to this"})
    heard = host.expect("message", text="react to this")
    host.expect("sent", ok=True)
    own = emulator.expect("message", "the echo", lambda e: e.get("text") == "echo: react to this")
    emulator.mark()
    host.do("perform", action="react", to="+" + ALICE, id=heard["id"], parameters={"emoji": "👍"})
    reaction = good(emulator.expect("message", "a reaction", lambda e: e["type"] == "reaction"))
    assert reaction["message"]["reactionMessage"]["key"]["id"] == "3AAAAA", reaction
    host.do("perform", action="edit", to="+" + ALICE, id=own["id"], parameters={"message": "better"})
    good(emulator.expect("message", "an edit", lambda e: e.get("edit") == "1"))
    host.do("perform", action="delete", to="+" + ALICE, id=own["id"])
    good(emulator.expect("message", "a removal", lambda e: e.get("edit") == "7"))
    host.do("perform", action="poll", to="+" + ALICE, parameters={"question": "Lunch?", "options": ["yes", "no"]})
    good(emulator.expect("message", "a poll", lambda e: e["type"] == "poll"))
    for _ in range(4):
        assert host.expect("performed")["ok"]
    emulator.post("/inbound", {"from": ALICE, "message": {"reactionMessage": {
        "key": {"remoteJid": f"{OWNER}@s.whatsapp.net", "fromMe": False, "id": own["id"]}, "text": "❤"}}})
    host.expect("message", emoji="❤")
    emulator.post("/inbound", {"from": ALICE, "message": {"extendedTextMessage": {"text": f"hey @{OWNER}", "contextInfo": {
        "mentionedJid": [f"{OWNER}@s.whatsapp.net"], "stanzaId": own["id"], "participant": f"{OWNER}@s.whatsapp.net",
        "quotedMessage": {"conversation": "echo"}}}}})
    assert host.expect("message", text=f"hey @{OWNER}")["mentionsBot"]
    host.expect("sent", ok=True)
    emulator.mark()
    host.do("typing", to="+" + ALICE)
    emulator.expect("chatstate", "typing", lambda e: e["state"] == "composing")
    host.do("typing", to="+" + ALICE, on=False)
    emulator.expect("chatstate", "an end of typing", lambda e: e["state"] == "paused")


def own_devices(emulator, host):
    emulator.mark()
    emulator.post("/inbound", {"from": OWNER, "asPhone": True, "to": f"{ALICE}@s.whatsapp.net", "text": "not for the assistant"})
    emulator.expect("receipt", "a receipt for it", lambda e: e.get("type") == "sender")
    emulator.post("/inbound", {"from": OWNER, "asPhone": True, "to": f"{OWNER}@s.whatsapp.net", "text": "note to self"})
    host.expect("message", text="note to self")
    host.expect("sent", ok=True)
    assert not any(e.get("text") == "not for the assistant" for e in host.kept)
    emulator.post("/history", {"phone": OWNER, "pushnames": [{"id": OWNER + "@s.whatsapp.net", "pushname": "Owner"}]})
    emulator.expect("receipt", "a history receipt", lambda e: e.get("type") == "hist_sync")


def connections(emulator, host):
    emulator.mark()
    emulator.post("/drop")
    emulator.expect("login", "a new login after a cut")
    emulator.mark()
    emulator.post("/stream-error", {"code": "515"})
    emulator.expect("login", "a new login after 515")
    say(emulator, host, **{"from": ALICE, "text": "after all that"})
    emulator.mark()
    emulator.post("/node", {"node": {"tag": "notification", "attrs": {"type": "encrypt", "from": "s.whatsapp.net", "id": "n1"},
                                     "content": [{"tag": "count", "attrs": {"value": "2"}}]}})
    emulator.expect("ack", "an ack of the notification", lambda e: e["id"] == "n1")


def main_scenarios(program, emulator, work):
    endpoint = work / "endpoint.json"
    endpoint.write_text(json.dumps(emulator.info))
    log = open(work / "host.log", "a")
    state = work / "state"
    host = Host(program, endpoint, state, log)
    bad_certificates(emulator, host)
    passed("seven bad certificate chains refused")
    link(emulator, host)
    passed("link by QR, login, pre-keys")
    for scenario, name in ((people, "people with two devices, both directions"), (damage, "damaged messages"),
                           (groups, "groups by number and by hidden id"), (hidden_ids, "one chat by both addresses")):
        scenario(emulator, host)
        emulator.check_clean()
        passed(name)
    media(emulator, host, work)
    emulator.check_clean()
    passed("files both ways")
    for scenario, name in ((kinds, "reactions, edits, removals, polls, quotes, mentions, typing"),
                           (own_devices, "what the owner's phone says"), (connections, "connections that end")):
        scenario(emulator, host)
        emulator.check_clean()
        passed(name)

    host.end()
    emulator.mark()
    emulator.post("/inbound", {"from": ALICE, "text": "while you were away"})
    host = Host(program, endpoint, state, log)
    host.do("start")
    host.expect("message", text="while you were away")
    good(emulator.expect("message", "an answer", lambda e: e.get("text") == "echo: while you were away"))
    emulator.check_clean()
    passed("the backlog after a restart")
    return host, endpoint, log


def kills(program, emulator, work, endpoint, log):
    """kill -9 at every step of a message's way: it arrives (again), is answered, and sessions still decrypt."""
    for point in ("whatsapp.accepted", "whatsapp.commit.message.after", "whatsapp.receipted", "whatsapp.commit.send.after", "whatsapp.acked"):
        os.environ["OPENCLAW_CRASH_AT"] = point
        host = Host(program, endpoint, work / "state", log)
        del os.environ["OPENCLAW_CRASH_AT"]
        host.do("start")
        emulator.expect("login", "a login")
        emulator.mark()
        emulator.post("/inbound", {"from": ALICE, "text": f"killed at {point}"})
        assert host.process.wait(30) == -signal.SIGKILL, point
        host = Host(program, endpoint, work / "state", log)
        host.do("start")
        say(emulator, host, **{"from": ALICE, "text": f"after {point}"})
        good(emulator.expect("message", "an answer", lambda e: e.get("text") == f"echo: after {point}"))
        # The emulator does not repeat receipts that a killed client had no time to acknowledge.
        emulator.check_clean(acknowledged=False)
        host.end()
        emulator.mark()


def endings(emulator, host):
    host.do("logout")
    assert host.expect("loggedOut")["ok"]
    host.expect("ended")
    emulator.expect("device-removed", "the removal")
    emulator.post("/reset")
    emulator.seen = 0
    host.do("login", phone=OWNER)
    emulator.post("/pair-code", {"phone": OWNER, "code": host.expect("code")["code"]})
    host.expect("linked")
    host.do("start")
    emulator.expect("prekeys", "pre-keys")
    emulator.check_clean()
    passed("logout, and a link by typed code")
    emulator.post("/stream-error", {"conflict": "replaced"})
    assert "another program" in host.expect("ended")["error"]
    passed("a replaced connection is not fought over")
    emulator.mark()
    host.do("start")
    emulator.expect("login", "a login", seconds=20)
    emulator.post("/config", {"loginFailure": 405})
    emulator.post("/drop")
    assert "too old" in host.expect("ended")["error"]
    emulator.post("/config", {"loginFailure": None})
    emulator.mark()
    host.do("start")
    emulator.expect("login", "a login", seconds=20)
    emulator.post("/logout")
    assert "unlinked" in host.expect("ended")["error"]
    passed("405 keeps the keys, 401 deletes them")
    host.end()


def main():
    folder = os.environ.get("OPENCLAW_WA_EMULATOR")
    if not folder or not shutil.which("node"):
        print("skipped: set OPENCLAW_WA_EMULATOR to the emulator's folder (and install node)")
        return 77
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        emulator = Emulator(folder, work)
        try:
            host, endpoint, log = main_scenarios(sys.argv[1], emulator, work)
            host.end()
            kills(sys.argv[1], emulator, work, endpoint, log)
            passed("kill -9 at every step")
            host = Host(sys.argv[1], endpoint, work / "state", log)
            emulator.mark()
            host.do("start")
            emulator.expect("login", "a login")
            emulator.expect("iq", "the active iq", lambda e: e["child"] == "active")
            endings(emulator, host)
        except BaseException:
            print((work / "host.log").read_text()[-6000:], file=sys.stderr)
            raise
        finally:
            emulator.process.send_signal(signal.SIGTERM)
            emulator.process.wait(10)
    print("all scenarios passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
