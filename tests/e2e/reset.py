#!/usr/bin/env python3
"""reset and uninstall: what goes, what stays, and what is only said.

usage: reset.py OPENCLAW [TEST...]
"""
import subprocess
import sys

from onboard_wizard import DOWN, RIGHT, Screen
from setup_support import Home, run_all


def furnished(openclaw, *words):
    home = Home(openclaw)
    home.run("onboard", "--non-interactive", "--accept-risk", "--skip-health", "--auth-choice", "apiKey",
             "--anthropic-api-key", "k", *words)
    (home.state / "credentials").mkdir()
    (home.state / "credentials/telegram-pairing.json").write_text("{}")
    (home.state / "agents/main/sessions/one.jsonl").write_text("{}\n")
    (home.state / "openclaw.sqlite").write_bytes(b"")
    home.calls()
    return home


def tree(home):
    return sorted(str(path.relative_to(home.path)) for path in home.state.rglob("*"))


def test_consent_is_needed(openclaw):
    home = furnished(openclaw)
    before = tree(home)
    assert "requires --scope." in home.run("reset", "--non-interactive", "--yes", code=1).stderr
    assert "requires --yes." in home.run("reset", "--non-interactive", "--scope", "full", code=1).stderr
    assert "requires --yes." in home.run("uninstall", "--non-interactive", "--all", code=1).stderr
    assert "--yes" in home.run("reset", "--scope", "full", code=1).stderr
    assert "Invalid --scope" in home.run("reset", "--scope", "x", "--yes", code=1).stderr
    assert "--all" in home.run("uninstall", "--yes", code=1).stderr
    assert tree(home) == before
    home.close()


def test_dry_runs_only_say(openclaw):
    home = furnished(openclaw)
    before = tree(home)
    lines = home.run("reset", "--scope", "full", "--dry-run").stdout.splitlines()
    assert lines == ["[dry-run] stop gateway service", "[dry-run] remove ~/.openclaw",
                     "[dry-run] remove ~/.openclaw/workspace", "Next: openclaw onboard --install-daemon"], lines
    lines = home.run("uninstall", "--all", "--dry-run").stdout.splitlines()
    assert lines[:3] == ["[dry-run] remove gateway service", "[dry-run] remove ~/.openclaw",
                         "[dry-run] remove ~/.openclaw/workspace"], lines
    assert tree(home) == before and home.calls() == []
    home.close()


def test_scopes(openclaw):
    home = furnished(openclaw)
    lines = home.run("reset", "--scope", "config", "--yes").stdout.splitlines()
    assert lines == ["Removed ~/.openclaw/openclaw.json", "Next: openclaw onboard --install-daemon"], lines
    assert (home.state / "credentials").exists() and home.calls() == []
    home.close()
    home = furnished(openclaw)
    home.run("reset", "--scope", "config+creds+sessions", "--yes", "--non-interactive")
    assert not home.config_file.exists() and not (home.state / "credentials").exists()
    assert not (home.state / "agents/main/sessions").exists() and (home.state / "workspace").exists()
    assert not (home.state / "openclaw.sqlite").exists()
    home.close()
    home = furnished(openclaw, "--workspace", "~/desk", "--install-daemon")
    lines = home.run("reset", "--scope", "full", "--yes").stdout.splitlines()
    assert "Stopped systemd service: openclaw-gateway.service" in lines and "Removed ~/desk" in lines, lines
    assert not home.state.exists() and not (home.path / "desk").exists()
    home.close()


def test_a_workspace_that_is_the_home_directory_stays(openclaw):
    home = furnished(openclaw, "--workspace", "~")
    done = home.run("reset", "--scope", "full", "--yes", code=1)
    assert "Refused to remove" in done.stderr and home.path.exists(), done.stderr
    home.close()


def test_a_running_gateway_keeps_its_files(openclaw):
    home = furnished(openclaw)
    gateway = subprocess.Popen([home.openclaw, "gateway", "--port", str(home.port)], env=home.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert any("listening on ws://127.0.0.1" in line for line in gateway.stdout)
    for words in (("reset", "--scope", "full"), ("reset", "--scope", "config+creds+sessions"), ("uninstall", "--state")):
        assert "stop it first" in home.run(*words, "--yes", code=1).stderr
    again = home.run("onboard", "--non-interactive", "--accept-risk", "--reset", "--skip-health", code=1)
    assert "stop it first" in again.stderr
    assert home.config_file.exists() and (home.state / "openclaw.sqlite").exists()
    gateway.terminate()
    gateway.communicate(timeout=60)
    home.run("reset", "--scope", "full", "--yes")
    assert not home.state.exists()
    home.close()


def test_uninstall(openclaw):
    home = furnished(openclaw, "--install-daemon")
    unit = home.path / ".config/systemd/user/openclaw-gateway.service"
    home.run("uninstall", "--service", "--yes")
    assert not unit.exists() and home.config_file.exists()
    home.run("uninstall", "--state", "--yes")
    assert tree(home)[0] == ".openclaw/workspace" and not home.config_file.exists()
    assert (home.state / "workspace/AGENTS.md").exists()
    last = home.run("uninstall", "--all", "--yes").stdout.splitlines()[-1]
    assert last.startswith("The program itself is still there: "), last
    assert not home.state.exists()
    home.close()


def test_by_questions(openclaw):
    home = furnished(openclaw)
    screen = Screen(home, "reset")
    screen.answer("Reset scope")
    screen.answer("Delete it for good?")
    screen.finish()
    assert home.config_file.exists()
    screen = Screen(home, "reset")
    screen.answer("Reset scope", DOWN)
    screen.answer("Delete it for good?", RIGHT)
    screen.finish()
    assert not home.config_file.exists() and (home.state / "workspace").exists()
    home.close()


if __name__ == "__main__":
    sys.exit(run_all(sys.modules[__name__]))
