"""The target before the first byte comes: what is told is checked, what is left of a former attempt is put in order."""
import contextlib
import fcntl
import os
import shutil
import stat
import time
from typing import Any, Callable, Optional

from ferry_host.base import Instance, Problem, base_name, checked, is_directory, read_json, relative_path
from ferry_host.base import make_state, sync_directory, write_json
from ferry_host.frames import load_zstd
from ferry_host.journal import NAME, Journal, journal_path
from ferry_host.pieces import PIECE, next_data, open_regular, punch

MOST_FILES = 100_000
Known = dict[str, dict[int, tuple[int, str]]]


class Site:
    """Where a copy goes: the instance directory under this run's name, or one image under this run's name."""

    def __init__(self, instance: Instance, what: str) -> None:
        self.instance = instance
        self.base = base_name(what[5:]) if what.startswith("base/") else None
        self.label = os.path.basename(instance.base_copy(self.base)) if self.base else "directory"
        self.journal = Journal(journal_path(instance, self.base))
        self.lock: Optional[int] = None

    def path(self, name: str) -> str:
        return self.instance.base_copy(self.base) if self.base else f"{self.instance.copy}/{name}"

    def state(self, stream: int) -> str:
        """The first stream's is also rsync's, so that the one ends what is left of the other."""
        return f"{self.instance.state}/serve-{f'{stream}-' if stream else ''}{self.label}"

    def expected_size(self) -> Optional[int]:
        """What the worker, and not the source, has announced: without it nothing is taken."""
        expected = read_json(f"{self.instance.state}/expect-{self.label}")
        if expected is None:
            raise Problem("no-route", "no copy is announced here")
        return expected["size"] if self.base else None


def expect(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """On the target, by the worker: there will be a copy, and an image has this size. Tells what this host can."""
    what = checked(request.get("what"), r"directory|base/[^/]+", "what")
    site = Site(Instance(root, request), what)
    size = int(request["size"]) if site.base else None
    write_json(f"{make_state(site.instance.state)}/expect-{site.label}", {"size": size})
    return {"zstd": load_zstd() is not None}


def checked_plan(site: Site, told: Any) -> dict[str, Any]:
    """The plan with nothing in it but what is known and allowed."""
    try:
        files = [checked_file(file) for file in told["files"]]
        directories = {relative_path(each["path"]): checked_directory(each) for each in told["directories"]}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Problem("refused", "a plan that is none") from None
    paths = [file["path"] for file in files]
    parents = {os.path.dirname(path) for path in [*paths, *directories]} - {""}
    twice = len({*paths, *directories}) < len(paths) + len(directories)
    if twice or NAME in paths or parents - directories.keys() or len(paths) + len(directories) > MOST_FILES:
        raise Problem("refused", "a plan whose files can't lie beside each other")
    size = site.expected_size()
    if site.base and (paths != [site.base] or directories or files[0]["size"] != size):
        raise Problem("refused", f"a plan for more than the image {site.base} of {size} bytes")
    return {"files": files, "directories": directories}


def checked_directory(told: dict[str, Any]) -> dict[str, Any]:
    names = {name: checked(told[name], r"[^\x00-\x1f:/]{1,256}", name) for name in ("owner", "group")}
    return {"mtime": int(told["mtime"]), "mode": checked(told["mode"], "[0-7]{4}", "mode"), **names}


def checked_file(told: dict[str, Any]) -> dict[str, Any]:
    file = {name: int(told[name]) for name in ("size", "mtime", "inode")}
    if not 0 <= file["size"] < 1 << 62:
        raise Problem("refused", "a file of an impossible size")
    xattrs = {
        checked(name, r"user\.[ -~]{1,250}", "attribute"): checked(value, r"([0-9a-f]{2})*", "attribute's value")
        for name, value in told["xattrs"].items()
    }
    path = relative_path(told["path"])
    return {**file, "path": path, "identity": checked(told["identity"], r"[0-9a-f]{32}", "identity"), "xattrs": xattrs}


def await_turn(site: Site, size: int, tell: Callable[[dict[str, Any]], None]) -> bool:
    """For an image: False when it is there. While another run copies it, that one is waited for.

    Who copies holds a lock on its own unfinished file; claims are made one after the other, under a lock on _base.
    """
    assert site.base is not None
    folder, image = os.path.split(site.instance.base(site.base))
    while True:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with contextlib.suppress(FileNotFoundError):
                if os.lstat(f"{folder}/{image}").st_size != size:
                    raise Problem("world-changed", f"{folder}/{image} is there already, with another size")
                # An unfinished copy must never get the name, should the image vanish again.
                for leftover in (site.path(""), site.journal.path):
                    with contextlib.suppress(FileNotFoundError):
                        os.remove(leftover)
                return False
            other = next(filter(None, (busy(f"{folder}/{name}") for name in rivals(site, folder))), None)
            if other is None:
                site.lock = open_regular(site.path(""), os.O_RDWR | os.O_CREAT)
                fcntl.flock(site.lock, fcntl.LOCK_EX)
                return True
        finally:
            os.close(descriptor)
        tell({"waiting": other})
        time.sleep(1)


def rivals(site: Site, folder: str) -> list[str]:
    """Unfinished copies of the same image by other runs."""
    own = os.path.basename(site.path(""))
    names = (name for name in os.listdir(folder) if name.startswith(f"{site.base}.ferry-") and name != own)
    return sorted(name for name in names if len(name) == len(own))


def busy(path: str) -> Optional[str]:
    """The path while its copy runs, and for a minute after its end, in which its worker gives it its name."""
    try:
        descriptor = open_regular(path, os.O_RDONLY)
    except Problem:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return path
    finally:
        os.close(descriptor)
    with contextlib.suppress(FileNotFoundError, Problem):
        if time.time() - os.lstat(f"{path}.journal").st_mtime < 60 and Journal(f"{path}.journal").read()[1]:
            return path
    return None


def arrange(site: Site, plan: dict[str, Any]) -> Known:
    """Directories and files as planned, empty but for what the journal vouches for; that is the answer."""
    if not site.base:
        if not is_directory(site.instance.copy):
            os.mkdir(site.instance.copy, 0o700)
        clear(site.instance.copy, {file["path"] for file in plan["files"]} | {NAME}, plan["directories"])
        for path in sorted(plan["directories"]):
            with contextlib.suppress(FileExistsError):
                os.mkdir(site.path(path), 0o700)
    found, _ = site.journal.read()
    kept: Known = {}
    for file in plan["files"]:
        descriptor = open_regular(site.path(file["path"]), os.O_RDWR | os.O_CREAT)
        if found.get(file["identity"]) and os.fstat(descriptor).st_size == file["size"]:
            kept[file["identity"]] = found[file["identity"]]
        os.close(descriptor)
    site.journal.begin(plan["files"], kept)
    for file in plan["files"]:
        descriptor = open_regular(site.path(file["path"]), os.O_RDWR)
        if file["identity"] in kept:
            wipe(descriptor, file["size"], kept[file["identity"]])
        else:
            os.ftruncate(descriptor, 0)
            os.ftruncate(descriptor, file["size"])
        os.close(descriptor)
    if not site.base:
        for path in ["", *plan["directories"]]:
            sync_directory(site.path(path))
    sync_directory(os.path.dirname(site.path("").rstrip("/")))
    return kept


def clear(directory: str, files: set[str], directories: dict[str, Any]) -> None:
    """Removes what the source does not have, or has as something else."""
    for parent, folders, names in os.walk(directory, topdown=False):
        for name in folders + names:
            path = os.path.join(parent, name)
            mode, known = os.lstat(path).st_mode, os.path.relpath(path, directory)
            if stat.S_ISDIR(mode) and known not in directories:
                shutil.rmtree(path)
            elif not stat.S_ISDIR(mode) and not (stat.S_ISREG(mode) and known in files):
                os.remove(path)


def wipe(descriptor: int, size: int, known: dict[int, tuple[int, str]]) -> None:
    """Makes holes of what was written and not confirmed."""
    at = 0
    while at < size:
        at, last = next_data(descriptor, at, size)
        number = at // PIECE
        end = min((number + 1) * PIECE, size)
        if at < size and number not in known:
            end = min(last, end)
            punch(descriptor, at, end)
        at = end
