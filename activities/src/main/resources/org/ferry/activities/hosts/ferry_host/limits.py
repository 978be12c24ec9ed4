"""How fast copies may go: each for itself, and all from one host together. Both may change while a copy runs."""
import contextlib
import fcntl
import os
import struct
import threading
import time
from typing import Any, Iterator

from ferry_host.base import STATE, read_json, write_json
from ferry_host.job import Job

# What is sent at once, at most, where there is a limit.
PORTION = 256 << 10
NAP = 0.2
ACCOUNT = struct.Struct(">dd")


class Limit:
    """So many bytes a second for all streams of a copy together; 0 for as many as there can be."""

    def __init__(self) -> None:
        self.rate = 0
        self.credit = 0.0
        self.earned_at = time.monotonic()
        self.lock = threading.Lock()

    def await_turn(self, count: int) -> None:
        """Who waits keeps the others waiting, in their order; short naps, for the rate may change meanwhile."""
        with self._turn():
            self._earn()
            while self.rate and self.credit < 0:
                time.sleep(min(NAP, -self.credit / self.rate))
                self._earn()
            self.credit -= count

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        with self.lock:
            yield

    def _earn(self) -> None:
        """No more than a short rest is worth, or a copy that waited for something else would come in a burst."""
        at = time.monotonic()
        self.credit = min(self.credit + (at - self.earned_at) * self.rate, NAP * self.rate)
        self.earned_at = at


class HostLimit(Limit):
    """The same for all copies from this host: their processes keep one account, in a file."""

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        with self.lock:
            descriptor = os.open(f"{STATE}/.pace", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if len(account := os.pread(descriptor, ACCOUNT.size, 0)) == ACCOUNT.size:
                    self.credit, self.earned_at = ACCOUNT.unpack(account)
                yield
                os.pwrite(descriptor, ACCOUNT.pack(self.credit, self.earned_at), 0)
            finally:
                os.close(descriptor)


class Limits:
    """Those of one copy, as they were ordered last."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.own, self.host = Limit(), HostLimit()
        self.read()

    def read(self) -> bool:
        """Whether there are new ones."""
        before = self.own.rate, self.host.rate
        ordered = read_json(f"{self.job.path}/limits") or {}
        self.own.rate, self.host.rate = ordered.get("limit", 0), ordered.get("hostLimit", 0)
        return before != (self.own.rate, self.host.rate)

    def portions(self, parts: list[Any]) -> Iterator[list[memoryview]]:
        """The same bytes in the same order, some at a time, each when they may be sent; without a limit all at once."""
        views = [memoryview(part) for part in parts if len(part)]
        while views:
            limits = [limit for limit in (self.own, self.host) if limit.rate]
            if not limits:
                yield views
                return
            size = max(1 << 10, min(PORTION, *(limit.rate // 4 for limit in limits)))
            portion, views[0] = views[0][:size], views[0][size:]
            if not views[0]:
                views.pop(0)
            for limit in limits:
                limit.await_turn(len(portion))
            yield [portion]

    def words(self) -> str:
        """For the status."""
        own = f"at most {self.own.rate / 1e6:g} MB/s" if self.own.rate else ""
        host = f"with the host's other copies at most {self.host.rate / 1e6:g} MB/s" if self.host.rate else ""
        return ", ".join(filter(None, (own, host)))


def order_limits(job: Job, request: dict[str, Any]) -> None:
    """Also for a copy that runs; it looks once a second."""
    write_json(f"{job.path}/limits", {name: int(request.get(name) or 0) for name in ("limit", "hostLimit")})
