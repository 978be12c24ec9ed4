"""What a file consists of: pieces of 4 MiB, each known by what is in it. Both hosts read their files by this code.

A piece is described by its runs, which are the stretches of blocks that are not all zero, and by a SHA-256 over the
runs' table and bytes. That depends on the content alone: holes, blocks of zeros and how a file system divides a file
don't show. SHA-256 is the cheapest secure hash of hashlib where the CPU knows it, and on no recent server a bottleneck.
"""
import contextlib
import ctypes
import errno
import fcntl
import hashlib
import mmap
import os
import stat
import struct
from typing import Iterator, NamedTuple

from ferry_host.base import Problem

PIECE = 4 << 20
# Zeros are left out in blocks of the size that nearly all file systems allocate.
BLOCK = 4096
ZEROS = bytes(BLOCK)
RUN = struct.Struct(">II")
ALGORITHM = "sha256-4m"
# The digest of a piece that is all zero.
NOTHING = hashlib.sha256().digest()
LIBC = ctypes.CDLL(None, use_errno=True)


class Content(NamedTuple):
    """One piece as it was read: a table of runs (offset in the piece, length), their bytes, and the digest of both."""

    table: bytes
    views: list[memoryview]
    length: int
    read: int
    digest: bytes


def identity(path: str, info: os.stat_result, touched: bool) -> str:
    """Another one as soon as the file is another, or has been written to. An image of the cache is never written to,
    but Nova, and Ferry for another run, touch it to keep it: its time says nothing."""
    words = [path, info.st_size, 0 if touched else info.st_mtime_ns, info.st_ino]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:32]


def open_regular(path: str, flags: int) -> int:
    """A descriptor of a regular file; never of what a link leads to, and never waiting for the other end of a pipe."""
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.ENOENT):
            raise Problem("world-changed", f"{path} is not a regular file any more") from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Problem("world-changed", f"{path} is not a regular file")
    return descriptor


def open_direct(path: str, flags: int) -> int:
    """The same past the page cache, where the file system can do that: the bytes are copied once less, and what else
    the host keeps in its memory stays there."""
    descriptor = open_regular(path, flags)
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_DIRECT)
    return descriptor


def make_buffer() -> mmap.mmap:
    """For one piece, aligned as direct reads and writes need it."""
    return mmap.mmap(-1, PIECE)


def next_data(descriptor: int, at: int, end: int) -> tuple[int, int]:
    """The first stretch from `at` on that is not a hole; (end, end) where there is none before `end`."""
    try:
        first = os.lseek(descriptor, at, os.SEEK_DATA)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return end, end
    if first >= end:
        return end, end
    return first, min(os.lseek(descriptor, first, os.SEEK_HOLE), end)


def pieces_with_data(descriptor: int, size: int) -> Iterator[int]:
    """One after the other, so that neither time nor memory grows with what a file could hold."""
    at = 0
    while at < size:
        at, _ = next_data(descriptor, at, size)
        if at < size:
            yield at // PIECE
            at = (at // PIECE + 1) * PIECE


def read_piece(descriptor: int, number: int, size: int, buffer: mmap.mmap) -> Content:
    """What is in a piece; the views are of the buffer."""
    start, end = number * PIECE, min((number + 1) * PIECE, size)
    whole, at, read = memoryview(buffer), start, 0
    runs: list[tuple[int, int]] = []
    while at < end:
        first, last = next_data(descriptor, at, end)
        # To whole blocks: a file system with smaller ones must lead to the same runs.
        first, last = first - first % BLOCK, min(last + -last % BLOCK, end)
        fill(descriptor, whole[first - start :], first, last - first)
        find_runs(buffer, first - start, last - start, runs)
        read += last - first
        at = last
    table = b"".join(RUN.pack(first, last - first) for first, last in runs)
    views = [whole[first:last] for first, last in runs]
    hashed = hashlib.sha256(table)
    for view in views:
        hashed.update(view)
    return Content(table, views, sum(map(len, views)), read, hashed.digest())


def fill(descriptor: int, view: memoryview, at: int, wanted: int) -> None:
    """Reads whole blocks; the last one of a file may have less."""
    while wanted > 0:
        try:
            count = os.preadv(descriptor, [view[: wanted + -wanted % BLOCK]], at)
        except OSError as error:
            if error.errno != errno.EINVAL or not through_cache(descriptor):
                raise
            continue
        if count == 0:
            raise Problem("world-changed", "a file became shorter while it was read")
        view, at, wanted = view[count:], at + count, wanted - count


def through_cache(descriptor: int) -> bool:
    """Gives up direct access, for example where blocks are larger; False if it was given up already."""
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags & ~os.O_DIRECT)
    return bool(flags & os.O_DIRECT)


def find_runs(buffer: mmap.mmap, start: int, end: int, runs: list[tuple[int, int]]) -> None:
    """Adds the stretches that are not all zero to the runs, and lengthens the last one where it goes on."""
    words = memoryview(buffer).cast("Q")
    for at in range(start, end, BLOCK):
        stop = min(at + BLOCK, end)
        # Most blocks show by their first word that they are not; a comparison of all takes many times as long.
        if (stop - at < BLOCK or not words[at // 8]) and buffer[at:stop] == ZEROS[: stop - at]:
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], stop)
        else:
            runs.append((at, stop))


def check_runs(table: bytes, length: int, room: int) -> list[tuple[int, int]]:
    """Where the bytes of a received piece belong; nothing that reaches out of the piece or goes back in it."""
    runs, at, total = [], 0, 0
    for first, count in RUN.iter_unpack(table):
        if first < at or count == 0 or first + count > room:
            raise Problem("refused", "a piece with runs that are none")
        runs.append((first, count))
        at, total = first + count, total + count
    if total != length:
        raise Problem("refused", "a piece with another length than its runs")
    return runs


def punch(descriptor: int, start: int, end: int) -> None:
    """Afterwards this stretch reads as zeros, and is a hole where the file system can have one."""
    both = 0x01 | 0x02  # FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE
    while LIBC.fallocate(descriptor, both, ctypes.c_int64(start), ctypes.c_int64(end - start)) != 0:
        code = ctypes.get_errno()
        if code == errno.EOPNOTSUPP:
            while start < end:
                start += os.pwrite(descriptor, bytes(min(1 << 20, end - start)), start)
            return
        if code != errno.EINTR:
            raise OSError(code, os.strerror(code))


def leave_cache(descriptor: int, start: int = 0, length: int = 0) -> None:
    """What was copied is not needed again here; what else the host keeps in its memory may be."""
    os.posix_fadvise(descriptor, start, length, os.POSIX_FADV_DONTNEED)


def file_digest(size: int, pieces: dict[int, bytes]) -> str:
    """The checksum of a file: over its size and the digests of its pieces that are not all zero, in order."""
    hashed = hashlib.sha256(struct.pack(">Q", size))
    for number in sorted(number for number, digest in pieces.items() if digest != NOTHING):
        hashed.update(struct.pack(">Q", number) + pieces[number])
    return hashed.hexdigest()
