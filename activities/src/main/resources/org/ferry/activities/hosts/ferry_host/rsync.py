"""The other copy engine, for hosts where Ferry's own can't be: what knows rsync is in this file and serve.py.

A copy is a transfer that goes on from whatever a former one left, and then a second pass in which both hosts read their
files back and compare checksums; what differs is repaired once.
"""
import os
import re
import select
import subprocess
import time
from typing import Any, Optional

from ferry_host.base import Problem, die_with_parent, tool
from ferry_host.copying import Copy, Progress
from ferry_host.job import now
from ferry_host.look import ownership, require_shut_off
from ferry_host.route import ssh_words

# Exit codes of rsync and ssh that mean that the connection, not the files, made it end.
CONNECTION_LOST = (10, 12, 20, 30, 35, 255)


def features(_root: str = "", _request: Optional[dict[str, Any]] = None) -> dict[str, list[str]]:
    """What this host's rsync can choose from; nothing before 3.2, which has no choice."""
    text = tool(["rsync", "--version"])

    def listed(title: str) -> list[str]:
        found = re.search(title + r" list:\n\s+(.*)", text)
        return re.sub(r"\([^)]*\)", "", found.group(1)).split() if found else []

    return {"checksums": listed("Checksum"), "compressors": listed("Compress")}


def choices(request: dict[str, Any]) -> list[str]:
    """The cheapest methods that both hosts have. lz4 costs less CPU than it saves in encryption; zlib does not."""
    own, target = features(), request["target"]

    def both(kind: str, names: tuple[str, ...]) -> Optional[str]:
        return next((name for name in names if name in own[kind] and name in target[kind]), None)

    arguments = []
    if checksum := both("checksums", ("xxh128", "md5")):
        arguments.append(f"--checksum-choice={checksum}")
    if compressor := both("compressors", ("lz4", "zstd")):
        arguments += [f"--compress-choice={compressor}"] + (["--compress-level=1"] if compressor == "zstd" else [])
    # It has no account with other copies, and takes no other limit while it runs.
    if limit := min(filter(None, (int(request.get(name) or 0) for name in ("limit", "hostLimit"))), default=0):
        arguments.append(f"--bwlimit={max(1, limit // 1024)}")
    return arguments


class Transfer:
    """The process that copies. It keeps the job's progress up to date once a second."""

    def __init__(self, copy: Copy, held: int, options: list[str]) -> None:
        self.copy = copy
        self.held = held
        self.options = options
        self.files, _ = copy.entries()
        self.total = sum(info.st_size for info in self.files.values())
        self.progress = Progress(copy.job, self.total)
        self.wire = 0
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
        command += ["-e", " ".join(ssh_words(self.copy.instance.state)), self.copy.source, f"target:{self.copy.target}"]
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
        self.counter = counter
        self.progress.note(phase, done, counter)

    def judge(self, code: int) -> None:
        if code == 0:
            return
        with open(self.copy.job.log, encoding="utf-8", errors="replace") as file:
            words = " / ".join(file.read().split("\n"))[-600:].strip(" /")
        kind = "interrupted" if code in CONNECTION_LOST or code < 0 else "failed"
        if "No space left on device" in words or "Disk quota exceeded" in words:
            kind = "target-full"
        raise Problem(kind, f"rsync ended with {code}: {words}")
