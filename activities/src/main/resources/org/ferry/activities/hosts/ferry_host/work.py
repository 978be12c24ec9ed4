"""The source's account of a copy: which pieces there are, who sends them, and what the target says of them."""
import os
import threading
from typing import Any, Iterator, NamedTuple, Optional

from ferry_host.base import Problem
from ferry_host.pieces import file_digest, identity, open_regular, pieces_with_data


class SourceFile(NamedTuple):
    """A file as it was when the copy began."""

    name: str
    path: str
    info: os.stat_result
    touched: bool

    def identity(self) -> str:
        return identity(self.name, self.info, self.touched)

    def open(self) -> int:
        return open_regular(self.path, os.O_RDONLY)

    def check(self, descriptor: Optional[int] = None) -> None:
        """Of a source that changes there is no right copy."""
        try:
            info = os.lstat(self.path) if descriptor is None else os.fstat(descriptor)
        except FileNotFoundError:
            raise Problem("world-changed", f"{self.path} is gone") from None
        if identity(self.name, info, self.touched) != self.identity():
            raise Problem("world-changed", f"{self.path} was changed while it was copied")


class Work:
    """Hands out pieces to the streams, in order, until the target has confirmed each. For use by several threads."""

    def __init__(self, files: list[SourceFile]) -> None:
        self.files = files
        self.digests: list[dict[int, bytes]] = [{} for _ in files]
        self.sent: dict[tuple[int, int], tuple[bytes, int]] = {}
        self.again: list[tuple[int, int]] = []
        self.repaired: list[tuple[int, int]] = []
        self.done = 0
        self.problem: Optional[Problem] = None
        self.condition = threading.Condition()
        self.pieces = self._pieces()

    def _pieces(self) -> Iterator[tuple[int, int]]:
        for index, file in enumerate(self.files):
            descriptor = file.open()
            try:
                for number in pieces_with_data(descriptor, file.info.st_size):
                    if number not in self.digests[index]:
                        yield index, number
            finally:
                os.close(descriptor)

    def take(self, unconfirmed: bool) -> Optional[tuple[int, int]]:
        """The next piece; None when all are confirmed, or when a stream had better ask for what it has sent."""
        with self.condition:
            while True:
                self.check()
                piece = self.again.pop() if self.again else next(self.pieces, None)
                if piece is not None:
                    # Counted from now on, or another stream would believe that all is done.
                    self.sent[piece] = (b"", 0)
                    return piece
                if unconfirmed or not self.sent:
                    return None
                self.condition.wait(1)

    def note_sent(self, piece: tuple[int, int], digest: bytes, read: int) -> None:
        with self.condition:
            self.sent[piece] = (digest, read)

    def note_known(self, file: int, pieces: list[Any]) -> None:
        """What a former attempt has brought to the target."""
        for number, read, digest in pieces:
            self.digests[file][int(number)] = bytes.fromhex(digest)
            self.done += int(read)

    def note_answer(self, good: list[list[int]], bad: list[list[int]]) -> None:
        with self.condition:
            for file, number in good:
                digest, read = self.sent.pop((file, number))
                self.digests[file][number] = digest
                self.done += read
            for file, number in bad:
                del self.sent[file, number]
                if (file, number) in self.repaired:
                    name = self.files[file].name
                    self.problem = Problem("corrupt", f"{name} differs at the target after it was sent again")
                self.repaired.append((file, number))
                self.again.append((file, number))
            self.condition.notify_all()

    def fail(self, problem: Problem) -> None:
        """The first problem counts; later ones follow from it."""
        with self.condition:
            self.problem = self.problem or problem
            self.condition.notify_all()

    def check(self) -> None:
        if self.problem is not None:
            raise self.problem

    def checksums(self) -> dict[str, str]:
        return {f.name: file_digest(f.info.st_size, pieces) for f, pieces in zip(self.files, self.digests)}
