#!/usr/bin/env python3
"""gateway install, start, stop, restart, uninstall, status with a systemctl that writes down what it was asked.

usage: service.py OPENCLAW [TEST...]
"""
import sys

from setup_support import Home, rights, run_all

UNIT = "openclaw-gateway.service"


def installed_home(openclaw):
    home = Home(openclaw)
    home.write_config({"gateway": {"mode": "local", "port": home.port, "auth": {"token": "of-the-configuration"}}})
    return home


def unit_of(home, name=UNIT):
    return home.path / ".config/systemd/user" / name


def test_install_writes_a_private_unit_and_starts_it(openclaw):
    home = installed_home(openclaw)
    done = home.run("gateway", "install", "--runtime", "bun")
    assert done.stdout == f"\nInstalled systemd service: {unit_of(home)}\n", done.stdout
    text = unit_of(home).read_text()
    assert rights(unit_of(home)) == 0o600
    assert f"ExecStart={openclaw} gateway --port {home.port}\n" in text, text
    for line in ("Type=notify", "NotifyAccess=main", "WatchdogSec=60", "KillMode=mixed", "TimeoutStopSec=10",
                 "Restart=always", "RestartSec=5", f"Environment=HOME={home.path}",
                 f"Environment=OPENCLAW_GATEWAY_PORT={home.port}", f"Environment=OPENCLAW_SYSTEMD_UNIT={UNIT}",
                 "Environment=OPENCLAW_SERVICE_KIND=gateway", "WantedBy=default.target"):
        assert line + "\n" in text, line
    assert "of-the-configuration" not in text
    assert home.calls()[-3:] == ["--user daemon-reload", f"--user enable {UNIT}", f"--user restart {UNIT}"]
    home.close()


def test_install_says_when_it_is_there(openclaw):
    home = installed_home(openclaw)
    first = home.json("gateway", "install", "--json")
    assert first["result"] == "installed" and first["ok"] and first["service"]["loaded"], first
    again = home.run("gateway", "install")
    assert again.stdout == "Gateway service already enabled.\nReinstall with: openclaw gateway install --force\n"
    answer = home.json("gateway", "install", "--json")
    assert answer["result"] == "already-installed", answer
    assert answer["service"] == {"label": "systemd", "loaded": True, "loadedText": "enabled",
                                 "notLoadedText": "disabled"}
    home.calls()
    assert home.json("gateway", "install", "--force", "--json")["result"] == "installed"
    assert f"--user restart {UNIT}" in home.calls()
    home.close()


def test_a_token_of_its_own_goes_into_the_unit(openclaw):
    home = installed_home(openclaw)
    home.run("gateway", "install", "--token", "of-the-service")
    assert "Environment=OPENCLAW_GATEWAY_TOKEN=of-the-service\n" in unit_of(home).read_text()
    assert rights(unit_of(home)) == 0o600
    status = home.run("gateway", "status", "--no-probe", "--json").stdout
    assert "of-the-service" not in status
    home.run("gateway", "install", "--force", "--token", "of-the-configuration")
    assert "GATEWAY_TOKEN" not in unit_of(home).read_text()
    home.close()


def test_install_warns_of_keys_that_the_service_does_not_see(openclaw):
    home = installed_home(openclaw)
    answer = home.json("gateway", "install", "--json", ANTHROPIC_API_KEY="k")
    assert "ANTHROPIC_API_KEY" in answer["warnings"][0], answer
    (home.state / ".env").write_text("ANTHROPIC_API_KEY=k\n")
    answer = home.json("gateway", "install", "--json", "--force", ANTHROPIC_API_KEY="k")
    assert "warnings" not in answer, answer
    home.close()


def test_install_replaces_the_unit_of_the_node_program(openclaw):
    home = installed_home(openclaw)
    unit_of(home).parent.mkdir(parents=True)
    unit_of(home).write_text("[Service]\nExecStart=/usr/bin/node /usr/lib/openclaw/index.js gateway --port 18789\n")
    (home.path / "enabled").touch()
    status = home.json("gateway", "status", "--no-probe", "--json")
    assert [issue["code"] for issue in status["service"]["configAudit"]["issues"]][0] == "gateway-program-foreign"
    home.run("gateway", "install", "--force")
    assert "node" not in unit_of(home).read_text().split("ExecStart=")[1].split("\n")[0]
    assert len(list(unit_of(home).parent.iterdir())) == 1
    home.close()


def test_profiles_have_their_own_unit(openclaw):
    home = installed_home(openclaw)
    home.run("--profile", "work", "config", "set", "gateway.mode", "local")
    home.run("--profile", "work", "gateway", "install")
    text = unit_of(home, "openclaw-gateway-work.service").read_text()
    assert "Environment=OPENCLAW_PROFILE=work\n" in text
    assert f"Environment=OPENCLAW_STATE_DIR={home.path}/.openclaw-work\n" in text
    assert "Description=OpenClaw Gateway (profile: work, v" in text
    home.close()


def test_start_stop_restart_uninstall(openclaw):
    home = installed_home(openclaw)
    idle = home.run("daemon", "start")
    assert idle.stdout.splitlines() == ["Gateway service disabled.", "Start with: openclaw gateway install",
                                        "Start with: openclaw gateway",
                                        f"Start with: systemctl --user start {UNIT}"], idle.stdout
    assert home.json("gateway", "stop", "--json")["result"] == "not-loaded"
    home.run("gateway", "install")
    home.calls()
    assert home.run("gateway", "start").stdout == f"Restarted systemd service: {UNIT}\n"
    assert f"--user restart {UNIT}" in home.calls()
    assert home.json("gateway", "restart", "--json")["result"] == "restarted"
    assert home.run("gateway", "stop").stdout == f"Stopped systemd service: {UNIT}\n"
    assert f"--user stop {UNIT}" in home.calls()
    assert home.run("gateway", "uninstall").stdout == f"Removed systemd service: {unit_of(home)}\n"
    assert f"--user disable --now {UNIT}" in home.calls()
    assert not unit_of(home).exists()
    assert home.run("gateway", "uninstall").stdout == f"Systemd service not found at {unit_of(home)}\n"
    home.close()


def test_status_shows_the_service(openclaw):
    home = installed_home(openclaw)
    before = home.run("gateway", "status", "--no-probe").stdout.splitlines()
    assert before[0] == "Service: systemd (disabled)", before
    assert "Runtime: stopped (state inactive, sub dead)" in before, before
    home.run("gateway", "install")
    lines = home.run("gateway", "status", "--no-probe").stdout.splitlines()
    assert lines[0] == "Service: systemd (enabled)", lines
    assert f"Command: {openclaw} gateway --port {home.port}" in lines, lines
    assert "Service file: ~/.config/systemd/user/" + UNIT in lines, lines
    assert f"Gateway: bind=loopback (127.0.0.1), port={home.port} (service args)" in lines, lines
    assert "Runtime: running (pid 4242, state active, sub running)" in lines, lines
    answer = home.json("gateway", "status", "--no-probe", "--json")
    service = answer["service"]
    assert service["loaded"] and service["runtime"]["pid"] == 4242, service
    assert service["command"]["programArguments"][1:] == ["gateway", "--port", str(home.port)], service
    assert service["command"]["sourcePath"] == str(unit_of(home)), service
    assert service["configAudit"] == {"ok": True, "issues": []}, service
    assert answer["config"]["daemon"]["path"] == str(home.config_file), answer
    assert "rpc" not in answer and answer["port"]["status"] == "free", answer
    home.close()


def test_without_systemd(openclaw):
    home = installed_home(openclaw)
    (home.path / "no-bus").touch()
    detail = "Error: systemctl --user unavailable: Failed to connect to bus: No medium found"
    for action in ("install", "start", "stop", "restart"):
        assert home.run("gateway", action, code=1).stderr == f"Gateway service check failed: {detail}\n"
    assert home.run("gateway", "uninstall", code=1).stderr == f"Gateway uninstall failed: {detail}\n"
    answer = home.json("gateway", "install", "--json", code=1)
    assert answer == {"action": "install", "ok": False, "error": f"Gateway service check failed: {detail}"}, answer
    assert not unit_of(home).exists()
    status = home.json("gateway", "status", "--no-probe", "--json")
    assert status["service"]["runtime"] == {"status": "unknown", "detail": detail}, status
    assert status["service"]["command"] is None
    (home.path / "tools/systemctl").unlink()
    missing = home.run("gateway", "install", code=1, PATH=str(home.path / "tools"))
    assert "systemctl --user unavailable: program systemctl not found in PATH" in missing.stderr, missing.stderr
    home.close()


def test_refusals(openclaw):
    home = installed_home(openclaw)
    refused = home.run("gateway", "install", "--runtime", "deno", code=1)
    assert refused.stderr == 'Invalid --runtime (use "node" or "bun")\n'
    assert home.run("gateway", "install", "--port", "0", code=1).stderr == "Invalid port\n"
    nix = home.run("gateway", "install", code=1, OPENCLAW_NIX_MODE="1")
    assert nix.stderr == "Nix mode detected; service install is disabled.\n"
    assert home.calls() == []
    home.close()


if __name__ == "__main__":
    sys.exit(run_all(sys.modules[__name__]))
