#!/usr/bin/env python3
"""agents list, add, delete, set-identity.

usage: agents.py OPENCLAW [TEST...]
"""
import sys

from onboard_wizard import Screen
from setup_support import Home, rights, run_all


def furnished(openclaw):
    home = Home(openclaw)
    home.write_config({"gateway": {"mode": "local"}, "channels": {"telegram": {"botToken": "1:a"}},
                       "agents": {"defaults": {"model": {"primary": "openai/gpt-5.2"}}}})
    return home


def test_list_of_a_fresh_machine(openclaw):
    home = Home(openclaw)
    lines = home.run("agents").stdout.splitlines()
    assert lines[:2] == ["Agents:", "- main (default)"], lines
    assert "  Routing: default (no explicit rules)" in lines, lines
    (agent,) = home.json("agents", "list", "--json")
    assert agent["id"] == "main" and agent["isDefault"] and agent["bindings"] == 0, agent
    assert agent["workspace"] == str(home.state / "workspace"), agent
    assert not home.config_file.exists()
    home.close()


def test_add_keeps_the_agent_that_was_there(openclaw):
    home = furnished(openclaw)
    answer = home.json("agents", "add", "Work Team", "--workspace", "~/work", "--model", "openai/gpt-5.2-mini", "--bind",
                       "telegram", "--bind", "discord:ops", "--json", "--non-interactive")
    assert answer == {"agentId": "work-team", "name": "Work Team", "workspace": str(home.path / "work"),
                      "agentDir": str(home.state / "agents/work-team/agent"), "model": "openai/gpt-5.2-mini",
                      "bindings": {"added": ["telegram", "discord:ops"], "skipped": [], "conflicts": []}}, answer
    config = home.config()
    assert [entry["id"] for entry in config["agents"]["list"]] == ["main", "work-team"]
    assert config["bindings"] == [{"agentId": "work-team", "match": {"channel": "telegram"}},
                                  {"agentId": "work-team", "match": {"channel": "discord", "accountId": "ops"}}]
    assert (home.path / "work/AGENTS.md").exists() and rights(home.state / "agents/work-team/agent") == 0o700
    agents = home.json("agents", "list", "--json", "--bindings")
    assert [agent["isDefault"] for agent in agents] == [True, False], agents
    assert agents[1]["bindingDetails"] == ["telegram", "discord accountId=ops"], agents
    taken = home.run("agents", "add", "third", "--workspace", "~/third", "--bind", "telegram", "--non-interactive", code=1)
    assert "claimed by another agent: telegram (agent=work-team)" in taken.stderr, taken.stderr
    home.close()


def test_add_refuses(openclaw):
    home = furnished(openclaw)
    text = home.config_file.read_text()
    for words, sentence in ((("x", "--non-interactive"), "requires --workspace."),
                            (("main", "--workspace", "~/w"), '"main" is reserved.'),
                            (("x", "--workspace", "~/w", "--bind", "nowhere"), 'Unknown channel "nowhere".'),
                            (("x", "--workspace", "~/w", "--model", "nonsense"), "PROVIDER/MODEL")):
        assert sentence in home.run("agents", "add", *words, code=1).stderr, words
    assert home.config_file.read_text() == text and not (home.path / "w").exists()
    home.close()


def test_add_by_questions(openclaw):
    home = furnished(openclaw)
    screen = Screen(home, "agents", "add")
    screen.answer("Agent name", "helper")
    screen.answer("Workspace directory")
    screen.finish()
    assert home.config()["agents"]["list"][1]["workspace"] == str(home.state / "workspace-helper")
    home.close()


def test_delete(openclaw):
    home = furnished(openclaw)
    home.run("agents", "add", "one", "--workspace", "~/one", "--bind", "telegram", "--non-interactive")
    assert '"main" cannot be deleted.' in home.run("agents", "delete", "main", "--force", code=1).stderr
    assert "not found" in home.run("agents", "delete", "nobody", "--force", code=1).stderr
    assert "--force" in home.run("agents", "delete", "one", code=1).stderr
    answer = home.json("agents", "delete", "one", "--force", "--json")
    assert answer == {"agentId": "one", "workspace": str(home.path / "one"),
                      "agentDir": str(home.state / "agents/one/agent"),
                      "sessionsDir": str(home.state / "agents/one/sessions"), "removedBindings": 1,
                      "removedAllow": 0}, answer
    config = home.config()
    assert [entry["id"] for entry in config["agents"]["list"]] == ["main"] and config["bindings"] == []
    assert not (home.path / "one").exists() and list(home.path.glob("one.reset-*"))
    home.close()


def test_delete_keeps_a_shared_workspace(openclaw):
    home = furnished(openclaw)
    for name in ("one", "two"):
        home.run("agents", "add", name, "--workspace", "~/shared", "--non-interactive")
    done = home.run("agents", "delete", "one", "--force")
    assert "Kept the workspace" in done.stdout and (home.path / "shared/AGENTS.md").exists(), done.stdout
    home.close()


def test_set_identity(openclaw):
    home = furnished(openclaw)
    answer = home.json("agents", "set-identity", "--name", "Bob", "--emoji", "🦞", "--json")
    assert answer["agentId"] == "main" and answer["identity"] == {"name": "Bob", "emoji": "🦞"}, answer
    assert home.config()["agents"]["list"] == [{"id": "main", "identity": {"emoji": "🦞", "name": "Bob"}}]
    assert "  Identity: 🦞 Bob" in home.run("agents", "list").stdout
    assert "Unknown agent id" in home.run("agents", "set-identity", "--agent", "nope", "--name", "x", code=1).stderr
    missing = home.run("agents", "set-identity", code=1)
    assert "No identity data found in ~/.openclaw/workspace/IDENTITY.md." in missing.stderr, missing.stderr
    home.run("setup")
    (home.state / "workspace/IDENTITY.md").write_text("- **Name:** Ada\n- Manner: calm\n- Emoji:\n- Creature: owl\n")
    answer = home.json("agents", "set-identity", "--workspace", "~/.openclaw/workspace", "--from-identity", "--json")
    assert answer["identity"] == {"name": "Ada", "theme": "calm"}, answer
    home.close()


if __name__ == "__main__":
    sys.exit(run_all(sys.modules[__name__]))
