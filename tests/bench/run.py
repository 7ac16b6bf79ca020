#!/usr/bin/env python3
"""Benchmarks of the gateway, side by side with OpenClaw 2026.2.1 when it is at hand.

usage: run.py BUILD_DIR [--quick] [--json FILE]

BUILD_DIR is a Release build with tests. OPENCLAW_REFERENCE names the reference's program, OPENCLAW_NODE and
OPENCLAW_LLM_EMULATOR a model emulator for it; without them its column stays empty. With OPENCLAW_REAL_PI (cli.js of a
real Pi) the same turns are also made by that Pi alone and by this gateway in front of it. Nothing here is asserted.
"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

TOKEN = "bench-token-0123456789abcdef"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def challenge_seconds(port, started, patience):
    """Seconds from `started` until the port has upgraded a WebSocket and sent its challenge."""
    request = (f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()
    while time.perf_counter() - started < patience:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
                connection.sendall(request)
                data = b""
                while b"connect.challenge" not in data:
                    piece = connection.recv(4096)
                    if not piece:
                        break
                    data += piece
                else:
                    return time.perf_counter() - started
        except OSError:
            time.sleep(0.0005)
    raise TimeoutError("the gateway did not come up")


class Gateway:
    def __init__(self, name, command, config, extra_environment=None, state=None):
        self.name = name
        self.folder = tempfile.TemporaryDirectory(prefix="openclaw-bench-")
        self.home = pathlib.Path(self.folder.name)
        self.state = pathlib.Path(state) if state else self.home / "state"
        self.state.mkdir(exist_ok=True, mode=0o700)
        self.port = free_port()
        config = dict(config, gateway={"mode": "local", "port": self.port, "auth": {"token": TOKEN}})
        config.setdefault("agents", {}).setdefault("defaults", {})["workspace"] = str(self.home / "workspace")
        (self.state / "openclaw.json").write_text(json.dumps(config))
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "TMPDIR": str(self.home),
                            "OPENCLAW_STATE_DIR": str(self.state), "OPENCLAW_SKIP_CHANNELS": "1",
                            **(extra_environment or {})}
        self.command = command
        self.has_offline_model = "models" not in config   # else a server answers, which has no script

    def start(self, patience=60):
        started = time.perf_counter()
        self.process = subprocess.Popen(self.command + ["gateway", "--port", str(self.port)], env=self.environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        return challenge_seconds(self.port, started, patience)

    def stop(self):
        started = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return time.perf_counter() - started

    def family(self):
        """The gateway's own process: the one that listens (a wrapper may have started it)."""
        pids = [self.process.pid]
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                if int(fields[2]) == self.process.pid and int(entry.name) not in pids:
                    pids.append(int(entry.name))
        return pids

    def memory(self):
        rss = private = 0
        for pid in self.family():
            try:
                lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            values = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
            rss += values["Rss"]
            private += values["Private_Dirty"]
        return rss / 1024, private / 1024

    def switches(self):
        total = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            for line in (task / "status").read_text().splitlines():
                if line.startswith("voluntary_ctxt"):
                    total += int(line.split()[1])
        return total

    def close(self):
        self.folder.cleanup()


def client(build, gateway, *words, patience=300):
    command = [str(build / "tests/bench/openclaw_bench_client"), f"ws://127.0.0.1:{gateway.port}", TOKEN, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=patience)
    if done.returncode != 0:
        return None
    return json.loads(done.stdout.splitlines()[-1])


def with_idle_clients(build, gateway, count):
    command = [str(build / "tests/bench/openclaw_bench_client"), f"ws://127.0.0.1:{gateway.port}", TOKEN, "idle", str(count)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    holder.stdout.readline()
    memory = gateway.memory()
    holder.stdin.close()
    holder.wait(60)
    return memory


def measure(build, gateway, quick, scale=1.0):
    figures = {}
    starts = []
    for _ in range(3 if quick else 7):
        starts.append(gateway.start() * 1000)
        stop = gateway.stop() * 1000
    figures["start to accepted WebSocket, ms"] = sorted(starts)[len(starts) // 2]
    figures["SIGTERM to exit, ms"] = stop
    gateway.start()
    time.sleep(3)
    rss, private = gateway.memory()
    figures["idle RSS, MiB"] = rss
    figures["idle private dirty, MiB"] = private
    before = gateway.switches()
    time.sleep(10)
    figures["idle wake-ups per second"] = (gateway.switches() - before) / 10
    clients = 1000 if scale == 1.0 else 200
    with_clients = with_idle_clients(build, gateway, clients)
    figures["per idle client, KiB"] = (with_clients[1] - private) * 1024 / clients
    count = int((2000 if quick else 10000) * scale)
    for name, method, params in (("health", "health", "{}"), ("sessions.list", "sessions.list", '{"limit":50}'),
                                 ("chat.history", "chat.history", '{"sessionKey":"main","limit":50}')):
        result = client(build, gateway, "latency", method, params, max(200, count // 5))
        figures[f"{name} p50, ms"] = result and result["p50us"] / 1000
    result = client(build, gateway, "pipeline", "health", "{}", count * 10)
    figures["health pipelined, requests/s"] = result and result["perSecond"]
    result = client(build, gateway, "connects", max(100, count // 5))
    figures["signed connects/s"] = result and result["perSecond"]
    for sessions in (1, 8):
        result = client(build, gateway, "turns", sessions, max(10, int((100 if quick else 300) * scale)))
        figures[f"turn, {sessions} session(s): first delta p50, ms"] = result and result["firstDelta"]["p50us"] / 1000
        figures[f"turn, {sessions} session(s): final p50, ms"] = result and result["final"]["p50us"] / 1000
        figures[f"turn, {sessions} session(s): turns/s"] = result and result["turnsPerSecond"]
    if gateway.has_offline_model:
        result = client(build, gateway, "aborts", 5 if quick else 20)
        figures["abort in the middle of a tool p50, ms"] = result and result["p50us"] / 1000
    gateway.stop()
    return figures


def model_config(emulator_port):
    return {"models": {"providers": {"emu": {"baseUrl": f"http://127.0.0.1:{emulator_port}/v1", "apiKey": "x",
                                             "api": "openai-completions",
                                             "models": [{"id": "emu-small", "name": "emu-small"}]}}},
            "agents": {"defaults": {"model": {"primary": "emu/emu-small"}}}}


class Emulator:
    """A model server that answers at once, for everything that does not have the offline model."""

    def __enter__(self):
        self.port = free_port()
        self.process = subprocess.Popen([os.environ["OPENCLAW_NODE"], os.environ["OPENCLAW_LLM_EMULATOR"], "--port",
                                         str(self.port), "--quiet"], stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def median_turn_of_pi_alone(pi, count):
    """Milliseconds from a prompt to its agent_end in `pi --mode rpc`, without a gateway; the first turn is not counted."""
    with Emulator() as emulator, tempfile.TemporaryDirectory(prefix="openclaw-bench-") as folder:
        provider = dict(model_config(emulator.port)["models"]["providers"]["emu"])
        (pathlib.Path(folder) / "models.json").write_text(json.dumps({"providers": {"emu": provider}}))
        environment = {"HOME": folder, "PATH": os.environ["PATH"], "PI_CODING_AGENT_DIR": folder}
        agent = subprocess.Popen([os.environ["OPENCLAW_NODE"], pi, "--mode", "rpc", "--provider", "emu", "--model", "emu-small"],
                                 env=environment, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, text=True)
        samples = []
        for _ in range(count + 1):
            started = time.perf_counter()
            agent.stdin.write(json.dumps({"id": "p", "type": "prompt", "message": "ping"}) + "\n")
            agent.stdin.flush()
            for line in agent.stdout:
                if json.loads(line)["type"] == "agent_end":
                    break
            samples.append((time.perf_counter() - started) * 1000)
        agent.kill()
        agent.wait()
    return sorted(samples[1:])[count // 2]


def median_turn_through_the_gateway(build, command, count):
    """The same turns through chat.send of this gateway; `command` None means the built-in agent."""
    with Emulator() as emulator:
        config = model_config(emulator.port)
        if command:
            config["agents"]["defaults"]["pi"] = {"command": command}
        gateway = Gateway("behind", [str(build / "openclaw")], config)
        gateway.start()
        client(build, gateway, "turns", 1, 1)
        result = client(build, gateway, "turns", 1, count)
        gateway.stop()
        gateway.close()
    return result["final"]["p50us"] / 1000


def compare_with_pi(build, pi, quick):
    count = 30 if quick else 100
    alone = median_turn_of_pi_alone(pi, count)
    behind = median_turn_through_the_gateway(build, [os.environ["OPENCLAW_NODE"], pi], count)
    built_in = median_turn_through_the_gateway(build, None, count)
    print(f"\nturn with a model server, p50: real Pi alone {alone:.2f} ms, behind this gateway {behind:.2f} ms"
          f" ({behind - alone:+.2f}), built-in agent behind this gateway {built_in:.2f} ms")
    return {"Pi alone, ms": alone, "Pi behind this gateway, ms": behind, "built-in agent, ms": built_in}


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    quick = "--quick" in sys.argv
    columns = {}
    openclaw = [str(build / "openclaw")]

    ours = Gateway("this gateway", openclaw, {"agents": {"defaults": {"maxConcurrent": 8}}})
    columns["this gateway"] = measure(build, ours, quick)
    stored = subprocess.run([str(build / "tests/bench/openclaw_bench_store"), "inbound", str(ours.home), "20000"],
                            capture_output=True, text=True)
    columns["this gateway"]["durable inbound messages/s"] = json.loads(stored.stdout)["perSecond"]
    ours.close()

    with tempfile.TemporaryDirectory(prefix="openclaw-bench-") as folder:
        state = pathlib.Path(folder) / "state"
        state.mkdir(mode=0o700)
        rows = "100000" if quick else "1000000"
        subprocess.run([str(build / "tests/bench/openclaw_bench_store"), "seed", str(state), "10000", rows], check=True,
                       stdout=subprocess.DEVNULL)
        large = Gateway("large", openclaw, {"agents": {"defaults": {"maxConcurrent": 8}}}, state=str(state))
        columns[f"10 000 sessions, {int(rows):,} rows"] = measure(build, large, quick)
        large.close()

    reference = os.environ.get("OPENCLAW_REFERENCE")
    emulated = os.environ.get("OPENCLAW_LLM_EMULATOR")
    if reference and emulated:
        with Emulator() as emulator:
            other = Gateway("reference", [reference], model_config(emulator.port))
            columns["OpenClaw 2026.2.1"] = measure(build, other, True, scale=0.1)
            other.close()

    names = list(columns["this gateway"])
    width = max(map(len, names))
    print(f"{'':{width}}  " + "  ".join(f"{column:>28}" for column in columns))
    for name in names:
        cells = []
        for figures in columns.values():
            value = figures.get(name)
            cells.append(f"{'–' if value is None else f'{value:,.2f}':>28}")
        print(f"{name:{width}}  " + "  ".join(cells))
    real_pi = os.environ.get("OPENCLAW_REAL_PI")
    if real_pi and emulated:
        columns["real Pi"] = compare_with_pi(build, real_pi, quick)
    if "--json" in sys.argv:
        pathlib.Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(columns, indent=2) + "\n")


if __name__ == "__main__":
    main()
