#!/usr/bin/env python3
"""setup, onboard --non-interactive and dashboard in empty home directories.

usage: onboard_flags.py OPENCLAW [TEST...]
"""
import json
import subprocess
import sys

from setup_support import Home, rights, run_all

BY_FLAGS = ("onboard", "--non-interactive", "--accept-risk", "--skip-health")
SUBSCRIPTION = "sk-ant-oat01-" + "a" * 80

# choice: flag, provider, model
CHOICES = {
    "apiKey": ("anthropic-api-key", "anthropic", "anthropic/claude-opus-4-5"),
    "openrouter-api-key": ("openrouter-api-key", "openrouter", "openrouter/auto"),
    "gemini-api-key": ("gemini-api-key", "google", "google/gemini-3-pro-preview"),
    "ai-gateway-api-key": ("ai-gateway-api-key", "vercel-ai-gateway", "vercel-ai-gateway/anthropic/claude-opus-4.5"),
    "moonshot-api-key": ("moonshot-api-key", "moonshot", "moonshot/kimi-k2-0905-preview"),
    "kimi-code-api-key": ("kimi-code-api-key", "kimi-coding", "kimi-coding/k2p5"),
    "zai-api-key": ("zai-api-key", "zai", "zai/glm-4.7"),
    "xiaomi-api-key": ("xiaomi-api-key", "xiaomi", "xiaomi/mimo-v2-flash"),
    "minimax-api": ("minimax-api-key", "minimax", "minimax/MiniMax-M2.1"),
    "minimax-api-lightning": ("minimax-api-key", "minimax", "minimax/MiniMax-M2.1-lightning"),
    "synthetic-api-key": ("synthetic-api-key", "synthetic", "synthetic/hf:MiniMaxAI/MiniMax-M2.1"),
    "venice-api-key": ("venice-api-key", "venice", "venice/llama-3.3-70b"),
    "opencode-zen": ("opencode-zen-api-key", "opencode", "opencode/claude-opus-4-5"),
}


def profiles(home):
    file = home.state / "agents/main/agent/auth-profiles.json"
    assert rights(file) == 0o600
    return json.loads(file.read_text())["profiles"]


def test_setup_makes_what_the_gateway_needs(openclaw):
    home = Home(openclaw)
    home.add_program("git", '#!/bin/sh\nmkdir "$3/.git"\n')
    refused = home.run("gateway", code=1)
    assert "Run `openclaw setup`" in refused.stderr, refused.stderr
    lines = home.run("setup").stdout.splitlines()
    assert lines == ["Wrote ~/.openclaw/openclaw.json", "Workspace OK: ~/.openclaw/workspace",
                     "Sessions OK: ~/.openclaw/agents/main/sessions"], lines
    assert rights(home.config_file) == 0o600 and rights(home.state) == 0o700
    assert (home.state / "workspace/AGENTS.md").exists() and (home.state / "workspace/BOOTSTRAP.md").exists()
    assert (home.state / "workspace/.git").is_dir()
    assert home.config()["gateway"]["mode"] == "local"
    with subprocess.Popen([openclaw, "gateway", "--port", str(home.port)], env=home.environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as gateway:
        try:
            heard = ""
            for line in gateway.stdout:
                heard += line
                if "listening on" in line:
                    break
            assert "listening on" in heard, heard
        finally:
            gateway.terminate()
    home.close()


def test_setup_again(openclaw):
    home = Home(openclaw)
    home.run("setup")
    text = home.config_file.read_text()
    assert home.run("setup").stdout.splitlines()[0] == "Config OK: ~/.openclaw/openclaw.json"
    assert home.config_file.read_text() == text
    (home.state / "workspace/AGENTS.md").write_text("mine")
    changed = home.run("setup", "--workspace", str(home.path / "other")).stdout.splitlines()
    assert changed[:2] == ["Updated ~/.openclaw/openclaw.json (set agents.defaults.workspace)",
                           "Workspace OK: ~/other"], changed
    assert home.config()["agents"]["defaults"]["workspace"] == str(home.path / "other")
    assert (home.state / "workspace/AGENTS.md").read_text() == "mine"
    home.write_config({"gateway": {"port": "nonsense"}})
    assert "gateway.port" in home.run("setup", code=1).stderr
    home.close()


def test_setup_hands_over(openclaw):
    home = Home(openclaw)
    done = home.run("setup", "--non-interactive", "--accept-risk", "--mode", "remote", "--remote-url", "ws://h:1")
    assert done.stdout.splitlines()[0] == "Updated ~/.openclaw/openclaw.json"
    assert home.config()["gateway"] == {"mode": "remote", "remote": {"url": "ws://h:1"}}
    home.close()


def test_onboard_writes_everything_at_once(openclaw):
    home = Home(openclaw)
    answer = home.json(*BY_FLAGS, "--json", "--gateway-port", "4321", "--node-manager", "pnpm")
    assert answer == {"mode": "local", "workspace": str(home.state / "workspace"), "authChoice": "skip",
                      "gateway": {"port": 4321, "bind": "loopback", "authMode": "token", "tailscaleMode": "off"},
                      "installDaemon": False, "skipSkills": False, "skipHealth": True}, answer
    config = home.config()
    gateway = config["gateway"]
    assert (gateway["mode"], gateway["port"], gateway["bind"]) == ("local", 4321, "loopback"), gateway
    assert gateway["auth"]["mode"] == "token" and len(gateway["auth"]["token"]) == 48, gateway
    assert gateway["tailscale"] == {"mode": "off", "resetOnExit": False}, gateway
    assert config["skills"]["install"]["nodeManager"] == "pnpm"
    assert config["agents"]["defaults"]["workspace"] == str(home.state / "workspace")
    assert config["wizard"]["lastRunCommand"] == "onboard" and config["wizard"]["lastRunMode"] == "local"
    assert rights(home.config_file) == 0o600 and not home.config_file.with_suffix(".json.bak").exists()
    assert (home.state / "agents/main/sessions").is_dir() and (home.state / "workspace/SOUL.md").exists()
    # Clients know the token: it stays.
    lines = home.run(*BY_FLAGS, "--gateway-bind", "lan").stdout.splitlines()
    assert lines[0] == "Updated ~/.openclaw/openclaw.json", lines
    assert home.config()["gateway"]["auth"] == gateway["auth"] and home.config()["gateway"]["bind"] == "lan"
    assert home.config()["gateway"]["port"] == 4321
    home.close()


def test_every_auth_choice(openclaw):
    for choice, (flag, provider, model) in CHOICES.items():
        home = Home(openclaw)
        home.run(*BY_FLAGS, "--auth-choice", choice, f"--{flag}", "the-key")
        assert profiles(home) == {f"{provider}:default": {"type": "api_key", "provider": provider,
                                                         "key": "the-key"}}, choice
        config = home.config()
        assert config["agents"]["defaults"]["model"]["primary"] == model, choice
        assert config["auth"]["profiles"][f"{provider}:default"] == {"provider": provider, "mode": "api_key"}
        assert "the-key" not in home.config_file.read_text()
        listed = home.json("models", "list", "--json")["models"]
        assert any(entry["available"] and "default" in entry["tags"] for entry in listed), (choice, listed)
        home.close()


def test_a_key_may_come_from_the_environment_or_a_profile(openclaw):
    home = Home(openclaw)
    home.run(*BY_FLAGS, "--auth-choice", "apiKey", ANTHROPIC_API_KEY="from-the-shell")
    assert profiles(home)["anthropic:default"]["key"] == "from-the-shell"
    home.run(*BY_FLAGS, "--auth-choice", "apiKey")
    home.run("config", "set", "agents.defaults.model.primary", "openai/gpt-5.2")
    home.run(*BY_FLAGS, "--auth-choice", "apiKey")
    assert home.config()["agents"]["defaults"]["model"]["primary"] == "openai/gpt-5.2"
    home.close()


def test_openai_goes_into_the_environment_file(openclaw):
    home = Home(openclaw)
    home.state.mkdir()
    (home.state / ".env").write_text("A=1\nexport OPENAI_API_KEY=old\nB=2\n")
    done = home.run(*BY_FLAGS, "--auth-choice", "openai-api-key", "--openai-api-key", "the-key")
    assert done.stdout.splitlines()[0] == "Saved OPENAI_API_KEY to ~/.openclaw/.env", done.stdout
    assert (home.state / ".env").read_text() == "A=1\nOPENAI_API_KEY=the-key\nB=2\n"
    assert rights(home.state / ".env") == 0o600
    assert not (home.state / "agents/main/agent/auth-profiles.json").exists()
    home.close()


def test_subscription_tokens(openclaw):
    home = Home(openclaw)
    token = (*BY_FLAGS, "--auth-choice", "token")
    assert "--token-provider" in home.run(*token, code=1).stderr
    token += ("--token-provider", "anthropic")
    assert "--token" in home.run(*token, code=1).stderr
    assert "sk-ant-oat01-" in home.run(*token, "--token", "wrong", code=1).stderr
    assert "too short" in home.run(*token, "--token", "sk-ant-oat01-short", code=1).stderr
    assert not home.config_file.exists()
    home.run(*token, "--token", SUBSCRIPTION, "--token-profile-id", "anthropic:mine", "--token-expires-in", "365d")
    stored = profiles(home)["anthropic:mine"]
    assert stored["type"] == "token" and stored["token"] == SUBSCRIPTION and stored["expires"] > 1e12, stored
    assert home.config()["auth"]["profiles"]["anthropic:mine"] == {"provider": "anthropic", "mode": "token"}
    home.close()


def test_refusals_write_nothing(openclaw):
    home = Home(openclaw)
    risk = home.run("onboard", "--non-interactive", code=1)
    assert "openclaw onboard --non-interactive --accept-risk ..." in risk.stderr, risk.stderr
    assert "--non-interactive" in home.run("onboard", code=1).stderr
    for flags, text in ((("--mode", "x"), 'Invalid --mode "x" (use local|remote).'),
                        (("--flow", "x"), "Invalid --flow (use quickstart, manual, or advanced)."),
                        (("--auth-choice", "bogus"), "bogus"),
                        (("--auth-choice", "openai-codex"), "login in a browser"),
                        (("--auth-choice", "claude-cli"), "login in a browser"),
                        (("--auth-choice", "apiKey"), "--anthropic-api-key (or ANTHROPIC_API_KEY in env"),
                        (("--gateway-port", "0"), "Invalid --gateway-port"),
                        (("--gateway-bind", "x"), "--gateway-bind"),
                        (("--gateway-auth", "password"), "Missing --gateway-password for password auth."),
                        (("--tailscale", "funnel"), "Missing --gateway-password for password auth."),
                        (("--mode", "remote"), "Missing --remote-url for remote mode."),
                        (("--node-manager", "x"), "--node-manager"),
                        (("--daemon-runtime", "x"), "--daemon-runtime")):
        assert text in home.run(*BY_FLAGS, *flags, code=1).stderr, flags
    assert not home.config_file.exists() and not (home.state / "workspace").exists()
    home.write_config({"gateway": {"port": "nonsense"}})
    assert "openclaw doctor" in home.run(*BY_FLAGS, code=1).stderr
    home.close()


def test_tailscale_and_passwords(openclaw):
    home = Home(openclaw)
    home.run(*BY_FLAGS, "--tailscale", "funnel", "--gateway-password", "p", "--gateway-bind", "lan",
             "--tailscale-reset-on-exit")
    gateway = home.config()["gateway"]
    assert gateway["bind"] == "loopback" and gateway["auth"] == {"mode": "password", "password": "p"}, gateway
    assert gateway["tailscale"] == {"mode": "funnel", "resetOnExit": True}
    assert home.run("dashboard", "--no-open").stdout.splitlines()[0].endswith(f":{gateway['port']}/")
    home.close()


def test_remote(openclaw):
    home = Home(openclaw)
    answer = home.json(*BY_FLAGS, "--mode", "remote", "--remote-url", "wss://h", "--remote-token", "t", "--json")
    assert answer == {"mode": "remote", "remoteUrl": "wss://h", "auth": "token"}, answer
    assert home.config()["gateway"] == {"mode": "remote", "remote": {"url": "wss://h", "token": "t"}}
    assert not (home.state / "workspace").exists()
    home.close()


def test_reset_moves_things_aside(openclaw):
    home = Home(openclaw)
    home.run(*BY_FLAGS, "--gateway-token", "old")
    (home.state / "workspace/AGENTS.md").write_text("mine")
    home.run(*BY_FLAGS, "--reset", "--gateway-token", "new")
    assert home.config()["gateway"]["auth"]["token"] == "new"
    assert (home.state / "workspace/AGENTS.md").read_text() != "mine"
    kept = [path for path in home.state.iterdir() if path.name.startswith("workspace.reset-")]
    assert len(kept) == 1 and (kept[0] / "AGENTS.md").read_text() == "mine"
    home.add_program("trash", '#!/bin/sh\nmkdir -p "$HOME/trash"; mv "$1" "$HOME/trash/"\n')
    home.run(*BY_FLAGS, "--reset")
    assert (home.path / "trash/workspace").is_dir() and (home.path / "trash/openclaw.json").is_file()
    home.close()


def test_the_service_comes_along(openclaw):
    home = Home(openclaw)
    answer = home.json(*BY_FLAGS, "--install-daemon", "--json", "--gateway-port", str(home.port))
    assert answer["installDaemon"] and answer["daemonRuntime"] == "node"
    unit = home.path / ".config/systemd/user/openclaw-gateway.service"
    assert home.config()["gateway"]["auth"]["token"] not in unit.read_text()
    assert "--user restart openclaw-gateway.service" in home.calls()
    assert "enable-linger ann" in home.calls("loginctl")
    home.close()
    home = Home(openclaw, systemd=False)
    done = home.run(*BY_FLAGS, "--install-daemon")
    assert "Systemd user services are unavailable; skipping service install." in done.stderr, done.stderr
    home.run(*BY_FLAGS, "--install-daemon", "--skip-daemon")
    home.close()


def test_health(openclaw):
    home = Home(openclaw)
    words = ("onboard", "--non-interactive", "--accept-risk", "--gateway-port", str(home.port))
    failed = home.run(*words, code=1)
    assert f"No gateway answers at ws://127.0.0.1:{home.port}" in failed.stderr, failed.stderr
    with subprocess.Popen([openclaw, "gateway"], env=home.environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as gateway:
        try:
            done = home.run(*words)
            assert done.stdout.splitlines()[-1].startswith("Tip: "), done.stdout
        finally:
            gateway.terminate()
    home.close()


def test_dashboard(openclaw):
    home = Home(openclaw)
    home.run(*BY_FLAGS, "--gateway-port", str(home.port), "--gateway-token", "a b/c")
    url = f"http://127.0.0.1:{home.port}/#token=a%20b%2Fc"
    assert home.run("dashboard", "--no-open").stdout == f"Dashboard URL: {url}\n"
    headless = home.run("dashboard").stdout
    assert f"ssh -N -L {home.port}:127.0.0.1:{home.port} ann@" in headless, headless
    home.add_program("xdg-open", '#!/bin/sh\necho "$1" >"$HOME/opened"\n')
    assert home.run("dashboard", DISPLAY=":0").stdout.splitlines()[1] == "Opened in your browser."
    assert (home.path / "opened").read_text() == url + "\n"
    home.close()


if __name__ == "__main__":
    sys.exit(run_all(sys.modules[__name__]))
