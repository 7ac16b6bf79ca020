#!/usr/bin/env python3
"""House rules that a compiler does not know: layering, forbidden includes, coroutine traps, sleeping tests.

usage: lint.py SOURCE_DIR     prints `file:line: rule` for each violation; exit status 1 when there are any
"""
import pathlib
import re
import sys

# Who may include whom (docs/architecture.md). A room not listed here is a violation by itself.
DOMAIN = {"config", "text", "routing", "sessions", "schedule", "security", "prompt", "commands", "protocol", "llm", "whatsapp"}
PLATFORM = {"net", "process", "store", "crypto"}
BELOW_SERVICES = {"core"} | PLATFORM | DOMAIN
ALLOWED = {
    "core": set(),
    "crypto": {"core"},
    "net": {"core", "crypto"},
    "process": {"core"},
    "store": {"core"},
    "config": {"core"},
    "text": {"core"},
    "routing": {"core", "config"},
    "sessions": {"core"},
    "schedule": {"core", "routing"},
    "prompt": {"core", "text"},
    "commands": {"core", "routing", "schedule", "sessions"},
    "security": {"core"},
    "protocol": {"core", "crypto"},
    "llm": {"core"},
    "whatsapp": {"core", "crypto"},
    "pi": BELOW_SERVICES,
    "skills": BELOW_SERVICES,
    "agent": BELOW_SERVICES | {"skills"},
    "channels": BELOW_SERVICES,
    "media": BELOW_SERVICES,
    "plugins": BELOW_SERVICES | {"channels"},
    "ui": BELOW_SERVICES,
    "dispatch": BELOW_SERVICES | {"channels", "agent", "media", "skills"},
    "cron": BELOW_SERVICES,
    "hooks": BELOW_SERVICES,
    "gateway": BELOW_SERVICES | {"channels", "plugins", "agent", "skills", "media", "dispatch", "cron", "hooks", "ui", "pi"},
}
ALLOWED["cli"] = set(ALLOWED) | {"cli"}

# Heavy headers and the only places that may see them.
FORBIDDEN = [
    (re.compile(r"<boost/beast|<boost/asio/ssl"), re.compile(r"^src/net/")),
    (re.compile(r"<sqlite3\.h>"), re.compile(r"^src/store/")),
    (re.compile(r"<spdlog/"), re.compile(r"^src/core/log\.cpp$")),
    (re.compile(r"<CLI/"), re.compile(r"^src/cli/")),
]

# g++ 12 miscompiles these (docs/decisions/001-coroutine-rules.md).
COROUTINE = [
    (re.compile(r"\b(if|while|switch)\s*\(\s*!?\s*co_await\b"), "await into a named variable before testing it"),
    (re.compile(r"co_await\s[^;{]*\?[^;]*:[^:;]*;"), "no ?: inside a co_await expression"),
    (re.compile(r"co_await\s[^;]*\(\s*\{"), "no braces inside a co_await expression"),
    (re.compile(r"co_await\s[^;]*\[[^\]]+\]\s*\("), "no capturing lambda inside a co_await expression"),
]

INCLUDE = re.compile(r'#include "(?:openclaw/)?([a-z_]+)/')
SLEEP = re.compile(r"\bsleep_for\b|\busleep\b|\bsleep\(")


def strip_comment(line):
    return line.split("//")[0]


def check_source(path, name, problems):
    room = re.match(r"(?:src|include/openclaw)/([a-z_]+)/", name)
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = strip_comment(raw)

        def complain(rule):
            problems.append(f"{name}:{number}: {rule}")

        for pattern, place in FORBIDDEN:
            if pattern.search(line) and not place.search(name) and not name.startswith("tests/"):
                complain("this header is not for this place")
        for pattern, rule in COROUTINE:
            if pattern.search(line):
                complain(rule)
        if "co_spawn(" in line and name not in ("src/core/async.cpp", "src/gateway/Gateway.cpp") and not (
                name.startswith(("tests/", "src/cli/", "src/store/", "src/pi/", "include/openclaw/store/"))):
            complain("start coroutines through a TaskGroup")
        if name.startswith("tests/") and not name.startswith(("tests/bench/", "tests/support/")) and SLEEP.search(line):
            complain("a test must not sleep")
        included = INCLUDE.search(line)
        if room and included and included.group(1) in ALLOWED:
            user, used = room.group(1), included.group(1)
            if user not in ALLOWED:
                complain(f"room {user} is not in the architecture")
            elif used != user and used not in ALLOWED[user]:
                complain(f"{user} may not use {used}")


def main():
    root = pathlib.Path(sys.argv[1])
    problems = []
    for folder in ("src", "include", "tests"):
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            check_source(path, path.relative_to(root).as_posix(), problems)
    print("\n".join(problems) if problems else "no violations")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
