"""What the worker changes on a host, one small step at a time. Each looks first, so that doing it again is harmless."""
import contextlib
import grp
import os
import pwd
import re
import shutil
import xml.etree.ElementTree as ElementTree
from typing import Any, Optional

from ferry_host.base import MARK, Instance, Problem, checked, is_directory, relative_path, sync_directory, tool
from ferry_host.journal import NAME, Journal, journal_path
from ferry_host.look import VIRSH, domain_state, require_shut_off
from ferry_host.serve import end_receivers, flush, make_base_directory


def numeric_owner(user: Optional[str], group: Optional[str], otherwise: os.stat_result) -> tuple[int, int]:
    """By name, for hosts number their users differently; a name that this host does not know falls to Nova's user."""
    uid, gid = otherwise.st_uid, otherwise.st_gid
    with contextlib.suppress(KeyError):
        uid = pwd.getpwnam(user).pw_uid if user is not None else uid
    with contextlib.suppress(KeyError):
        gid = grp.getgrnam(group).gr_gid if group is not None else gid
    return uid, gid


def brought_by(path: str) -> Optional[str]:
    """The run that brought a directory, or None where it was not Ferry."""
    try:
        return os.getxattr(path, MARK, follow_symlinks=False).decode("ascii", "replace")
    except OSError:
        return None


def own(directory: str, wanted: dict[str, Any], request: dict[str, Any], otherwise: os.stat_result) -> None:
    """Gives all that is below a directory its mode and owner, through descriptors that follow no link."""
    for here, directories, files, parent in os.fwalk(directory, follow_symlinks=False):
        for name in directories + files:
            path = os.path.relpath(os.path.join(here, name), directory)
            known = wanted.get(path, {})
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=parent)
            try:
                user = request.get("owner") or known.get("owner")
                os.fchown(descriptor, *numeric_owner(user, request.get("group") or known.get("group"), otherwise))
                mode = known.get("mode", "0755" if name in directories else "0644")
                os.fchmod(descriptor, int(checked(mode, "[0-7]{3,4}", "mode"), 8) & 0o777)
            finally:
                os.close(descriptor)


def place(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Gives the copy its real name; in the same moment, and never before, it is complete and owned as it should be."""
    instance = Instance(root, request)
    if is_directory(instance.directory):
        if brought_by(instance.directory) == instance.run:
            return forget_journal(instance)
        raise Problem("world-changed", f"{instance.directory} is there already, and not of this run")
    if not is_directory(instance.copy):
        raise Problem("world-changed", f"there is no {instance.copy}")
    wanted = {relative_path(file["path"]): file for file in request["files"]}
    missing = [path for path in wanted if not os.path.lexists(f"{instance.copy}/{path}")]
    if missing:
        raise Problem("world-changed", f"missing in {instance.copy}: {', '.join(missing)}")
    end_receivers(instance)
    nova = os.stat(root)
    own(instance.copy, {**Journal(journal_path(instance, None)).directories(), **wanted}, request, nova)
    os.setxattr(instance.copy, MARK, instance.run.encode(), follow_symlinks=False)
    flush(instance.copy)
    os.chmod(instance.copy, 0o755)
    os.chown(instance.copy, *numeric_owner(request.get("owner"), request.get("group"), nova), follow_symlinks=False)
    os.rename(instance.copy, instance.directory)
    sync_directory(root)
    return forget_journal(instance)


def forget_journal(instance: Instance) -> dict[str, Any]:
    """Not before the directory has its name: until then the journal knows what its subdirectories were like."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(f"{instance.directory}/{NAME}")
    return {}


def base_state(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Whether the image is there with this size; if so it is touched, so that Nova's image cache keeps it."""
    path = Instance(root, request).base(request.get("name"))
    try:
        if os.lstat(path).st_size != int(request["size"]):
            raise Problem("world-changed", f"{path} is there already, with another size than on the source")
    except FileNotFoundError:
        make_base_directory(root)
        return {"present": False}
    os.utime(path)
    return {"present": True}


def place_base(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Gives a verified image its real name, unless another run was faster; either way it is there, and touched."""
    instance = Instance(root, request)
    copy, path = instance.base_copy(request["name"]), instance.base(request["name"])
    if os.path.lexists(copy):
        descriptor = os.open(copy, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            user, group = request.get("owner"), request.get("group")
            os.fchown(descriptor, *numeric_owner(user, group, os.stat(root)))
            os.fchmod(descriptor, int(checked(request.get("mode"), "[0-7]{3,4}", "mode"), 8) & 0o777)
            os.utime(descriptor)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with contextlib.suppress(FileExistsError):
            os.link(copy, path, follow_symlinks=False)
        for done in (copy, journal_path(instance, request["name"])):
            with contextlib.suppress(FileNotFoundError):
                os.remove(done)
        sync_directory(os.path.dirname(path))
    if not base_state(root, request)["present"]:
        raise Problem("failed", f"{path} is not there")
    return {}


def discard(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Removes this run's copy, under whichever name, and this run's unfinished images. Others' files are not touched."""
    instance = Instance(root, request)
    end_receivers(instance)
    if os.path.lexists(instance.directory) and brought_by(instance.directory) == instance.run:
        require_shut_off(instance.uuid)
        os.rename(instance.directory, instance.copy)
    if is_directory(instance.copy):
        shutil.rmtree(instance.copy)
    if is_directory(f"{root}/_base"):
        for name in os.listdir(f"{root}/_base"):
            if re.search(rf"\.ferry-{instance.run}(\.journal(\.new)?)?$", name):
                os.remove(f"{root}/_base/{name}")
    return {}


def require_files(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Touches the images, and proves that they and the directory's files are there."""
    instance = Instance(root, request)
    images = [instance.base(name) for name in request["images"]]
    files = [f"{instance.directory}/{relative_path(path)}" for path in request["files"]]
    missing = [path for path in [instance.directory, *images, *files] if not os.path.lexists(path)]
    if missing:
        raise Problem("world-changed", f"missing on this host: {', '.join(missing)}")
    for image in images:
        os.utime(image)
    return {}


def quarantine(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Undefines the domain and puts the directory aside; what Nova or a person took away already stays away."""
    instance = Instance(root, request)
    require_shut_off(instance.uuid)
    if domain_state(instance.uuid) == "SHUT_OFF":
        metadata = ["--managed-save", "--snapshots-metadata", "--checkpoints-metadata", "--nvram"]
        tool([*VIRSH, "undefine", instance.uuid, *metadata])
    if is_directory(instance.directory):
        if os.path.lexists(instance.moved):
            raise Problem("world-changed", f"{instance.directory} is there again beside {instance.moved}")
        os.rename(instance.directory, instance.moved)
        sync_directory(root)
    return {"path": instance.moved}


def purge(root: str, request: dict[str, Any]) -> dict[str, Any]:
    instance = Instance(root, request)
    if is_directory(instance.moved):
        shutil.rmtree(instance.moved)
    return {}


def define_domain(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Defines the domain, shut off, unless there is one. The definition must be this instance's and run QEMU."""
    instance = Instance(root, request)
    if domain_state(instance.uuid) != "ABSENT":
        return {}
    xml = checked(request.get("xml"), r"(?s).{1,1000000}", "xml")
    try:
        definition = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise Problem("bad-request", f"the domain's definition is not XML: {error}") from None
    emulator = definition.findtext("devices/emulator") or "/usr/bin/qemu"
    known = re.fullmatch(r"/usr/(local/)?(bin|libexec)/(qemu|kvm)[A-Za-z0-9_-]*", emulator)
    # Arguments past libvirt, which Nova never writes.
    known = known and not any(element.tag.startswith("{http://libvirt.org/") for element in definition.iter())
    if definition.tag != "domain" or definition.findtext("uuid") != instance.uuid or not known:
        raise Problem("bad-request", f"not a definition of the domain of instance {instance.uuid}")
    tool([*VIRSH, "define", "/dev/stdin"], xml)
    return {}
