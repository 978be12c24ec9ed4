"""The target's end of a copy: what an ephemeral key admits, and nothing else."""
import os
import re
import shlex
import shutil
import subprocess
from typing import Any

from ferry_host.arrange import Site
from ferry_host.base import Instance, Problem, checked, die_with_parent, is_directory, make_state, try_lock
from ferry_host.job import end_group
from ferry_host.receive import MOST_STREAMS, receive

# What Ferry's own sender asks for. No option that names a file, a program or a module is among it.
ALLOWED = re.compile(
    r"-[ntrcS]+(e\.[A-Za-z]*)?"
    r"|--checksum-choice=(xxh128|md5)|--compress-choice=(lz4|zstd)|--compress-level=1"
    r"|--log-format=%i(%I)?|--info=STATS[0-9]?|--inplace|--bwlimit=[0-9]+"
)


def receiver_arguments(instance: Instance, original: str) -> list[str]:
    """The command that the source sent, if it is `rsync --server` writing one of this run's temporary names."""
    try:
        words = shlex.split(original)
    except ValueError:
        words = []
    if words[:2] != ["rsync", "--server"] or len(words) < 5 or words[-2] != ".":
        raise Problem("refused", f"this key is for a copy of instance {instance.uuid} only")
    for word in words[2:-2]:
        if not ALLOWED.fullmatch(word):
            raise Problem("refused", f"rsync option not admitted: {word!r}")
    target = words[-1]
    name = re.fullmatch(re.escape(f"{instance.root}/_base/") + r"([^/]+)\.ferry-" + instance.run, target)
    if target != f"{instance.copy}/" and not (name and instance.base_copy(name.group(1)) == target):
        raise Problem("refused", f"not a place for this run's files: {target!r}")
    return words


def make_base_directory(root: str) -> None:
    """Nova makes _base when it first needs it; a host without instances has none."""
    path = f"{root}/_base"
    if not is_directory(path):
        owner = os.stat(root)
        os.mkdir(path, 0o755)
        os.chown(path, owner.st_uid, owner.st_gid)


def serve(root: str, run: str, uuid: str, original: str) -> int:
    """Receives. What is left of a former receiver is ended first: its sender is gone, or there would be no new one."""
    instance = Instance(root, {"uuid": uuid, "run": run})
    # While it is on its way nobody but root can use a file of it; place gives modes and owners.
    os.umask(0o077)
    if original.startswith("extents "):
        return serve_extents(instance, original)
    return serve_rsync(instance, receiver_arguments(instance, original))


def serve_extents(instance: Instance, original: str) -> int:
    _, what, stream = checked(original, r"extents (directory|base/[^/ ]+) [0-9]", "stream").split(" ")
    site, number = Site(instance, what), int(stream)
    if number >= MOST_STREAMS:
        raise Problem("refused", "too many streams")
    if number == 0:
        for other in range(1, MOST_STREAMS):
            if os.path.isdir(site.state(other)):
                end_group(f"{site.state(other)}/lock", f"{site.state(other)}/group")
    take_over(site.state(number))
    if site.base:
        make_base_directory(instance.root)
    return receive(site, number)


def take_over(state: str) -> int:
    """Ends what holds the lock of a receiver, takes it, and stands by its name in its place."""
    lock, group = f"{make_state(state)}/lock", f"{state}/group"
    while (held := try_lock(lock)) is None:
        end_group(lock, group)
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    with open(group, "w", encoding="ascii") as file:
        file.write(str(os.getpgrp()))
    return held


def serve_rsync(instance: Instance, words: list[str]) -> int:
    directory = words[-1] == f"{instance.copy}/"
    what = "directory" if directory else os.path.basename(words[-1])
    held = take_over(f"{instance.state}/serve-{what}")
    if directory and not is_directory(instance.copy):
        os.mkdir(instance.copy, 0o700)
    elif not directory:
        make_base_directory(instance.root)
    program = shutil.which("rsync") or "/usr/bin/rsync"
    code = subprocess.run(  # pylint: disable=subprocess-popen-preexec-fn
        [program, *words[1:]], pass_fds=[held], preexec_fn=die_with_parent, check=False
    ).returncode
    if code == 0 and not any(re.match(r"-[trcS]*n", word) for word in words[2:-2]):
        flush(instance.copy if directory else words[-1])
    return code if code >= 0 else 1


def flush(path: str) -> None:
    """The files are on the disk, not just on their way to it."""
    paths = [path]
    for parent, _, files in os.walk(path):
        paths += [parent, *(os.path.join(parent, name) for name in files)]
    for each in paths:
        descriptor = os.open(each, os.O_RDONLY | os.O_NOFOLLOW)
        os.fsync(descriptor)
        os.close(descriptor)


def end_receivers(instance: Instance) -> None:
    """Afterwards nobody writes this run's files any more."""
    if os.path.isdir(instance.state):
        for name in os.listdir(instance.state):
            if name.startswith("serve-"):
                end_group(f"{instance.state}/{name}/lock", f"{instance.state}/{name}/group")
