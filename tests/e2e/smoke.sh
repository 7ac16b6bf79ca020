#!/usr/bin/env bash
# The release binary once from start to stop, and its size (a figure, not a check).   usage: smoke.sh OPENCLAW
set -euo pipefail
openclaw=$(realpath "$1")
home=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$home"' EXIT
export HOME="$home" OPENCLAW_STATE_DIR="$home/state" OPENCLAW_GATEWAY_PORT=18973
"$openclaw" config set gateway.mode local >/dev/null
"$openclaw" config set agents.defaults.workspace "$home/workspace" >/dev/null
: >"$home/out"   # the reader below may be quicker than the gateway
"$openclaw" gateway >>"$home/out" 2>&1 &
pid=$!
timeout 20 grep -m1 'listening on' <(tail -n +1 -f --pid=$pid "$home/out") >/dev/null
reply=$("$openclaw" agent --agent main --message "smoke test")
[[ "$reply" == *"smoke test"* ]] || { echo "unexpected reply: $reply"; exit 1; }
"$openclaw" health >/dev/null
kill -TERM "$pid"
wait "$pid"
strip -o "$home/stripped" "$openclaw"
size=$(stat -c %s "$home/stripped")
echo "smoke test passed; stripped binary: $((size / 1024)) KiB"
