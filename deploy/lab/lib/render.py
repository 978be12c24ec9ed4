#!/usr/bin/python3
"""render.py SOURCE TARGET KEY=VALUE...: fills in templates.

SOURCE is a file or a folder. @KEY@ becomes its value; a line `%include NAME KEY=VALUE...` becomes the file NAME of
the folder `include`, filled in with these values too. A key without a value ends it: a config file with a hole in it
would fail much later and far less clearly.
"""
import pathlib
import re
import sys

INCLUDES = pathlib.Path(__file__).resolve().parent.parent / "templates" / "include"


def fill(path, values):
    lines = []
    for line in path.read_text().splitlines():
        line = re.sub("@([A-Z][A-Z0-9_]*)@", lambda match: lookup(match[1], values, path), line)
        if line.startswith("%include "):
            name, *pairs = line.split()[1:]
            lines.append(fill(INCLUDES / name, {**values, **dict(pair.split("=", 1) for pair in pairs)}))
        else:
            lines.append(line + "\n")
    return "".join(lines)


def lookup(key, values, path):
    if key not in values:
        sys.exit(f"{path}: no value for @{key}@")
    return values[key]


def main():
    source, target = map(pathlib.Path, sys.argv[1:3])
    values = dict(pair.split("=", 1) for pair in sys.argv[3:])
    for path in [source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file()):
        out = target / path.relative_to(source) if source.is_dir() else target
        text = fill(path, values)
        if not out.exists() or out.read_text() != text:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(text)


main()
