"""Work that outlives the SSH session which ordered it: one detached process, one lock that it holds for its life."""
import contextlib
import glob
import os
import signal
import time
import traceback
from typing import Any, Callable, Optional

from ferry_host.base import Problem, locked, make_state, read_json, try_lock, write_json


def now() -> float:
    """Seconds since this host booted: the same for all processes, and nobody sets it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def end_group(lock: str, group: str) -> None:
    """Ends the processes that hold a lock. Their group's number can't be another's while one of them lives."""
    started = now()
    while (held := try_lock(lock)) is None:
        waited = now() - started
        if waited > 20:
            raise Problem("failed", f"the processes that hold {lock} could not be ended")
        with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError):
            with open(group, encoding="ascii") as file:
                os.killpg(int(file.read()), signal.SIGTERM if waited < 3 else signal.SIGKILL)
        time.sleep(0.1)
    os.close(held)


class Job:
    """One piece of work of a run: `lock` is held while it runs, `result` is written before it ends."""

    def __init__(self, state: str, name: str) -> None:
        self.path = f"{state}/job-{name}"
        self.lock = f"{self.path}/lock"
        self.group = f"{self.path}/group"
        self.progress = f"{self.path}/progress"
        self.result = f"{self.path}/result"
        self.log = f"{self.path}/log"

    def register(self) -> None:
        """From now on the time without progress counts."""
        make_state(self.path)
        if not os.path.exists(self.progress):
            write_json(self.progress, {"moved_at": now(), "phase": "waiting"})

    def running(self) -> bool:
        # Under a lock of its own, or a look would seem to be a running process to start().
        with locked(f"{self.path}/look"):
            held = try_lock(self.lock)
            if held is None:
                return True
            os.close(held)
            return False

    def start(self, work: Callable[["Job", int], dict[str, Any]]) -> None:
        """Runs the work detached, unless it runs or is done already. Work gets the lock, to hand on to its children."""
        with locked(f"{self.path}/look"):
            held = try_lock(self.lock)
        if held is None:
            return
        if "error" not in (read_json(self.result) or {"error": None}):
            os.close(held)
            return
        for stale in (self.result, self.group):
            with contextlib.suppress(FileNotFoundError):
                os.remove(stale)
        child = os.fork()
        if child == 0:
            self._detach(held, work)
        os.waitpid(child, 0)
        os.close(held)

    def _detach(self, held: int, work: Callable[["Job", int], dict[str, Any]]) -> None:
        try:
            os.setsid()
            if os.fork() != 0:
                os._exit(0)
            os.chdir("/")
            null = os.open(os.devnull, os.O_RDWR)
            for standard in (0, 1, 2):
                os.dup2(null, standard)
            with open(self.group, "w", encoding="ascii") as file:
                file.write(str(os.getpgrp()))
            write_json(self.result, self._outcome(held, work))
        finally:
            os._exit(0)

    def _outcome(self, held: int, work: Callable[["Job", int], dict[str, Any]]) -> dict[str, Any]:
        try:
            return work(self, held)
        except Problem as problem:
            return {"error": {"type": problem.kind, "message": str(problem)}}
        except Exception:  # pylint: disable=broad-except
            return {"error": {"type": "failed", "message": traceback.format_exc(limit=-2)}}

    def status(self, wait: float) -> dict[str, Any]:
        """State and progress; waits up to so many seconds for the end of the work, so that it is noticed at once."""
        until = now() + wait
        while (running := self.running()) and now() < until:
            time.sleep(0.1)
        progress = read_json(self.progress) or {}
        result: Optional[dict[str, Any]] = None if running else read_json(self.result)
        answer = {
            "phase": progress.get("phase", "waiting"),
            "done": progress.get("done", 0),
            "total": progress.get("total", 0),
            "rate": progress.get("rate", 0),
            "detail": progress.get("detail", ""),
            "idleSeconds": int(now() - progress.get("moved_at", now())),
        }
        if running:
            return {**answer, "state": "running"}
        if result is None:
            return {**answer, "state": "failed", "error": {"type": "interrupted", "message": "the copy does not run"}}
        if "error" in result:
            return {**answer, "state": "failed", "error": result["error"]}
        return {**answer, "state": "done", "result": result}

    def stop(self) -> None:
        """Afterwards no process of this work is left."""
        if os.path.isdir(self.path):
            end_group(self.lock, self.group)


def stop_all(state: str) -> None:
    for lock in glob.glob(f"{glob.escape(state)}/*/lock"):
        end_group(lock, f"{os.path.dirname(lock)}/group")
