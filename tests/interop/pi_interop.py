#!/usr/bin/env python3
"""The built-in agent against programs we did not write: an LLM server with four wire formats, and a real Pi that
shares session files with it.

OPENCLAW_PI_BIN       the agent (argument 1 wins)
OPENCLAW_NODE         node, default "node"
OPENCLAW_LLM_EMULATOR server.mjs of the LLM emulator
OPENCLAW_REAL_PI      cli.js of a real Pi 0.73 (optional: its checks are skipped without it)

Exit code 77 = skipped."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request

SKIPPED = 77
DEADLINE = 60


def need(name, fallback=None):
    value = os.environ.get(name) or fallback
    if not value or not os.path.exists(shutil.which(value) or value):
        print(f"skipped: {name} is not set or does not exist")
        sys.exit(SKIPPED)
    return shutil.which(value) or value


class Agent:
    """A process that speaks the protocol."""

    def __init__(self, command, environment, folder):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=environment, cwd=folder, text=True, bufsize=1)
        self.timer = threading.Timer(DEADLINE, self.process.kill)
        self.timer.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()
        self.timer.cancel()

    def send(self, command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def read_until(self, wanted):
        lines = []
        for text in self.process.stdout:
            lines.append(json.loads(text))
            if wanted(lines[-1]):
                return lines
        raise AssertionError("the agent ended: " + self.process.stderr.read()[-2000:])

    def ask(self, kind, **parameters):
        self.send({"id": "q", "type": kind, **parameters})
        answer = self.read_until(lambda line: line.get("id") == "q")[-1]
        assert answer["success"], answer
        return answer.get("data")

    def prompt(self, message, end="agent_settled", **parameters):
        self.send({"id": "p", "type": "prompt", "message": message, **parameters})
        return self.read_until(lambda line: line["type"] == end and not line.get("willRetry"))


def last_reply(lines):
    replies = [line["message"] for line in lines if line["type"] == "message_end" and line["message"]["role"] == "assistant"]
    text = "".join(block["text"] for block in replies[-1]["content"] if block["type"] == "text")
    return replies[-1], text


def expect(condition, what, detail=""):
    if not condition:
        raise AssertionError(f"{what}: {detail}")
    print("ok  ", what)


def check_wire_format(start, provider, model):
    with start("--no-session", "--provider", provider, "--model", model, "--thinking", "low") as agent:
        lines = agent.prompt("@@text hello there \U0001f600")
        expect(last_reply(lines)[1] == "hello there \U0001f600", f"{provider}: text", last_reply(lines))
        lines = agent.prompt('@@say Reading.\n@@tool read {"path":"a.txt"}\n@@+tool bash {"command":"echo par"}')
        results = [line["message"]["content"][0]["text"] for line in lines
                   if line["type"] == "message_end" and line["message"]["role"] == "toolResult"]
        expect(results == ["line one\n", "par\n"], f"{provider}: parallel tools", results)
        expect(last_reply(lines)[1].startswith("tool said: par"), f"{provider}: tool results reach the model", last_reply(lines))
        lines = agent.prompt("@@think deep thought\n@@text answer")
        kinds = [block["type"] for block in last_reply(lines)[0]["content"]]
        expect(kinds == ["thinking", "text"], f"{provider}: thinking", kinds)
        lines = agent.prompt("what did I say first?")
        expect(last_reply(lines)[1].startswith("echo:"), f"{provider}: thinking is accepted back", last_reply(lines))
        for fault in ("drop", "truncate", "garbage", "stream-error", "overloaded", "500", "reset", "429"):
            lines = agent.prompt(f"@@fault {fault} 1\n@@text after {fault}")
            reply, text = last_reply(lines)
            expect(text == f"after {fault}", f"{provider}: recovers from {fault}", reply)
            expect(any(line["type"] == "auto_retry_start" for line in lines), f"{provider}: {fault} is retried")
        for fault in ("401", "400", "billing"):
            lines = agent.prompt(f"@@fault {fault}")
            expect(last_reply(lines)[0]["stopReason"] == "error", f"{provider}: {fault} is reported", last_reply(lines))
            expect(not any(line["type"] == "auto_retry_start" for line in lines), f"{provider}: {fault} is not retried")
        agent.send({"id": "p", "type": "prompt", "message": "@@slow 200 50"})
        agent.read_until(lambda line: line.get("assistantMessageEvent", {}).get("type") == "text_delta")
        agent.send({"id": "x", "type": "abort"})
        lines = agent.read_until(lambda line: line.get("id") == "x")
        expect(last_reply(lines)[0]["stopReason"] == "aborted", f"{provider}: abort", lines[-1])


def check_sessions(start, real, folder):
    file = os.path.join(folder, "shared.jsonl")
    arguments = ("--session", file, "--provider", "emu", "--model", "emu-small")
    with start(*arguments) as agent:
        # The first directive is a text: the emulator also obeys what it reads in a conversation to summarise.
        agent.prompt("@@text opening")
        agent.prompt('@@tool read {"path":"a.txt"}\n@@text from the built-in agent')
        agent.ask("set_session_name", name="shared session")
    with real(*arguments) as agent:
        state = agent.ask("get_state")
        expect(state["messageCount"] == 6, "real Pi opens our session", state)
        expect(state.get("sessionName") == "shared session", "real Pi reads our session name", state)
        lines = agent.prompt("@@text from real Pi", end="agent_end")
        expect(last_reply(lines)[1] == "from real Pi", "real Pi continues our session", last_reply(lines))
    with start("--session", file) as agent:
        state = agent.ask("get_state")
        expect(state["messageCount"] == 8, "we open a session that real Pi continued", state)
        expect(state["model"]["id"] == "emu-small", "the model is restored from the session", state)
        expect(agent.ask("get_last_assistant_text")["text"] == "from real Pi", "we see real Pi's reply")
        agent.prompt("@@text again")
        compacted = agent.ask("compact")
        expect("summary" in compacted, "we compact the shared session", compacted)
    with real("--session", file) as agent:
        messages = agent.ask("get_messages")["messages"]
        expect(messages[0]["role"] == "compactionSummary", "real Pi understands our compaction", [m["role"] for m in messages])
        agent.prompt("@@text after the compaction", end="agent_end")
    with open(file, encoding="utf-8") as handle:
        entries = [json.loads(line) for line in handle]
    ids = {entry["id"] for entry in entries[1:]}
    expect(all(entry["parentId"] is None or entry["parentId"] in ids for entry in entries[1:]), "the tree has no loose ends")


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else need("OPENCLAW_PI_BIN")
    node = need("OPENCLAW_NODE", "node")
    emulator = need("OPENCLAW_LLM_EMULATOR")
    server = subprocess.Popen([node, emulator, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        base = re.search(r"http://\S+", server.stdout.readline()).group(0)
        threading.Thread(target=server.stdout.read, daemon=True).start()
        with tempfile.TemporaryDirectory() as folder:
            agent_dir = os.path.join(folder, "agent")
            os.mkdir(agent_dir)
            work = os.path.join(folder, "work")
            os.mkdir(work)
            with open(os.path.join(work, "a.txt"), "w") as handle:
                handle.write("line one\n")
            providers = {
                "emu": {"baseUrl": base + "/v1", "api": "openai-completions", "apiKey": "sk-emu",
                        "models": [{"id": "emu-small"}, {"id": "emu-reason", "reasoning": True}]},
                "emu-ant": {"baseUrl": base, "api": "anthropic-messages", "apiKey": "sk-x",
                            "models": [{"id": "emu-large", "reasoning": True, "maxTokens": 8192}]},
                "emu-resp": {"baseUrl": base + "/v1", "api": "openai-responses", "apiKey": "sk-y",
                             "models": [{"id": "emu-reason", "reasoning": True}]},
                "emu-ollama": {"baseUrl": base, "api": "ollama-chat", "apiKey": "x",
                               "models": [{"id": "emu-reason", "reasoning": True}]},
            }
            settings = {"retry": {"baseDelayMs": 10, "maxRetries": 2}, "compaction": {"keepRecentTokens": 5}}

            def start(*arguments):
                return Agent([binary, "--mode", "rpc", *arguments], environment, work)

            def real(*arguments):
                return Agent([node, os.environ["OPENCLAW_REAL_PI"], "--mode", "rpc", "--no-extensions", "--no-skills",
                              *arguments], environment, work)

            environment = {"PATH": os.environ["PATH"], "HOME": folder, "PI_CODING_AGENT_DIR": agent_dir,
                           "PI_OFFLINE": "1", "PI_SKIP_VERSION_CHECK": "1", "PI_TELEMETRY": "0"}
            with open(os.path.join(agent_dir, "settings.json"), "w") as handle:
                json.dump(settings, handle)
            with open(os.path.join(agent_dir, "models.json"), "w") as handle:
                json.dump({"providers": providers}, handle)
            for provider, model in (("emu", "emu-reason"), ("emu-ant", "emu-large"), ("emu-resp", "emu-reason"),
                                    ("emu-ollama", "emu-reason")):
                urllib.request.urlopen(urllib.request.Request(base + "/__ctl/reset", method="POST")).read()
                check_wire_format(start, provider, model)
            if os.path.exists(os.environ.get("OPENCLAW_REAL_PI", "")):
                # A real Pi does not know the Ollama format and would ignore the whole file.
                del providers["emu-ollama"]
                with open(os.path.join(agent_dir, "models.json"), "w") as handle:
                    json.dump({"providers": providers}, handle)
                check_sessions(start, real, folder)
            else:
                print("skipped: OPENCLAW_REAL_PI is not set, session interchange was not checked")
    finally:
        server.terminate()
        server.wait()
    print("all checks passed")


main()
