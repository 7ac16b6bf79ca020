"""An empty home directory with a systemctl that only writes down what it was asked, for the tests of setup."""
import json
import os
import pathlib
import socket
import stat
import subprocess
import sys
import tempfile

PATIENCE = 120

SYSTEMCTL = """#!/bin/sh
echo "$*" >>"$HOME/systemctl.log"
if [ -e "$HOME/no-bus" ]; then
    echo "Failed to connect to bus: No medium found" >&2
    exit 1
fi
case "$2" in
is-enabled) [ -e "$HOME/enabled" ] ;;
enable) touch "$HOME/enabled" ;;
disable) rm -f "$HOME/enabled" ;;
restart) touch "$HOME/active" ;;
stop) rm -f "$HOME/active" ;;
show)
    case "$3" in
    --property*) echo Version=252 ;;
    *)
        if [ -e "$HOME/active" ]; then
            printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\nMainPID=4242\\nExecMainStatus=0\\n'
        else
            printf 'LoadState=loaded\\nActiveState=inactive\\nSubState=dead\\nMainPID=0\\nExecMainStatus=0\\n'
        fi ;;
    esac ;;
esac
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def rights(path):
    return stat.S_IMODE(os.stat(path).st_mode)


class Home:
    """A person's machine: nothing of the real home directory or environment is seen."""

    def __init__(self, openclaw, systemd=True):
        self.openclaw = openclaw
        self.folder = tempfile.TemporaryDirectory(prefix="openclaw-setup-")
        self.path = pathlib.Path(self.folder.name)
        tools = self.path / "tools"
        tools.mkdir()
        self.add_program("systemctl", SYSTEMCTL)
        self.add_program("loginctl", '#!/bin/sh\necho "$*" >>"$HOME/loginctl.log"\necho Linger=no\n')
        if not systemd:
            (self.path / "no-bus").touch()
        self.port = free_port()
        self.environment = {"HOME": str(self.path), "PATH": f"{tools}:/usr/bin:/bin", "TMPDIR": str(self.path),
                            "LANG": "C.UTF-8", "TERM": "xterm-256color", "USER": "ann"}
        self.state = self.path / ".openclaw"
        self.config_file = self.state / "openclaw.json"

    def add_program(self, name, text):
        file = self.path / "tools" / name
        file.write_text(text)
        file.chmod(0o755)

    def run(self, *words, code=0, **variables):
        done = subprocess.run([self.openclaw, *words], env=dict(self.environment, **variables), capture_output=True,
                              text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words, **options):
        return json.loads(self.run(*words, **options).stdout)

    def config(self):
        return json.loads(self.config_file.read_text())

    def write_config(self, value):
        self.state.mkdir(mode=0o700, exist_ok=True)
        self.config_file.write_text(json.dumps(value))

    def calls(self, program="systemctl"):
        log = self.path / f"{program}.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    def close(self):
        self.folder.cleanup()


def run_all(module):
    """Calls every test_* of the module with the program named on the command line, and says what it did."""
    openclaw = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2:]
    for name, test in sorted(vars(module).items()):
        if not name.startswith("test_") or (wanted and name not in wanted):
            continue
        print(name, flush=True)
        test(openclaw)
    return 0
