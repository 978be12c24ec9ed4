"""Ferry's helper on a compute host: what the other parts share.

The helper is the border between Ferry's SSH user, who may call it as root, and the host. It therefore believes nothing
that it is told: instances_path is pinned by sudoers, everything else is checked here before it becomes a path.
"""
import contextlib
import ctypes
import fcntl
import json
import os
import re
import signal
import stat
import subprocess
from typing import Any, Iterator, Optional

# Of this boot only: keys, locks and the progress of copies. All of it can be made again.
STATE = "/run/ferry"
# Remembers, through renames and reboots and without a foreign file, which run brought a directory.
MARK = "trusted.ferry.run"


class Problem(Exception):
    """What went wrong, in an operator's words; the kind tells the worker what it means."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def checked(value: Any, pattern: str, what: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise Problem("bad-request", f"{what} is not acceptable: {value!r}")
    return value


def run_id(value: Any) -> str:
    return checked(value, r"[0-9a-f]{8}", "run")


def base_name(value: Any) -> str:
    """The name of a file of the image cache; never one of Ferry's own temporary names."""
    name = checked(value, r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", "base image")
    if ".ferry-" in name:
        raise Problem("bad-request", f"base image is not acceptable: {value!r}")
    return name


def relative_path(value: Any) -> str:
    path = checked(value, r"[A-Za-z0-9_@+,:=.-]+(/[A-Za-z0-9_@+,:=.-]+)*", "file")
    if any(part in (".", "..") for part in path.split("/")):
        raise Problem("bad-request", f"file is not acceptable: {value!r}")
    return path


class Instance:
    """The names that belong to one instance, and to one run if there is one, below instances_path."""

    def __init__(self, root: str, request: dict[str, Any]) -> None:
        self.root = root
        self.uuid = checked(request.get("uuid"), r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "uuid")
        self.directory = f"{root}/{self.uuid}"
        if "run" in request:
            self.run = run_id(request["run"])
            self.copy = f"{root}/{self.uuid}.ferry-{self.run}"
            self.moved = f"{root}/{self.uuid}.moved-{self.run}"
            self.state = f"{STATE}/{self.run}"

    def base(self, name: str) -> str:
        return f"{self.root}/_base/{base_name(name)}"

    def base_copy(self, name: str) -> str:
        return f"{self.base(name)}.ferry-{self.run}"


def instances_path(value: str) -> str:
    path = checked(value, r"(/[A-Za-z0-9._-]+)+", "instances_path")
    if ".." in path.split("/"):
        raise Problem("bad-request", f"instances_path is not acceptable: {value!r}")
    if not os.path.isdir(path):
        raise Problem("failed", f"there is no directory {path} (instances_path) on this host")
    return path


def is_directory(path: str) -> bool:
    """Whether a directory is there; a symbolic link to one is refused, for it may lead anywhere."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(mode):
        raise Problem("world-changed", f"{path} is not a directory")
    return True


def make_state(path: str) -> str:
    os.makedirs(path, mode=0o700, exist_ok=True)
    return path


def write_json(path: str, value: Any) -> None:
    """Readers see the old content or the new one, never half of it."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(value, file)
    os.rename(path + ".new", path)


def read_json(path: str) -> Optional[dict[str, Any]]:
    try:
        with open(path, encoding="utf-8") as file:
            value: dict[str, Any] = json.load(file)
            return value
    except FileNotFoundError:
        return None


def try_lock(path: str) -> Optional[int]:
    """A descriptor that holds the lock, or None while another process holds it. Children that inherit it hold it too."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return descriptor
    except BlockingIOError:
        os.close(descriptor)
        return None


@contextlib.contextmanager
def locked(path: str) -> Iterator[None]:
    """Waits for its turn; for short work only."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_directory(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(descriptor)
    os.close(descriptor)


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def tool(arguments: list[str], text: Optional[str] = None) -> str:
    """The output of a command that succeeds; a Problem with its own words when it does not."""
    environment = {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}
    try:
        done = subprocess.run(
            arguments,
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            env=environment,
            check=False,
        )
    except FileNotFoundError:
        raise Problem("failed", f"{arguments[0]} is not installed on this host") from None
    except subprocess.TimeoutExpired:
        raise Problem("failed", f"{arguments[0]} did not answer within 60 s") from None
    if done.returncode != 0:
        raise Problem("failed", f"{' '.join(arguments[:4])} failed: {done.stderr.strip() or done.returncode}")
    return done.stdout
