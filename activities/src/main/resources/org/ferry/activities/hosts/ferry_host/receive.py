"""The target's end of one stream: takes pieces, writes them where they belong, has them confirmed."""
import contextlib
import hashlib
import json
import os
import time
from typing import Any, Optional

from ferry_host.arrange import Known, Site, arrange, await_turn, checked_plan
from ferry_host.base import Problem, read_json, write_json
from ferry_host.confirm import Confirmer, Window, tell, tell_failure
from ferry_host.frames import CHECK, FINISH, FLUSH, HEADER, LONGEST_PLAN, PLAN, SEND, Squeezer
from ferry_host.frames import check_sizes, read_exactly, unpack_header, widen, write_line
from ferry_host.pieces import PIECE, check_runs, make_buffer, next_data, open_regular, punch

MOST_STREAMS = 4


class Receiver:
    """One stream. The first one prepares the files, and tells the plan to the others."""

    def __init__(self, site: Site, stream: int) -> None:
        self.site = site
        self.first = stream == 0
        self.files: list[dict[str, Any]] = []
        self.plan: dict[str, Any] = {}
        self.confirmer: Optional[Confirmer] = None
        self.window = Window()
        self.squeezer = Squeezer()
        self.buffer = make_buffer()
        if not self.first:
            self.begin(read_json(f"{site.state(0)}/plan") or {"files": [], "streams": 1})

    def begin(self, plan: dict[str, Any]) -> Confirmer:
        self.plan, self.files = plan, plan["files"]
        self.confirmer = Confirmer(self.site, plan)
        return self.confirmer

    def run(self) -> None:
        """Until the source has said all, or is gone. Then whoever comes next need not send again what has arrived."""
        header = bytearray(HEADER.size + CHECK.size)
        with contextlib.suppress(EOFError):
            while self.read(memoryview(header)):
                if not self.take_frame(header):
                    return
        if self.confirmer is not None:
            self.close_window(self.confirmer)
            self.confirmer.settle()

    def take_frame(self, header: bytearray) -> bool:
        """False when nothing more is wanted."""
        kind, encoding, file, number, table, body, length, read, digest = unpack_header(header)
        if self.confirmer is None:
            if kind != PLAN or not self.first or body > LONGEST_PLAN:
                raise Problem("refused", "a stream that does not begin with a plan")
            return self.accept(self.read_body(body), digest)
        if kind == SEND and file < len(self.files):
            check_sizes(table, body, length)
            self.take(encoding, file, number, self.read_body(table), body, length)
            self.window.add(file, number, read, length, digest)
            if self.window.full(self.confirmer.limit):
                self.close_window(self.confirmer)
        elif kind == FLUSH:
            self.close_window(self.confirmer)
        elif kind == FINISH and self.first:
            self.confirmer.settle()
            self.finish()
        else:
            raise Problem("refused", f"a frame that is not admitted here: {kind}")
        return True

    def read(self, view: memoryview) -> bool:
        began = time.monotonic()
        more = read_exactly(0, view)
        if self.confirmer is not None:
            self.confirmer.waited += time.monotonic() - began
        return more

    def read_body(self, length: int) -> bytearray:
        body = bytearray(length)
        if length and not self.read(memoryview(body)):
            raise EOFError
        return body

    def close_window(self, confirmer: Confirmer) -> None:
        confirmer.hand_over(self.window)
        self.window = Window()

    def accept(self, body: bytearray, digest: bytes) -> bool:
        """The plan; False when there is nothing to do."""
        if hashlib.sha256(body).digest() != digest:
            raise Problem("interrupted", "the plan arrives damaged at the target")
        try:
            told = json.loads(body)
            streams = min(max(int(told["streams"]), 1), MOST_STREAMS)
        except (ValueError, KeyError, TypeError):
            raise Problem("refused", "a plan that is none") from None
        plan = {**checked_plan(self.site, told), "streams": streams}
        # A source that has gone does not wait any more, and who waits for nobody would keep others waiting.
        if self.site.base and not await_turn(self.site, plan["files"][0]["size"], lambda line: write_line(1, line)):
            tell({"present": True})
            return False
        known = arrange(self.site, plan)
        write_json(f"{self.site.state(0)}/plan", plan)
        self.begin(plan)
        self.tell_known(known)
        tell({"ready": True})
        return True

    def tell_known(self, known: Known) -> None:
        for index, file in enumerate(self.files):
            pieces = [[number, *entry] for number, entry in known.get(file["identity"], {}).items()]
            for first in range(0, len(pieces), 1000):
                tell({"known": index, "pieces": pieces[first : first + 1000]})

    def take(self, encoding: int, file: int, number: int, table: bytearray, body_size: int, length: int) -> None:
        size, start = self.files[file]["size"], number * PIECE
        end = min(start + PIECE, size)
        if start >= size:
            raise Problem("refused", "a piece beyond the end of its file")
        body = memoryview(self.buffer)[:body_size]
        if body_size and not self.read(body):
            raise EOFError
        runs = check_runs(bytes(table), length, end - start)
        data = self.squeezer.expand(encoding, body, length)
        target = self.window.target(file, self.site.path(self.files[file]["path"]))
        if next_data(target.descriptor, start, end)[0] < end:
            # Only when it is sent again.
            punch(target.descriptor, start, end)
        for first, count in runs:
            target.write(data[:count], start + first)
            data = data[count:]

    def finish(self) -> None:
        """All pieces are there: times and attributes as on the source."""
        for file in self.files:
            descriptor = open_regular(self.site.path(file["path"]), os.O_RDWR)
            give_attributes(descriptor, file["xattrs"])
            os.utime(descriptor, ns=(file["mtime"], file["mtime"]))
            os.close(descriptor)
        for path, directory in self.plan["directories"].items():
            os.utime(self.site.path(path), ns=(directory["mtime"], directory["mtime"]))
        self.site.journal.add([["complete", self.plan["directories"]]])
        tell({"finished": True})


def receive(site: Site, stream: int) -> int:
    widen(0)
    try:
        Receiver(site, stream).run()
        return 0
    except Exception as failure:  # pylint: disable=broad-except
        tell_failure(failure)
        return 1


def give_attributes(descriptor: int, wanted: dict[str, str]) -> None:
    """Attributes of users only: others are this host's own business."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        found = [name for name in os.listxattr(descriptor) if name.startswith("user.")]
    for name in found:
        if name not in wanted:
            os.removexattr(descriptor, name)
    for name, value in wanted.items():
        os.setxattr(descriptor, name, bytes.fromhex(value))
