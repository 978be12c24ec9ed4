"""The copy engine: sends what the files have in them, piece by piece, until the target has confirmed each.

Several streams share the pieces. What was confirmed stays so: a copy that was interrupted goes on with the first piece
that the target's journal does not have. What a former attempt left there without confirmation is wiped.
"""
import os
import threading
from typing import Any

from ferry_host.base import Problem
from ferry_host.copying import Copy, Progress
from ferry_host.frames import Squeezer
from ferry_host.job import now
from ferry_host.limits import Limits
from ferry_host.look import ownership, require_shut_off
from ferry_host.pace import Pace, Sums
from ferry_host.pieces import ALGORITHM
from ferry_host.stream import Stream
from ferry_host.work import SourceFile, Work

TICK = 0.2


class ExtentTransfer:
    """One attempt, in the job's process."""

    def __init__(self, copy: Copy, held: int, request: dict[str, Any]) -> None:
        self.copy = copy
        self.held = held
        self.files, self.directories = copy.entries()
        touched = copy.base is not None
        self.work = Work([SourceFile(path, copy.path(path), info, touched) for path, info in self.files.items()])
        self.progress = Progress(copy.job, sum(min(i.st_size, i.st_blocks * 512) for i in self.files.values()))
        self.limits = Limits(copy.job)
        self.streams: list[Stream] = []
        squeezer = Squeezer()
        best = squeezer.best() if request["target"].get("zstd") else "zlib"
        self.pace = Pace(best, int(request["streams"]))

    def run(self) -> dict[str, Any]:
        try:
            with open(self.copy.job.log, "wb") as log:
                return self._run(log)
        except Problem as problem:
            if problem.kind == "interrupted":
                raise Problem(problem.kind, f"{problem}: {self.complaints()}") from None
            raise
        finally:
            for stream in self.streams:
                stream.close(None)

    def _run(self, log: Any) -> dict[str, Any]:
        self.open_stream(log)
        for line in self.streams[0].begin(self.plan()):
            if "known" in line:
                self.work.note_known(line["known"], line["pieces"])
            elif "present" in line:
                return self.result({}, "none")
            else:
                # Another run copies this image; that is progress, too.
                self.progress.note("waiting", 0, int(now()))
        for _ in range(1, self.pace.streams):
            self.open_stream(log)
        self.send()
        self.streams[0].finish()
        while not self.streams[0].finished.wait(TICK):
            self.work.check()
        for stream in self.streams:
            stream.close(60)
        self.check_source()
        return self.result(self.work.checksums(), ALGORITHM)

    def open_stream(self, log: Any) -> None:
        order = f"extents {self.copy.what} {len(self.streams)}"
        self.streams.append(Stream(self.copy.instance.state, order, self.held, log))

    def plan(self) -> dict[str, Any]:
        files = [
            {
                "path": file.name,
                "identity": file.identity(),
                "size": file.info.st_size,
                "mtime": file.info.st_mtime_ns,
                "inode": file.info.st_ino,
                "xattrs": user_attributes(file.path),
            }
            for file in self.work.files
        ]
        directories = [
            {"path": path, "mtime": info.st_mtime_ns, **ownership(info)} for path, info in self.directories.items()
        ]
        return {"files": files, "directories": directories, "streams": self.pace.streams}

    def send(self) -> None:
        senders = []
        for stream in self.streams:
            arguments = (self.work, self.pace, self.limits)
            senders.append(threading.Thread(target=stream.send, args=arguments, daemon=True))
            threading.Thread(target=stream.listen, args=(self.work,), daemon=True).start()
        for sender in senders:
            sender.start()
        noted = 0.0
        while alive := [sender for sender in senders if sender.is_alive()]:
            alive[0].join(TICK)
            self.work.check()
            self.pace.look(self.sums())
            if now() - noted >= 1:
                noted = now()
                self.note()
        self.work.check()
        self.note()

    def sums(self) -> Sums:
        streams = self.streams
        blocked, waited = sum(s.blocked for s in streams), sum(s.waited for s in streams)
        heard, encrypting = sum(s.heard for s in streams), sum(s.encrypting() for s in streams)
        return Sums(now(), self.work.done, blocked, waited, heard, encrypting)

    def note(self) -> None:
        if self.limits.read():
            self.pace.begin()
        repaired = f"{len(self.work.repaired)} pieces sent again" if self.work.repaired else ""
        phase = "repairing" if self.work.again else "copying"
        detail = ", ".join(filter(None, (self.pace.words(), self.limits.words(), repaired)))
        self.progress.note(phase, self.work.done, self.wire() + self.work.done, detail)

    def wire(self) -> int:
        return sum(stream.wire for stream in self.streams)

    def check_source(self) -> None:
        files, directories = self.copy.entries()
        if files.keys() != self.files.keys() or directories.keys() != self.directories.keys():
            raise Problem("world-changed", f"in {self.copy.source} files came or went while it was copied")
        for file in self.work.files:
            file.check()
        if not self.copy.base:
            require_shut_off(self.copy.instance.uuid)

    def result(self, checksums: dict[str, str], algorithm: str) -> dict[str, Any]:
        repaired = [f"{self.work.files[file].name} at {number * 4} MiB" for file, number in self.work.repaired]
        total = sum(info.st_size for info in self.files.values())
        found = {"bytes": total, "bytesOnWire": self.wire(), "checksums": checksums, "checksumAlgorithm": algorithm}
        image = ownership(self.files[self.copy.base]) if self.copy.base else {}
        return {**found, **image, "repaired": repaired, "detail": self.pace.words()}

    def complaints(self) -> str:
        with open(self.copy.job.log, encoding="utf-8", errors="replace") as file:
            return " / ".join(file.read().split("\n"))[-600:].strip(" /")


def user_attributes(path: str) -> dict[str, str]:
    """Others belong to the host: libvirt's notes on owners, SELinux's labels."""
    try:
        names = [name for name in os.listxattr(path, follow_symlinks=False) if name.startswith("user.")]
    except OSError:
        return {}
    return {name: os.getxattr(path, name, follow_symlinks=False).hex() for name in names}
