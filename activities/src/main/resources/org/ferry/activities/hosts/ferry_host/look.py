"""What this host has of an instance. Nothing here changes anything."""
import grp
import hashlib
import json
import os
import pwd
import re
import stat
import xml.etree.ElementTree as ElementTree
from typing import Any, Iterator, Optional

from ferry_host.base import Instance, Problem, base_name, is_directory, relative_path, tool

VIRSH = ["virsh", "-q", "-c", "qemu:///system"]


def domain_state(uuid: str) -> str:
    """ABSENT, SHUT_OFF or ACTIVE, asked in such an order that a running domain is never missed."""
    if uuid in tool([*VIRSH, "list", "--uuid"]).split():
        return "ACTIVE"
    return "SHUT_OFF" if uuid in tool([*VIRSH, "list", "--all", "--uuid"]).split() else "ABSENT"


def require_shut_off(uuid: str) -> None:
    if domain_state(uuid) == "ACTIVE":
        raise Problem("world-changed", f"the domain of instance {uuid} is active on this host")


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def ownership(info: os.stat_result) -> dict[str, str]:
    return {
        "mode": f"{stat.S_IMODE(info.st_mode):04o}",
        "owner": user_name(info.st_uid),
        "group": group_name(info.st_gid),
    }


def walk(directory: str) -> Iterator[tuple[str, os.stat_result]]:
    """Every entry below a directory but Nova's console.log, with its path relative to it."""

    def fail(error: OSError) -> None:
        raise error

    for parent, directories, files in os.walk(directory, onerror=fail):
        directories.sort()
        for name in sorted(directories + files):
            path = os.path.relpath(os.path.join(parent, name), directory)
            if path != "console.log":
                yield path, os.lstat(os.path.join(directory, path))


def instance_files(directory: str, obstacles: list[str]) -> list[dict[str, Any]]:
    files = []
    for path, info in walk(directory):
        try:
            relative_path(path)
        except Problem:
            obstacles.append(f"unusual file name {path!r}")
            continue
        if stat.S_ISREG(info.st_mode):
            sizes = {"path": path, "size": info.st_size, "allocated": info.st_blocks * 512}
            files.append({**sizes, **ownership(info)})
        elif stat.S_ISLNK(info.st_mode):
            obstacles.append(f"{path} is a symbolic link")
        elif not stat.S_ISDIR(info.st_mode):
            obstacles.append(f"{path} is a special file")
    return files


def recorded_formats(directory: str) -> dict[str, str]:
    """Nova's disk.info: absolute path to format. A guest can write any header into a raw disk, so this one counts."""
    try:
        with open(f"{directory}/disk.info", encoding="utf-8") as file:
            content = json.load(file)
    except (FileNotFoundError, ValueError):
        return {}
    return {os.path.basename(path): str(kind) for path, kind in content.items()} if isinstance(content, dict) else {}


def image_chain(path: str, kind: str) -> list[dict[str, Any]]:
    """An image and what it is backed by. -U: a running guest holds the image's lock."""
    command = ["qemu-img", "info", "-U", "--backing-chain", "--output=json"]
    chain: list[dict[str, Any]] = json.loads(tool([*command, *(["-f", kind] if kind else []), "--", path]))
    return chain


def looks_like_disk(directory: str, path: str) -> bool:
    if re.match(r"disk(\.|$)", path):
        return path != "disk.info"
    with open(f"{directory}/{path}", "rb") as file:
        return file.read(4) == b"QFI\xfb"


def backing_names(instance: Instance, path: str, chain: list[dict[str, Any]], obstacles: list[str]) -> list[str]:
    """Names in _base of the images behind a disk; anything that lies elsewhere is an obstacle."""
    names = []
    for image in chain:
        if image.get("format-specific", {}).get("data", {}).get("data-file"):
            obstacles.append(f"{path} keeps its data in a file of its own")
        backing = image.get("full-backing-filename", image.get("backing-filename"))
        if backing is None:
            continue
        parent, name = os.path.split(backing)
        if parent != f"{instance.root}/_base" or os.path.islink(backing):
            obstacles.append(f"{path} is backed by {backing}, which is not an image of {instance.root}/_base")
            return names
        try:
            names.append(base_name(name))
        except Problem as problem:
            obstacles.append(str(problem))
    return names


def instance_disks(instance: Instance, files: list[dict[str, Any]], obstacles: list[str]) -> tuple[list[Any], list[str]]:
    formats = recorded_formats(instance.directory)
    disks, names = [], []
    for path in (file["path"] for file in files):
        if not looks_like_disk(instance.directory, path):
            continue
        try:
            chain = image_chain(f"{instance.directory}/{path}", formats.get(path, ""))
        except Problem as problem:
            # For example a backing file that is not there any more.
            obstacles.append(f"{path} can't be read: {problem}")
            continue
        backing = chain[0].get("full-backing-filename")
        disks.append({"path": path, "format": chain[0]["format"], "backingFile": backing})
        names += backing_names(instance, path, chain, obstacles)
    return disks, list(dict.fromkeys(names))


def file_system(path: str) -> str:
    """Type and source of the file system below a path: of the mounts above it the longest, of those the last."""
    path = os.path.realpath(path)
    best, found = "", ""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            # Six fields, optional ones, and after a hyphen type, source and options; see proc(5).
            before, _, after = line.partition(" - ")
            point = unescaped(before.split(" ")[4])
            if len(point) >= len(best) and (path + "/").startswith(point.rstrip("/") + "/"):
                best, found = point, " ".join(unescaped(field) for field in after.split(" ")[:2])
    return found


def unescaped(field: str) -> str:
    """The kernel writes blanks and the like as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match.group(1), 8)), field)


def guest_cpu(uuid: str) -> Optional[dict[str, Any]]:
    """What a running guest was given, with host-model resolved; None while it does not run."""
    if domain_state(uuid) != "ACTIVE":
        return None
    domain_now = ElementTree.fromstring(tool([*VIRSH, "dumpxml", uuid]))
    kind = domain_now.find("os/type")
    cpu = domain_now.find("cpu")
    features = cpu.findall("feature") if cpu is not None else []
    model = (cpu.findtext("model") or "").strip() if cpu is not None else ""
    mode = cpu.get("mode", "") if cpu is not None else ""
    return {
        "arch": kind.get("arch", "") if kind is not None else "",
        "vendor": "",
        "model": model or (mode if mode in ("host-passthrough", "maximum") else ""),
        "features": sorted(f.get("name", "") for f in features if f.get("policy", "require") in ("require", "force")),
    }


def measure(root: str, _request: dict[str, Any]) -> dict[str, Any]:
    """Everything of HostMeasure."""
    space = os.statvfs(root)
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = {name: int(rest.split()[0]) * 1024 for name, rest in (line.split(":", 1) for line in file)}
    return {
        "totalDisk": space.f_blocks * space.f_frsize,
        "freeDisk": space.f_bavail * space.f_frsize,
        "totalMemory": memory["MemTotal"],
        "availableMemory": memory["MemAvailable"],
        "domains": tool([*VIRSH, "list", "--all", "--uuid"]).split(),
    }


def inspect(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Everything of HostFacts."""
    instance = Instance(root, request)
    obstacles: list[str] = []
    files: list[dict[str, Any]] = []
    disks: list[Any] = []
    names: list[str] = []
    exists = os.path.lexists(instance.directory)
    if os.path.islink(instance.directory):
        obstacles.append(f"{instance.directory} is a symbolic link")
    elif exists and is_directory(instance.directory):
        files = instance_files(instance.directory, obstacles)
        disks, names = instance_disks(instance, files, obstacles)
    images = [(name, os.stat(instance.base(name))) for name in names]
    space = os.statvfs(root)
    return {
        "domain": domain_state(instance.uuid),
        "directoryExists": exists,
        "directory": files,
        "disks": disks,
        "baseImages": [{"name": n, "size": i.st_size, "allocated": i.st_blocks * 512} for n, i in images],
        "leftovers": sorted(n for n in os.listdir(root) if n.startswith(instance.uuid) and n != instance.uuid),
        "instancesPath": root,
        "freeBytes": space.f_bavail * space.f_frsize,
        "obstacles": obstacles,
        "fileSystem": file_system(root),
        "guestCpu": guest_cpu(instance.uuid),
    }


def fingerprint(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Changes whenever somebody writes to a file of the instance directory; owners and modes are no part of it."""
    instance = Instance(root, request)
    entries = [(path, info.st_ino, info.st_size, info.st_mtime_ns) for path, info in walk(instance.directory)]
    return {"fingerprint": hashlib.sha256(json.dumps(entries).encode()).hexdigest()}


def domain(root: str, request: dict[str, Any]) -> dict[str, Any]:
    return {"state": domain_state(Instance(root, request).uuid)}


def domain_xml(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """The definition that outlives the domain's run; without --security-info libvirt leaves secrets out."""
    uuid = Instance(root, request).uuid
    if domain_state(uuid) == "ABSENT":
        raise Problem("world-changed", f"libvirt knows no domain of instance {uuid} on this host")
    return {"xml": tool([*VIRSH, "dumpxml", "--inactive", uuid])}
