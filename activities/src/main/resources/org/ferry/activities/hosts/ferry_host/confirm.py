"""How the target knows that what it took is what the source read.

Pieces are confirmed in windows. While the next one arrives, the last one is flushed, dropped from the cache, read from
the disk and compared with the digest that the source took of what it read. What is good goes into the journal. So never
more than two windows of all streams together are in doubt, and a copy that was interrupted is not read again.
"""
import contextlib
import ctypes
import errno
import mmap
import os
import queue
import threading
import time
from typing import Any

from ferry_host.arrange import Site
from ferry_host.base import Problem
from ferry_host.frames import write_line
from ferry_host.pieces import BLOCK, LIBC, PIECE, leave_cache, make_buffer, open_direct, open_regular, read_piece

WINDOW = 16 << 20
# Also bounds the files that are open at once.
WINDOW_PIECES = 128
WINDOW_SECONDS = 2.0
# A shorter run is not worth waiting for the disk.
DIRECT = 64 << 10


def tell(line: dict[str, Any]) -> None:
    """To the source, if it is still there; what has arrived is worth confirming also without it."""
    with contextlib.suppress(BrokenPipeError):
        write_line(1, line)


def tell_failure(failure: BaseException) -> None:
    error = {"type": "failed", "message": f"at the target: {type(failure).__name__}: {failure}"}
    if isinstance(failure, Problem):
        error = {"type": failure.kind, "message": str(failure)}
    elif isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        error["type"] = "target-full"
    tell({"error": error})


def flush_all(descriptors: list[int]) -> None:
    """The data is on the disk. Each fdatasync has the disk empty its cache; of many files that is done once."""
    if len(descriptors) > 16:
        if LIBC.syncfs(descriptors[0]) != 0:
            raise OSError(ctypes.get_errno(), "syncfs failed")
        return
    for descriptor in descriptors:
        os.fdatasync(descriptor)


class Target:
    """A file that pieces are written to. Long runs go past the page cache, short ones are better collected there."""

    def __init__(self, path: str) -> None:
        self.descriptor = open_regular(path, os.O_RDWR)
        self.direct = open_direct(path, os.O_RDWR)

    def write(self, data: memoryview, at: int) -> None:
        descriptor = self.direct if len(data) >= DIRECT and len(data) % BLOCK == 0 else self.descriptor
        while data:
            try:
                written = os.pwrite(descriptor, data, at)
            except OSError as error:
                if error.errno != errno.EINVAL or descriptor == self.descriptor:
                    raise
                descriptor = self.descriptor
                continue
            data, at = data[written:], at + written

    def close(self) -> None:
        os.close(self.descriptor)
        os.close(self.direct)


class Window:
    """Pieces that are confirmed together, and the files that they are in."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.targets: dict[int, Target] = {}
        self.pieces: list[tuple[int, int, int, bytes]] = []
        self.bytes = self.read = 0

    def target(self, file: int, path: str) -> Target:
        if file not in self.targets:
            self.targets[file] = Target(path)
        return self.targets[file]

    def add(self, file: int, number: int, read: int, length: int, digest: bytes) -> None:
        self.pieces.append((file, number, read, digest))
        self.bytes += length
        self.read += read

    def full(self, limit: int) -> bool:
        """When another piece might be too much. Zeros need not be sent again, but the source read them."""
        late = time.monotonic() - self.began > WINDOW_SECONDS
        much = self.bytes > limit - PIECE or self.read >= 4 * limit
        return much or len(self.pieces) >= WINDOW_PIECES or late


class Confirmer:
    """Confirms windows in a thread of its own, one after the other. A failure ends the process."""

    def __init__(self, site: Site, plan: dict[str, Any]) -> None:
        self.site = site
        self.files = plan["files"]
        self.limit = max(PIECE, WINDOW // int(plan["streams"]))
        # How long the reading thread had nothing to read; tells whether the way or this host is the slower one.
        self.waited = 0.0
        self.windows: "queue.Queue[Window]" = queue.Queue()
        self.free = threading.Semaphore(1)
        site.journal.open()
        threading.Thread(target=self._run, daemon=True).start()

    def hand_over(self, window: Window) -> None:
        """Waits until the window before is confirmed."""
        self.free.acquire()  # pylint: disable=consider-using-with
        self.windows.put(window)

    def settle(self) -> None:
        """Returns when all is confirmed that was handed over."""
        with self.free:
            pass

    def _run(self) -> None:
        buffer, since = make_buffer(), time.monotonic()
        try:
            while True:
                window = self.windows.get()
                answer = self._confirm(window, buffer)
                waited, self.waited = self.waited, 0.0
                span, since = time.monotonic() - since, time.monotonic()
                tell({**answer, "waited": round(waited, 3), "span": round(span, 3)})
                self.free.release()
        except BaseException as failure:  # pylint: disable=broad-except
            tell_failure(failure)
            os._exit(1)

    def _confirm(self, window: Window, buffer: mmap.mmap) -> dict[str, Any]:
        for file, number, _, _ in window.pieces:
            # Starts the writing of all of them, which is then waited for.
            leave_cache(window.targets[file].descriptor, number * PIECE, PIECE)
        flush_all([target.descriptor for target in window.targets.values()])
        good: list[list[int]] = []
        bad: list[list[int]] = []
        lines: list[list[Any]] = []
        for file, number, read, digest in window.pieces:
            target, known = window.targets[file], self.files[file]
            leave_cache(target.descriptor, number * PIECE, PIECE)
            found = read_piece(target.direct, number, known["size"], buffer).digest
            leave_cache(target.descriptor, number * PIECE, PIECE)
            (good if found == digest else bad).append([file, number])
            if found == digest:
                lines.append(["piece", known["identity"], number, read, digest.hex()])
        if lines:
            self.site.journal.add(lines)
        for target in window.targets.values():
            target.close()
        return {"good": good, "bad": bad}
