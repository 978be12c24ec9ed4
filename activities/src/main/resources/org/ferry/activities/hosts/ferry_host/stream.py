"""The source's end of one stream: an ssh whose other end is a Receiver."""
import contextlib
import json
import os
import subprocess
import threading
import time
from typing import Any, BinaryIO, Iterator, Optional

from ferry_host.base import Problem, die_with_parent
from ferry_host.frames import ENCODINGS, FINISH, FLUSH, Squeezer
from ferry_host.frames import bare_frame, piece_frame, plan_frame, widen, write_frame
from ferry_host.limits import Limits
from ferry_host.pace import Pace, cpu_wanted
from ferry_host.pieces import PIECE, leave_cache, make_buffer, read_piece
from ferry_host.route import ssh_words
from ferry_host.work import Work


class Stream:
    """One connection; sends in one thread, listens in another. Made by the thread that waits for the copy."""

    def __init__(self, state: str, order: str, held: int, log: BinaryIO) -> None:
        # It holds the lock as well: while it lives, no other copy of these files starts. It dies with its thread.
        self.ssh = subprocess.Popen(  # pylint: disable=subprocess-popen-preexec-fn,consider-using-with
            [*ssh_words(state), "target", order],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            pass_fds=[held],
            preexec_fn=die_with_parent,
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath), "HOME": os.path.expanduser("~")},
        )
        assert self.ssh.stdin is not None and self.ssh.stdout is not None
        self.out, self.back = self.ssh.stdin.fileno(), self.ssh.stdout
        widen(self.out)
        self.wire = 0
        self.blocked = self.waited = self.heard = 0.0
        self.finished = threading.Event()

    def write(self, parts: list[Any], limits: Optional[Limits] = None) -> None:
        began = time.monotonic()
        for portion in limits.portions(parts) if limits else [parts]:
            self.wire += write_frame(self.out, portion)
        self.blocked += time.monotonic() - began

    def encrypting(self) -> float:
        return cpu_wanted(self.ssh.pid)

    def lines(self) -> Iterator[dict[str, Any]]:
        """What the target says, up to its end; what it says went wrong is raised."""
        for line in self.back:
            self.wire += len(line)
            value: dict[str, Any] = json.loads(line)
            if "error" in value:
                raise Problem(str(value["error"]["type"]), str(value["error"]["message"]))
            yield value

    def begin(self, plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Sends the plan; the answers up to the one that the target is ready, or that there is nothing to do."""
        with contextlib.suppress(BrokenPipeError):
            self.write(plan_frame(plan))
        for line in self.lines():
            yield line
            if "ready" in line or "present" in line:
                return
        raise Problem("interrupted", "the connection to the target ended before the copy began")

    def send(self, work: Work, pace: Pace, limits: Limits) -> None:
        """All that there is for this stream, until the target has confirmed all of all streams."""
        try:
            self._send(work, pace, limits)
        except BrokenPipeError:
            # Why, the listener hears.
            return
        except Problem as problem:
            work.fail(problem)
        except BaseException as failure:  # pylint: disable=broad-except
            work.fail(Problem("failed", f"at the source: {type(failure).__name__}: {failure}"))

    def _send(self, work: Work, pace: Pace, limits: Limits) -> None:
        squeezer, buffer = Squeezer(), make_buffer()
        opened, descriptor, unconfirmed = -1, -1, False
        while True:
            piece = work.take(unconfirmed)
            if piece is None:
                if not unconfirmed:
                    return
                self.write(bare_frame(FLUSH))
                unconfirmed = False
                continue
            file, number = piece
            if file != opened:
                if opened >= 0:
                    os.close(descriptor)
                opened, descriptor = file, work.files[file].open()
            # The disk reads on while this piece is hashed and sent.
            os.posix_fadvise(descriptor, (number + 1) * PIECE, PIECE, os.POSIX_FADV_WILLNEED)
            content = read_piece(descriptor, number, work.files[file].info.st_size, buffer)
            leave_cache(descriptor, number * PIECE, PIECE)
            work.files[file].check(descriptor)
            encoding = ENCODINGS[pace.encoding]
            small = squeezer.squeeze(content, encoding, pace.level) if encoding and content.length else None
            work.note_sent(piece, content.digest, content.read)
            self.write(piece_frame(file, number, content, encoding, small), limits)
            unconfirmed = True

    def listen(self, work: Work) -> None:
        try:
            for line in self.lines():
                if "finished" in line:
                    self.finished.set()
                elif "good" in line:
                    self.waited += line["waited"]
                    self.heard += line["span"]
                    work.note_answer(line["good"], line["bad"])
            if not self.finished.is_set():
                work.fail(Problem("interrupted", f"ssh ended with {self.ssh.wait()}"))
        except Problem as problem:
            work.fail(problem)
        except Exception as failure:  # pylint: disable=broad-except
            work.fail(Problem("failed", f"the target's answer can't be read: {type(failure).__name__}: {failure}"))

    def finish(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.write(bare_frame(FINISH))

    def close(self, patience: Optional[float]) -> None:
        """Without patience it is killed, also when it hangs."""
        if patience is None:
            self.ssh.kill()
        assert self.ssh.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.ssh.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.ssh.wait(patience or 10)
            return
        self.ssh.kill()
