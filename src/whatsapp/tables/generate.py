#!/usr/bin/env python3
"""Makes C++ tables from tokens.txt and messages.txt: wire/tokens_table.cpp and proto/fields.hpp.

usage: generate.py [--check]     --check only compares with what is there; exit status 1 when they differ
"""
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
KEYWORDS = {"static", "delete", "public", "private", "default", "operator", "class", "new", "union"}


def sections(name):
    result, current = {}, None
    for line in (here / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            current = result.setdefault(line[1:-1], [])
        else:
            current.append(line)
    return result


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def rows(values, indent="    "):
    lines, line = [], indent
    for value in values:
        if len(line) + len(value) > 108:
            lines.append(line.rstrip())
            line = indent
        line += value + ", "
    return "\n".join(lines + [line.rstrip()])


def tokens():
    tables = sections("tokens.txt")
    out = ["// Made by src/whatsapp/tables/generate.py from tokens.txt. Do not edit.",
           '#include "whatsapp/wire/tokens.hpp"', "", "namespace openclaw::whatsapp {", "",
           "const std::array<std::string_view, singleTokens> singleTable{",
           rows(literal(t) for t in tables["single"]) , "};", "",
           "const std::array<std::array<std::string_view, doubleTokens>, doubleTables> doubleTable{{"]
    for index in range(4):
        out += ["    {", rows((literal(t) for t in tables[f"double {index}"]), "        "), "    },"]
    out += ["}};", "", "}", ""]
    return "\n".join(out)


def fields():
    tables = sections("messages.txt")
    out = ["// Made by src/whatsapp/tables/generate.py from messages.txt. Do not edit.", "#pragma once", "",
           "#include <cstdint>", "", "/// Field numbers of the protobuf messages, one struct per message.",
           "namespace openclaw::whatsapp::field {", ""]
    names = set()
    for message, lines in tables.items():
        name = message.removeprefix("Message.").replace(".", "")
        name = name[0].upper() + name[1:]
        if name in names:
            name = message.replace(".", "")
        names.add(name)
        out.append(f"struct {name} {{")
        for line in lines:
            number, field = line.split()[:2]
            out.append(f"    static constexpr std::uint32_t {field}{'_' if field in KEYWORDS else ''} = {number};")
        out += ["};", ""]
    out += ["}", ""]
    return "\n".join(out)


def main():
    made = {here.parent / "wire/tokens_table.cpp": tokens(), here.parent / "proto/fields.hpp": fields()}
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        print("\n".join(f"{path} is out of date" for path in stale) or "tables are up to date")
        return 1 if stale else 0
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
