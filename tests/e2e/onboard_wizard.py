#!/usr/bin/env python3
"""onboard as a person sees it: through a pseudo terminal, key by key.

usage: onboard_wizard.py OPENCLAW [TEST...]
ONBOARD_CAPTURE=FILE writes down the screen of the QuickStart, as docs/running.md shows it.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

from setup_support import PATIENCE, Home, run_all

UP, DOWN, RIGHT, ENTER, ESC, CTRL_C, SPACE = "\x1b[A", "\x1b[B", "\x1b[C", "\r", "\x1b", "\x03", " "
TELEGRAM_TOKEN = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"


class Screen:
    """A terminal with a program in it. Understands what the prompts use: up, erase below, colours, cursor on and off."""

    def __init__(self, home, *words, columns=100, **variables):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.raw = ""
        self.seen = 0
        self.program = subprocess.Popen([home.openclaw, *words], env=dict(home.environment, **variables), stdin=slave,
                                        stdout=slave, stderr=slave, start_new_session=True)

    def read_more(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            self.raw += os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:
            return False
        return True

    def see(self, text):
        """Waits until the text is drawn after what was seen last."""
        end = time.monotonic() + PATIENCE
        while (at := self.raw.find(text, self.seen)) < 0:
            if not self.read_more(max(0, end - time.monotonic())) and (self.program.poll() is not None
                                                                      or time.monotonic() > end):
                raise AssertionError(f"{text!r} does not appear:\n{self.text()}")
        self.seen = at + len(text)
        return self

    def press(self, *keys):
        for key in keys:
            os.write(self.master, key.encode())
        return self

    def answer(self, question, *keys):
        return self.see(question).press(*keys, ENTER)

    def finish(self, code=0):
        end = time.monotonic() + PATIENCE
        while self.program.poll() is None and time.monotonic() < end:
            self.read_more(0.2)
        while self.read_more(0.1):
            pass
        assert self.program.poll() == code, f"{self.program.poll()}:\n{self.text()}"
        after = termios.tcgetattr(self.slave)
        assert after[:4] == self.before[:4], "the terminal was left in another mode"
        assert self.raw.rfind("\x1b[?25h") >= self.raw.rfind("\x1b[?25l"), "the cursor stayed hidden"
        os.close(self.slave)
        os.close(self.master)
        return self.text()

    def text(self):
        """The lines as they stand on the screen."""
        lines, row = [""], 0
        for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|[^\x1b]", self.raw):
            if part.startswith("\x1b["):
                if part.endswith("A"):
                    row = max(0, row - int(part[2:-1] or 1))
                elif part == "\x1b[J":
                    lines[row:] = [""]
            elif part == "\n":
                row += 1
                if row == len(lines):
                    lines.append("")
            elif part != "\r":
                lines[row] += part
        return "\n".join(line.rstrip() for line in lines)


def quick_start(home, screen):
    screen.answer("inherently risky. Continue?", RIGHT)
    screen.answer("Onboarding mode")
    screen.answer("Model/auth provider")
    screen.answer("Anthropic API key", "sk-ant-secret-key-0001")
    screen.answer("Default model")
    screen.answer("Select channel (QuickStart)")
    screen.answer("Enter Telegram bot token", "nonsense")
    screen.see("@BotFather").press("\x15", TELEGRAM_TOKEN, ENTER)
    screen.answer("Your Telegram user id", "4242")
    screen.answer("Enable hooks?", SPACE)


def test_quick_start(openclaw):
    home = Home(openclaw)
    screen = Screen(home, "onboard", "--skip-health", OPENCLAW_GATEWAY_PORT=str(home.port))
    quick_start(home, screen)
    screen.answer("Install Gateway service (recommended)")
    text = screen.finish()
    assert "Onboarding complete." in text, text
    assert "sk-ant-secret" not in screen.raw and TELEGRAM_TOKEN not in screen.raw
    config = home.config()
    assert config["gateway"]["mode"] == "local" and config["gateway"]["port"] == home.port
    assert len(config["gateway"]["auth"]["token"]) == 48
    assert config["agents"]["defaults"]["model"]["primary"] == "anthropic/claude-opus-4-5"
    telegram = config["channels"]["telegram"]
    assert telegram == {"botToken": TELEGRAM_TOKEN, "dmPolicy": "allowlist", "allowFrom": ["4242"],
                        "enabled": True}, telegram
    hooks = config["hooks"]["internal"]
    assert hooks["enabled"] and [entry["enabled"] for entry in hooks["entries"].values()].count(True) == 1, hooks
    assert (home.state / "workspace/AGENTS.md").exists()
    assert "sk-ant-secret-key-0001" in (home.state / "agents/main/agent/auth-profiles.json").read_text()
    assert (home.path / ".config/systemd/user/openclaw-gateway.service").exists()
    assert "--user restart openclaw-gateway.service" in home.calls()
    assert not home.config_file.with_suffix(".json.bak").exists(), "it wrote twice"
    if capture := os.environ.get("ONBOARD_CAPTURE"):
        with open(capture, "w", encoding="utf-8") as file:
            file.write(text.replace(str(home.port), "18789"))
    home.close()


def test_cancelling_writes_nothing(openclaw):
    steps = (("inherently risky", RIGHT), ("Onboarding mode", ""), ("Model/auth provider", ""), ("Anthropic API key", "k"),
             ("Default model", ""), ("Select channel", ""), ("Enter Telegram bot token", TELEGRAM_TOKEN),
             ("Your Telegram user id", ""), ("Enable hooks?", ""))
    for count in range(len(steps)):
        home = Home(openclaw)
        screen = Screen(home, "onboard")
        for question, keys in steps[:count]:
            screen.answer(question, keys)
        screen.see(steps[count][0]).press(CTRL_C if count % 2 else ESC)
        assert "Onboarding cancelled. Nothing was changed." in screen.finish()
        assert not home.config_file.exists() and not (home.state / "workspace").exists()
        home.close()


def test_no_is_the_default_of_the_risk(openclaw):
    home = Home(openclaw)
    screen = Screen(home, "onboard")
    screen.answer("inherently risky. Continue?")
    assert "cancelled" in screen.finish()
    assert not home.config_file.exists()
    home.close()


def test_signals_restore_the_terminal(openclaw):
    home = Home(openclaw)
    screen = Screen(home, "onboard")
    screen.see("inherently risky")
    screen.program.send_signal(signal.SIGTERM)
    screen.finish(code=-signal.SIGTERM)
    home.close()


def test_manual_without_systemd(openclaw):
    home = Home(openclaw, systemd=False)
    screen = Screen(home, "onboard", "--accept-risk", "--flow", "manual", columns=60)
    screen.answer("What do you want to set up?")
    screen.answer("Workspace directory", "~/desk")
    screen.answer("Model/auth provider", UP, UP)
    screen.answer("Ollama model", "qwen3")
    screen.answer("Gateway port", "70000")
    screen.see("A number from 1 to 65535.").press("\x15", str(home.port), ENTER)
    screen.answer("Gateway bind", DOWN)
    screen.answer("Gateway auth")
    screen.answer("Gateway token", "my-token")
    screen.answer("Select a channel", UP)
    screen.answer("Enable hooks?")
    text = screen.finish()
    assert "openclaw gateway" in text, text
    config = home.config()
    assert config["agents"]["defaults"]["workspace"] == str(home.path / "desk")
    assert config["agents"]["defaults"]["model"]["primary"] == "ollama/qwen3"
    assert config["gateway"]["port"] == home.port and config["gateway"]["bind"] == "lan"
    assert config["gateway"]["auth"] == {"mode": "token", "token": "my-token"}
    home.close()


def test_existing_values(openclaw):
    home = Home(openclaw, systemd=False)
    home.write_config({"gateway": {"mode": "local", "port": home.port, "auth": {"token": "keep-me"}},
                       "agents": {"defaults": {"model": {"primary": "openai/gpt-5.2"}}}, "logging": {"level": "debug"}})
    screen = Screen(home, "onboard", "--accept-risk", "--flow", "quickstart", "--skip-channels")
    screen.see("Existing config detected")
    screen.answer("Config handling")
    screen.answer("Enable hooks?")
    screen.finish()
    config = home.config()
    assert config["gateway"]["auth"]["token"] == "keep-me" and config["logging"] == {"level": "debug"}
    assert config["agents"]["defaults"]["model"]["primary"] == "openai/gpt-5.2"

    screen = Screen(home, "onboard", "--accept-risk", "--flow", "quickstart", "--skip-channels")
    screen.answer("Config handling", DOWN, DOWN)
    screen.answer("Reset scope", DOWN, DOWN)
    screen.answer("Model/auth provider", UP)
    screen.answer("Enable hooks?")
    screen.finish()
    assert "logging" not in home.config() and home.config()["gateway"]["auth"]["token"] != "keep-me"
    assert [path for path in home.state.iterdir() if path.name.startswith("openclaw.json.reset-")]
    home.close()


def test_remote_gateway(openclaw):
    home = Home(openclaw)
    screen = Screen(home, "onboard", "--accept-risk", "--flow", "manual")
    screen.answer("What do you want to set up?", DOWN)
    screen.answer("Gateway WebSocket URL", "wss://far.example")
    screen.answer("Gateway token", "t0ken")
    screen.finish()
    assert home.config()["gateway"] == {"mode": "remote", "remote": {"url": "wss://far.example", "token": "t0ken"}}
    home.close()


def test_the_key_of_the_shell_is_offered(openclaw):
    home = Home(openclaw, systemd=False)
    screen = Screen(home, "onboard", "--accept-risk", "--flow", "quickstart", "--skip-channels",
                    ANTHROPIC_API_KEY="sk-ant-abcdef-0123456789")
    screen.answer("Model/auth provider")
    screen.answer("Use ANTHROPIC_API_KEY (sk-a…6789)?")
    screen.answer("Default model")
    screen.answer("Enable hooks?")
    screen.finish()
    assert "sk-ant-abcdef-0123456789" in (home.state / "agents/main/agent/auth-profiles.json").read_text()
    home.close()


def test_a_subscription_token_is_pasted(openclaw):
    home = Home(openclaw, systemd=False)
    screen = Screen(home, "onboard", "--accept-risk", "--flow", "quickstart", "--skip-channels", "--auth-choice",
                    "setup-token")
    screen.answer("Paste Anthropic setup-token", "short")
    screen.see("sk-ant-oat01-").press("\x15", "sk-ant-oat01-" + "b" * 90, ENTER)
    screen.answer("Default model")
    screen.answer("Enable hooks?")
    screen.finish()
    assert home.config()["auth"]["profiles"]["anthropic:default"] == {"provider": "anthropic", "mode": "token"}
    home.close()


def test_without_a_terminal(openclaw):
    home = Home(openclaw)
    refused = home.run("onboard", "--accept-risk", code=1)
    assert "needs a terminal" in refused.stderr and "--non-interactive" in refused.stderr, refused.stderr
    home.close()


if __name__ == "__main__":
    sys.exit(run_all(sys.modules[__name__]))
