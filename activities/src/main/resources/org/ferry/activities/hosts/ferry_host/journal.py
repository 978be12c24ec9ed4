"""The target's memory of a copy, beside the files: which pieces of which file are on the disk and were read back.

A line is added only after its piece is safe, so whatever ends the copy, even the power, it goes on from there. Lines of
a file count as long as the file on the source is the one they were written for: same path, size, time and inode.
"""
import contextlib
import json
import os
import zlib
from typing import Any, Iterator, Optional

from ferry_host.base import Instance
from ferry_host.pieces import open_regular

NAME = ".ferry-journal"


def journal_path(instance: Instance, base: Optional[str]) -> str:
    return f"{instance.base_copy(base)}.journal" if base else f"{instance.copy}/{NAME}"


def journal_line(value: list[Any]) -> bytes:
    """With a checksum of its own: after a loss of power the last one may be torn, or zeros."""
    text = json.dumps(value, separators=(",", ":"))
    return f"{zlib.crc32(text.encode()):08x} {text}\n".encode()


class Journal:
    """Lines ["file", identity, path, size, mtime, inode], ["piece", identity, number, bytes, digest] and
    ["complete", directories with their owners and modes].
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.descriptor = -1

    def read(self) -> tuple[dict[str, dict[int, tuple[int, str]]], bool]:
        """By identity the pieces, with how much data each has and its digest; and whether the copy was complete."""
        pieces: dict[str, dict[int, tuple[int, str]]] = {}
        complete = False
        for value in self._lines():
            if value[0] == "piece" and value[1] in pieces:
                pieces[value[1]][value[2]] = (value[3], value[4])
            elif value[0] == "file":
                pieces[value[1]] = {}
            complete = value[0] == "complete"
        return pieces, complete

    def directories(self) -> dict[str, dict[str, Any]]:
        """Of a complete copy: path to owner, group and mode on the source."""
        found: dict[str, dict[str, Any]] = {}
        for value in self._lines():
            found = value[1] if value[0] == "complete" else {}
        return found

    def _lines(self) -> Iterator[list[Any]]:
        if os.path.lexists(self.path):
            with open(open_regular(self.path, os.O_RDONLY), "rb") as file:
                yield from map(self._parse, file)

    @staticmethod
    def _parse(line: bytes) -> list[Any]:
        try:
            if int(line[:8], 16) == zlib.crc32(line[9:-1]):
                value: list[Any] = json.loads(line[9:])
                return value
        except ValueError:
            pass
        return ["torn"]

    def begin(self, files: list[dict[str, Any]], kept: dict[str, dict[int, tuple[int, str]]]) -> None:
        """Forgets all but what is kept; before the files that are forgotten are touched."""
        with contextlib.suppress(FileNotFoundError):
            os.remove(f"{self.path}.new")
        with open(os.open(f"{self.path}.new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for each in files:
                named = [each[name] for name in ("identity", "path", "size", "mtime", "inode")]
                file.write(journal_line(["file", *named]))
                for number, known in kept.get(each["identity"], {}).items():
                    file.write(journal_line(["piece", each["identity"], number, *known]))
            file.flush()
            os.fsync(file.fileno())
        os.rename(f"{self.path}.new", self.path)

    def open(self) -> None:
        self.descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)

    def add(self, values: list[list[Any]]) -> None:
        """In one write, for other streams add to it as well."""
        os.write(self.descriptor, b"".join(map(journal_line, values)))
        os.fdatasync(self.descriptor)
