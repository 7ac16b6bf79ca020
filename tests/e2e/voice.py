#!/usr/bin/env python3
"""Voice notes in, voice notes out: the built program between a fake Telegram and a fake speech server.

usage: voice.py OPENCLAW FAKE_TELEGRAM PLUGIN_PAGE"""
import http.server
import json
import os
import sys
import threading
import time
import urllib.request

sys.dont_write_bytecode = True
from channel_commands import PATIENCE, Home  # noqa: E402

KEY = "sk-voice-test-key"
HEARD = "what is the weather like"


class Voices(http.server.ThreadingHTTPServer):
    """Speaks and listens as OpenAI's servers do, without any sound."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.spoken, self.heard, self.status, self.keys = [], [], 200, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.read_body()
        voices = self.server
        if self.path == "/v1/audio/transcriptions":
            voices.heard.append(body)
            self.answer(200, json.dumps({"text": HEARD}).encode())
        else:
            wish = json.loads(body)
            voices.spoken.append(wish)
            voices.keys.append(self.headers.get("Authorization"))
            sound = "OggS " if wish["response_format"] == "opus" else "ID3 "
            self.answer(voices.status, (sound + "spoken").encode() if voices.status == 200 else KEY.encode())

    def read_body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def tell(home, path, body):
    urllib.request.urlopen(home.telegram + path, data=json.dumps(body).encode(), timeout=PATIENCE).close()


def wait_for_sent(home, count):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        sent = home.telegram_sent()
        if len(sent) >= count:
            return sent
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for message {count}: {home.telegram_sent()}")


def call(home, method, params=None):
    answer = home.ok("gateway", "call", method, "--json", "--params", json.dumps(params or {}))
    return answer.json()


def conversation(home, voices):
    home.environment["OPENAI_TTS_BASE_URL"] = voices.url()
    home.start_telegram()
    home.ok("config", "set", "channels.telegram.allowFrom", '["4242"]')
    home.ok("config", "set", "messages.tts", json.dumps({"auto": "inbound", "openai": {"apiKey": KEY}}))
    home.ok("config", "set", "tools.media.audio.models", json.dumps([{"provider": "openai", "baseUrl": voices.url()}]))
    home.start_gateway("connected as @test_bot")

    tell(home, "/__ctl/voice", {"content": "OggS a recording"})
    sent = wait_for_sent(home, 1)
    assert sent[0]["method"] == "sendVoice" and sent[0]["fileContent"] == "OggS spoken", sent
    assert HEARD in sent[0]["caption"], sent
    assert b"OggS a recording" in voices.heard[0] and b"gpt-4o-mini-transcribe" in voices.heard[0], voices.heard
    assert voices.spoken[0]["response_format"] == "opus" and HEARD in voices.spoken[0]["input"], voices.spoken
    assert voices.keys == ["Bearer " + KEY], voices.keys

    home.telegram_says("and in writing?")
    sent = wait_for_sent(home, 2)
    assert "method" not in sent[1] and len(voices.spoken) == 1, sent[1]

    # Without a voice the words still come, and nobody reads the key.
    voices.status = 401
    home.telegram_says("/tts on")
    wait_for_sent(home, 3)
    home.telegram_says("is anybody there?")
    sent = wait_for_sent(home, 4)
    assert "method" not in sent[3] and "is anybody there?" in sent[3]["text"], sent[3]
    log = "".join(file.read_text() for file in (home.folder / ".openclaw").rglob("*.log"))
    assert "speech failed" in log and KEY not in log, log[-2000:]


def methods(home, voices):
    voices.status = 200
    status = call(home, "tts.status")
    assert status["provider"] == "openai" and status["auto"] == "inbound" and status["hasOpenAIKey"], status
    assert status["edgeEnabled"] is False and status["fallbackProviders"] == [], status
    assert status["fallbackProvider"] is None and not status["hasElevenLabsKey"], status
    providers = call(home, "tts.providers")
    assert [each["id"] for each in providers["providers"]] == ["openai", "elevenlabs", "edge"], providers
    assert providers["active"] == "openai" and KEY not in json.dumps(providers), providers
    made = call(home, "tts.convert", {"text": "hello from the shell", "channel": "telegram"})
    assert made["voiceCompatible"] and made["outputFormat"] == "opus" and made["provider"] == "openai", made
    assert os.stat(made["audioPath"]).st_mode & 0o777 == 0o600, made
    plain = call(home, "tts.convert", {"text": "hello from the shell"})
    assert plain["audioPath"].endswith(".mp3") and not plain["voiceCompatible"], plain
    home.refused("tts.convert requires text", "gateway", "call", "tts.convert", "--params", "{}")
    home.refused("Invalid provider. Use openai, elevenlabs, or edge.", "gateway", "call", "tts.setProvider", "--params",
                 '{"provider": "zz"}')
    assert call(home, "tts.enable") == {"enabled": True}
    assert call(home, "tts.setProvider", {"provider": "elevenlabs"}) == {"provider": "elevenlabs"}
    status = call(home, "tts.status")
    assert status["enabled"] and status["auto"] == "always" and status["provider"] == "elevenlabs", status
    assert status["fallbackProviders"] == ["openai"] and status["fallbackProvider"] == "openai", status
    assert call(home, "tts.disable") == {"enabled": False}
    prefs = home.folder / ".openclaw/settings/tts.json"
    assert status["prefsPath"] == str(prefs) and prefs.stat().st_mode & 0o777 == 0o600, status
    assert json.loads(prefs.read_text()) == {"tts": {"auto": "off", "provider": "elevenlabs"}}, prefs.read_text()


def main():
    openclaw, fake_telegram, page = sys.argv[1:]
    home = Home(openclaw, fake_telegram, page)
    voices = Voices()
    try:
        for check in (conversation, methods):
            check(home, voices)
            print(f"ok    {check.__name__}", flush=True)
    finally:
        home.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
