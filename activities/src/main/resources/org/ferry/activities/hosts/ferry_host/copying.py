"""What copies have in common, whichever engine makes them: what is copied, and how far it is."""
import collections
import os
import stat
from typing import Any, Optional

from ferry_host.base import Instance, Problem, base_name, checked, read_json, write_json
from ferry_host.job import Job, now
from ferry_host.look import walk


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

    def entries(self) -> tuple[dict[str, os.stat_result], dict[str, os.stat_result]]:
        """Files and directories; nothing else may be there."""
        found = {self.base: os.lstat(self.source)} if self.base else dict(walk(self.source))
        files: dict[str, os.stat_result] = {}
        directories: dict[str, os.stat_result] = {}
        for path, info in found.items():
            if stat.S_ISREG(info.st_mode):
                files[path] = info
            elif stat.S_ISDIR(info.st_mode) and not self.base:
                directories[path] = info
            else:
                raise Problem("world-changed", f"{self.source}: {path} is not a regular file")
        return files, directories

    def path(self, name: str) -> str:
        return self.source if self.base else f"{self.source}{name}"


class Progress:
    """What a job says of itself. Its time without progress goes on from one attempt to the next."""

    def __init__(self, job: Job, total: int) -> None:
        self.job = job
        self.total = total
        self.moved_at = (read_json(job.progress) or {}).get("moved_at", now())
        self.samples: "collections.deque[tuple[float, int]]" = collections.deque(maxlen=10)
        self.counter: Optional[int] = None

    def note(self, phase: str, done: int, counter: int, detail: str = "") -> None:
        """To be called about once a second; any change of the counter is progress."""
        if counter != self.counter:
            self.counter, self.moved_at = counter, now()
        done = min(done, self.total)
        self.samples.append((now(), done))
        (first, least), (last, most) = self.samples[0], self.samples[-1]
        rate = int((most - least) / (last - first)) if last > first else 0
        state = {"phase": phase, "done": done, "total": self.total, "rate": rate, "moved_at": self.moved_at}
        write_json(self.job.progress, {**state, "detail": detail})
