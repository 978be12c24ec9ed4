"""Whether a copy goes faster when its bytes are made smaller first."""
from typing import NamedTuple

# What buffers swallow at first, or still hold after a change, looks like a fast link; a look begins after that.
SETTLING = 0.4
LOOK = 0.8
# Bytes a second from which the CPU that compression costs is not worth the time that it saves; above 1 Gbit/s.
FAST = 150_000_000
# Bytes a second up to which the CPU has time for zstd's level 1; above, -1 takes a fifth less of it for 5 % more bytes.
SLOW = 50_000_000
# How much faster a copy has to be with compression, which costs both hosts.
GAIN = 1.15


class Sums(NamedTuple):
    """What has been added up at a moment: seconds, except for the bytes."""

    time: float = 0.0
    confirmed: float = 0.0
    blocked: float = 0.0
    waited: float = 0.0
    heard: float = 0.0
    encrypting: float = 0.0


class Pace:
    """Decides on compression in the first seconds: it is tried when the link is slower than both hosts, and kept if
    the link is so still, or the copy has become faster.

    It is the link when the source waits for its writes, the target for something to read, and ssh for neither the CPU
    nor its end. With the CPU at its limit, compression would make it worse, and so it would for a copy that is over
    before there was a look.
    """

    def __init__(self, best: str, streams: int) -> None:
        self.best = best
        self.streams = streams
        self.plain_rate = 0.0
        self.begin()

    def begin(self) -> None:
        """Also anew, when a limit has changed."""
        self.encoding = "none"
        self.level = 1
        self.bound = ""
        self.decided = False
        self.start = Sums()
        self.settled_at = 0.0

    def look(self, sums: Sums) -> None:
        """To be told every few tenths of a second from the first piece on."""
        if self.decided:
            return
        if self.settled_at == 0.0:
            self.settled_at = sums.time + SETTLING
        if self.start.time == 0.0:
            # A look lasts from one confirmation to another, of which there are few on a slow link.
            if sums.time >= self.settled_at and sums.confirmed:
                self.start = sums
            return
        if sums.time - self.start.time < LOOK or sums.confirmed == self.start.confirmed:
            return
        change = Sums(*(after - before for after, before in zip(sums, self.start)))
        rate = change.confirmed / change.time
        if self.encoding == "none":
            self._judge(change)
            self.plain_rate = rate
            self.decided = self.bound != "link"
            self.encoding = "none" if self.decided else self.best
            self.level = 1 if rate < SLOW else -1
        else:
            self.decided = True
            # Where all still waits for the link it does no harm, however much these pieces could be squeezed.
            still = change.blocked / change.time / self.streams > 0.5
            self.encoding = self.best if still or rate >= GAIN * self.plain_rate else "none"
        self.start, self.settled_at = Sums(), sums.time + SETTLING

    def _judge(self, change: Sums) -> None:
        blocked = change.blocked / change.time / self.streams
        waited = change.waited / max(change.heard, 0.001)
        encrypting = change.encrypting / change.time / self.streams
        if encrypting > 0.7:
            self.bound = "CPU"
        elif blocked > 0.7 and waited > 0.7:
            self.bound = "link" if change.confirmed / change.time < FAST else "fast link"
        else:
            self.bound = "target" if blocked > 0.5 else "source"

    def words(self) -> str:
        """For the status."""
        if not self.bound:
            return ""
        return f"bound by {self.bound}, " + ("not compressed" if self.encoding == "none" else self.encoding)


def cpu_wanted(pid: int) -> float:
    """Seconds that a process has run, or has waited for a CPU."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            running, waiting, _ = file.read().split()
            return (int(running) + int(waiting)) / 1e9
    except (OSError, ValueError):
        return 0.0
