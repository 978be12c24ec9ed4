"""What goes through a stream of a copy: frames from the source, lines of JSON from the target."""
import contextlib
import ctypes
import fcntl
import hashlib
import json
import mmap
import os
import struct
import zlib
from typing import Any, Optional

from ferry_host.base import Problem
from ferry_host.pieces import PIECE, RUN, Content

# kind, encoding, file, piece, bytes of the table, of the body as sent and as it is, bytes read for it, digest; and then
# a checksum of these, for a piece may come to the wrong place otherwise
HEADER = struct.Struct(">BBIQIIII32s")
CHECK = struct.Struct(">I")
# What there is to copy; one piece; a wish to hear what has become of those before; that nothing follows.
PLAN, SEND, FLUSH, FINISH = range(4)
RAW, ZLIB, ZSTD = range(3)
ENCODINGS = {"none": RAW, "zlib": ZLIB, "zstd": ZSTD}
LONGEST_PLAN = 64 << 20
SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ, which fcntl has from Python 3.10 on


def load_zstd() -> Optional[ctypes.CDLL]:
    """The library that QEMU, systemd and package managers bring along: six times as fast as Python's own zlib."""
    try:
        library = ctypes.CDLL("libzstd.so.1")
        for name in ("ZSTD_compress", "ZSTD_decompress"):
            getattr(library, name).restype = ctypes.c_size_t
        pointer, size = ctypes.c_void_p, ctypes.c_size_t
        library.ZSTD_compress.argtypes = [pointer, size, pointer, size, ctypes.c_int]
        library.ZSTD_decompress.argtypes = [pointer, size, pointer, size]
        return library
    except (OSError, AttributeError):
        return None


class Squeezer:
    """Makes pieces smaller and large again; one for each thread. What it returns is good until it is asked again."""

    def __init__(self) -> None:
        self.zstd = load_zstd()
        # Takes no memory before it is used. Aligned, so that what is in it can be written as it is.
        self.gathered, self.room = memoryview(mmap.mmap(-1, PIECE)), memoryview(mmap.mmap(-1, 2 * PIECE))

    def best(self) -> str:
        return "zstd" if self.zstd else "zlib"

    def squeeze(self, content: Content, encoding: int, level: int) -> Optional[memoryview]:
        """The piece's bytes made smaller, by zstd at this level; None where that saves less than it costs."""
        data = self._gather(content.views)
        small = memoryview(squeeze_zlib(data)) if encoding == ZLIB else self._squeeze_zstd(data, level)
        return small if len(small) < 0.9 * len(data) else None

    def _gather(self, views: list[memoryview]) -> memoryview:
        """All in one. Memory that is fresh for every piece would cost as much as to squeeze it."""
        if len(views) == 1:
            return views[0]
        at = 0
        for view in views:
            self.gathered[at : at + len(view)] = view
            at += len(view)
        return self.gathered[:at]

    def _squeeze_zstd(self, data: memoryview, level: int) -> memoryview:
        assert self.zstd is not None
        count = self.zstd.ZSTD_compress(address(self.room), len(self.room), address(data), len(data), level)
        # An error is a number near the largest.
        return self.room[:count] if count <= len(data) else data

    def expand(self, encoding: int, body: memoryview, length: int) -> memoryview:
        """What was squeezed. However much that would be, no more is made of it than `length` allows."""
        data = body
        if encoding == ZLIB:
            try:
                data = memoryview(zlib.decompressobj(-15).decompress(body, length + 1))
            except zlib.error as error:
                raise Problem("refused", f"a piece that can't be read: {error}") from None
        elif encoding == ZSTD:
            data = self._expand_zstd(body, length)
        if encoding not in ENCODINGS.values() or len(data) != length:
            raise Problem("refused", "a piece with another length than it says")
        return data

    def _expand_zstd(self, body: memoryview, length: int) -> memoryview:
        if self.zstd is None:
            raise Problem("refused", "a piece in zstd, which this host does not have")
        count = self.zstd.ZSTD_decompress(address(self.room), length, address(body), len(body))
        return self.room[: count if count <= length else 0]


def address(view: memoryview) -> Any:
    """For a function of C, which gets the bytes themselves and no copy."""
    return ctypes.byref(ctypes.c_char.from_buffer(view))


def squeeze_zlib(data: memoryview) -> Any:
    """zlib takes ten times as long for what can't be made smaller, so a little of it is tried first."""
    sample = b"".join(data[at : at + 4096] for at in range(0, len(data), max(4096, len(data) // 8)))
    if len(zlib.compress(sample, 1)) > 0.9 * len(sample):
        return data
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def widen(pipe: int) -> None:
    """Makes room for more between this program and ssh, so that they wait for each other less often."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe, SET_PIPE_SIZE, 1 << 20)


def write_frame(descriptor: int, parts: list[Any]) -> int:
    """Writes all parts, without putting them together first; how many bytes that were."""
    views = [memoryview(part) for part in parts if len(part)]
    total = sum(map(len, views))
    left = total
    while left:
        count = os.writev(descriptor, views[:1024])
        left -= count
        while views and count >= len(views[0]):
            count -= len(views.pop(0))
        if count:
            views[0] = views[0][count:]
    return total


def write_line(descriptor: int, value: Any) -> None:
    write_frame(descriptor, [json.dumps(value).encode() + b"\n"])


def read_exactly(descriptor: int, view: memoryview) -> bool:
    """Fills the view; False at the end of the stream, which is an error only within a frame."""
    filled = 0
    while filled < len(view):
        count = os.readv(descriptor, [view[filled:]])
        if count == 0:
            if filled:
                raise EOFError
            return False
        filled += count
    return True


def pack_header(*fields: Any) -> bytes:
    header = HEADER.pack(*fields)
    return header + CHECK.pack(zlib.crc32(header))


def unpack_header(header: bytearray) -> tuple[Any, ...]:
    if CHECK.unpack(header[HEADER.size :])[0] != zlib.crc32(header[: HEADER.size]):
        raise Problem("interrupted", "what arrives at the target is damaged")
    return HEADER.unpack(header[: HEADER.size])


def plan_frame(plan: dict[str, Any]) -> list[bytes]:
    body = json.dumps(plan).encode()
    return [pack_header(PLAN, RAW, 0, 0, 0, len(body), len(body), 0, hashlib.sha256(body).digest()), body]


def bare_frame(kind: int) -> list[bytes]:
    return [pack_header(kind, RAW, 0, 0, 0, 0, 0, 0, bytes(32))]


def piece_frame(file: int, number: int, content: Content, encoding: int, small: Optional[memoryview]) -> list[Any]:
    sizes = (len(content.table), len(small) if small else content.length, content.length, content.read)
    header = pack_header(SEND, encoding if small else RAW, file, number, *sizes, content.digest)
    return [header, content.table, *([small] if small else content.views)]


def check_sizes(table: int, body: int, length: int) -> None:
    """Before room is made for them."""
    if table % RUN.size or table > PIECE // 4096 * RUN.size or length > PIECE or body > PIECE:
        raise Problem("refused", "a piece that is too large")
