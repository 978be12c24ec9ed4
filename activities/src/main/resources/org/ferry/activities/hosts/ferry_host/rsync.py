"""The copy engine: start, status and stop on the source; everything that knows rsync is in this file and serve.py.

A copy is a transfer that goes on from whatever a former one left, and then a second pass in which both hosts read their
files back and compare checksums; what differs is repaired once.
"""
import collections
import ctypes
import os
import re
import select
import signal
import stat
import subprocess
import time
from typing import Any, Optional

from ferry_host.base import Instance, Problem, base_name, checked, read_json, tool, write_json
from ferry_host.job import Job, now
from ferry_host.look import ownership, require_shut_off, walk
from ferry_host.route import ssh_command

# Exit codes of rsync and ssh that mean that the connection, not the files, made it end.
CONNECTION_LOST = (10, 12, 20, 30, 35, 255)


def features(_root: str = "", _request: Optional[dict[str, Any]] = None) -> dict[str, list[str]]:
    """What this host's rsync can choose from; nothing before 3.2, which has no choice."""
    text = tool(["rsync", "--version"])

    def listed(title: str) -> list[str]:
        found = re.search(title + r" list:\n\s+(.*)", text)
        return re.sub(r"\([^)]*\)", "", found.group(1)).split() if found else []

    return {"checksums": listed("Checksum"), "compressors": listed("Compress")}


def choices(target: dict[str, list[str]]) -> list[str]:
    """The cheapest methods that both hosts have. lz4 costs less CPU than it saves in encryption; zlib does not."""
    own = features()

    def both(kind: str, names: tuple[str, ...]) -> Optional[str]:
        return next((name for name in names if name in own[kind] and name in target[kind]), None)

    arguments = []
    if checksum := both("checksums", ("xxh128", "md5")):
        arguments.append(f"--checksum-choice={checksum}")
    if compressor := both("compressors", ("lz4", "zstd")):
        arguments += [f"--compress-choice={compressor}"] + (["--compress-level=1"] if compressor == "zstd" else [])
    return arguments


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Copy:
    """What to copy: the instance directory, or one image of the image cache."""

    def __init__(self, root: str, request: dict[str, Any]) -> None:
        self.instance = Instance(root, request)
        self.what = checked(request.get("what"), r"directory|base/[^/]+", "what")
        self.base = base_name(self.what[5:]) if self.what.startswith("base/") else None
        self.job = Job(self.instance.state, self.what.replace("/", "-"))
        if self.base:
            self.source, self.target = self.instance.base(self.base), self.instance.base_copy(self.base)
        else:
            self.source, self.target = f"{self.instance.directory}/", f"{self.instance.copy}/"

    def files(self) -> dict[str, os.stat_result]:
        if self.base:
            found = {self.base: os.lstat(self.source)}
        else:
            found = {path: info for path, info in walk(self.source) if not stat.S_ISDIR(info.st_mode)}
        for path, info in found.items():
            if not stat.S_ISREG(info.st_mode):
                raise Problem("world-changed", f"{self.source}: {path} is not a regular file")
        return found


class Transfer:
    """The process that copies. It keeps the job's progress up to date once a second."""

    def __init__(self, copy: Copy, held: int, options: list[str]) -> None:
        self.copy = copy
        self.held = held
        self.options = options
        self.files = copy.files()
        self.total = sum(info.st_size for info in self.files.values())
        self.wire = 0
        self.moved_at = (read_json(copy.job.progress) or {}).get("moved_at", now())
        self.samples: collections.deque[tuple[float, int]] = collections.deque(maxlen=10)
        self.counter = 0

    def run(self) -> dict[str, Any]:
        self.pass_over("copying", ["--info=progress2,stats1"])
        checksums, different = self.verify()
        if different:
            self.pass_over("repairing", ["--info=progress2,stats1", "--checksum"])
            checksums, different = self.verify()
        if different:
            raise Problem("corrupt", f"differs at the target after it was copied again: {', '.join(different)}")
        if not self.copy.base:
            require_shut_off(self.copy.instance.uuid)
        algorithm = next((o.split("=")[1] for o in self.options if o.startswith("--checksum-choice=")), "md5")
        result = {"bytes": self.total, "bytesOnWire": self.wire, "checksums": checksums, "checksumAlgorithm": algorithm}
        return {**result, **(ownership(self.files[self.copy.base]) if self.copy.base else {})}

    def verify(self) -> tuple[dict[str, str], list[str]]:
        """Both hosts read every file; rsync lists each with its checksum, and marks those that it would send."""
        output = self.pass_over("verifying", ["--dry-run", "--checksum", "-ii", "--info=stats1", "--out-format=%i %C %n"])
        unchanged = re.findall(r"^\.f[^ ]* +([0-9a-f]+) (.+)$", output, re.MULTILINE)
        same = {path: checksum for checksum, path in unchanged}
        return same, [path for path in self.files if path not in same]

    def pass_over(self, phase: str, arguments: list[str]) -> str:
        command = ["rsync", "-rt", "--inplace", "--sparse", "--no-inc-recursive", "--no-human-readable", "--outbuf=N"]
        command += ["--exclude=/console.log", *self.options, *arguments]
        command += ["-e", ssh_command(self.copy.instance.state), self.copy.source, f"target:{self.copy.target}"]
        with open(self.copy.job.log, "wb") as log:
            # Child processes hold the lock as well: while one of them lives, no other copy of these files starts.
            process = subprocess.Popen(  # pylint: disable=subprocess-popen-preexec-fn,consider-using-with
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=[self.held],
                preexec_fn=die_with_parent,
                env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath), "HOME": os.path.expanduser("~")},
            )
        output = self.watch(process, phase)
        self.judge(process.wait())
        if sent := re.search(r"^sent (\d+) bytes  received (\d+) bytes", output, re.MULTILINE):
            self.wire += int(sent.group(1)) + int(sent.group(2))
        return output

    def watch(self, process: "subprocess.Popen[bytes]", phase: str) -> str:
        assert process.stdout is not None
        stream, output, noted, done = process.stdout.fileno(), b"", 0.0, 0
        while True:
            if select.select([stream], [], [], 1)[0]:
                piece = os.read(stream, 65536)
                if not piece:
                    return output.decode("utf-8", "replace")
                output += piece
            if found := re.findall(rb"(\d+)\s+\d+%", output):
                done = int(found[-1])
                output = output[output.rindex(b"%") :]
            if now() - noted >= 1:
                noted = now()
                self.note(process.pid, phase, done if phase != "verifying" else self.total)

    def note(self, pid: int, phase: str, done: int) -> None:
        # What rsync reads and sends grows also while it only compares what a former attempt left at the target.
        try:
            with open(f"/proc/{pid}/io", encoding="ascii") as file:
                counter = sum(int(line.split()[1]) for line in file if line[1:].startswith("char"))
        except OSError:
            counter = self.counter
        if counter != self.counter:
            self.counter, self.moved_at = counter, now()
        self.samples.append((now(), done))
        (first, least), (last, most) = self.samples[0], self.samples[-1]
        rate = int((most - least) / (last - first)) if last > first else 0
        progress = {"phase": phase, "done": done, "total": self.total, "rate": rate, "moved_at": self.moved_at}
        write_json(self.copy.job.progress, progress)

    def judge(self, code: int) -> None:
        if code == 0:
            return
        with open(self.copy.job.log, encoding="utf-8", errors="replace") as file:
            words = " / ".join(file.read().split("\n"))[-600:].strip(" /")
        kind = "interrupted" if code in CONNECTION_LOST or code < 0 else "failed"
        if "No space left on device" in words or "Disk quota exceeded" in words:
            kind = "target-full"
        raise Problem(kind, f"rsync ended with {code}: {words}")


def copy_start(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Starts the copy unless it runs or is done, and answers as copy-status."""
    copy = Copy(root, request)
    copy.job.register()
    before = copy.job.status(0)
    if before["state"] == "failed":
        if not copy.base:
            require_shut_off(copy.instance.uuid)
        options = choices(request["target"])
        ssh_command(copy.instance.state)
        copy.job.start(lambda job, held: Transfer(copy, held, options).run())
    return copy.job.status(0)


def copy_status(root: str, request: dict[str, Any]) -> dict[str, Any]:
    copy = Copy(root, request)
    copy.job.register()
    return copy.job.status(min(float(request.get("wait", 0)), 20))


def copy_stop(root: str, request: dict[str, Any]) -> dict[str, Any]:
    Copy(root, request).job.stop()
    return {}
