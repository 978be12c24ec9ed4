"""The way from the source to the target for one run: an ephemeral key that admits this run's files and nothing else."""
import contextlib
import os
import pwd
import re
import shlex
import shutil
import socket
import time
from typing import Any

from ferry_host.base import Instance, Problem, checked, locked, make_state, read_json, run_id, tool, write_json
from ferry_host.job import stop_all

# Each start of a copy renews it, so this bounds only how long a forgotten key would work.
KEY_LIFE = 24 * 3600


def open_route(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """On the source: a key of this run that never leaves this host, and the target's host key to check it against."""
    instance = Instance(root, request)
    route = {
        "address": checked(request.get("address"), r"[A-Za-z0-9][A-Za-z0-9.:-]*", "address"),
        "port": int(request["port"]),
        "user": checked(request.get("user"), r"[a-z_][a-z0-9_-]*", "user"),
        "identity": None,
    }
    make_state(instance.state)
    answer = {"address": own_address(route["address"], route["port"])}
    if request.get("identity") is not None:
        route["identity"] = checked(request["identity"], r"(/[A-Za-z0-9._-]+)+", "identity file")
    else:
        key = f"{instance.state}/key"
        if not os.path.exists(f"{key}.pub"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(key)
            tool(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"ferry-{instance.run}", "-f", key])
        host_key = checked(request.get("hostKey"), r"[a-z0-9@.-]+ [A-Za-z0-9+/=]+", "host key")
        with open(f"{instance.state}/known_hosts", "w", encoding="ascii") as file:
            file.write(f"ferry-target {host_key}\n")
        with open(f"{key}.pub", encoding="ascii") as file:
            answer["publicKey"] = file.read().strip()
    write_json(f"{instance.state}/route.json", route)
    return answer


def own_address(address: str, port: int) -> str:
    """This host's address as the target sees it (no translation of addresses between compute hosts)."""
    try:
        with socket.create_connection((address, port), timeout=20) as connection:
            return str(connection.getsockname()[0])
    except OSError as error:
        raise Problem("target-unreachable", f"{address} port {port} can't be reached from the source: {error}") from None


def ssh_words(state: str) -> list[str]:
    """The remote shell of this run. Host keys are always checked; a dead target is noticed within a minute."""
    route = read_json(f"{state}/route.json")
    if route is None:
        raise Problem("no-route", "the way to the target is not open")
    options = {
        "HostName": route["address"],
        "BatchMode": "yes",
        "StrictHostKeyChecking": "yes",
        "IdentitiesOnly": "yes",
        "Compression": "no",
        "ConnectTimeout": "20",
        "ServerAliveInterval": "15",
        "ServerAliveCountMax": "4",
        # The first is the cheapest where the CPU knows AES; the others are for a target that does not offer it.
        "Ciphers": "aes128-gcm@openssh.com,aes128-ctr,chacha20-poly1305@openssh.com",
    }
    if route["identity"] is None:
        options.update(UserKnownHostsFile=f"{state}/known_hosts", GlobalKnownHostsFile="/dev/null")
        options.update(HostKeyAlias="ferry-target")
    identity = route["identity"] or f"{state}/key"
    words = ["ssh", "-F", "none", "-T", "-a", "-x", "-p", str(route["port"]), "-l", route["user"], "-i", identity]
    return words + [f"-o{name}={value}" for name, value in options.items()]


def close_route(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """On the source: the key is gone, and with it everything that this run remembered here."""
    state = Instance(root, request).state
    stop_all(state)
    shutil.rmtree(state, ignore_errors=True)
    if os.path.lexists(state):
        raise Problem("failed", f"{state} could not be removed")
    return {}


def admit(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """On the target, as the SSH user itself: lets this run's key in, for the given command only."""
    run = run_id(request.get("run"))
    key = checked(request.get("publicKey"), r"ssh-ed25519 [A-Za-z0-9+/=]+( [A-Za-z0-9-]+)?", "public key")
    source = checked(request.get("from"), r"[0-9A-Fa-f.:]+", "address")
    command = " ".join(shlex.quote(word) for word in request["command"]) + ' "$SSH_ORIGINAL_COMMAND"'
    if re.search(r"[\n\r\\]", command):
        raise Problem("bad-request", "command is not acceptable")
    # sshd reads the time in the host's own time zone.
    expiry = time.strftime("%Y%m%d%H%M", time.localtime(time.time() + KEY_LIFE))
    quoted = command.replace('"', '\\"')
    options = f'restrict,from="{source}",expiry-time="{expiry}",command="{quoted}"'
    rewrite_keys(run, [f"{options} {' '.join(key.split()[:2])} ferry-{run}\n"])
    return {}


def dismiss(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """On the target, as the SSH user itself: this run's key is not admitted any more."""
    rewrite_keys(run_id(request.get("run")), [])
    return {}


def rewrite_keys(run: str, added: list[str]) -> None:
    """Replaces this run's lines of authorized_keys; all others, and the file's mode, stay as they are."""
    if "SUDO_UID" in os.environ:
        # The SSH user may do so with its own file anyway. With root's it would become root.
        raise Problem("refused", "authorized_keys is not changed for another user")
    directory = f"{pwd.getpwuid(os.getuid()).pw_dir}/.ssh"
    path = f"{directory}/authorized_keys"
    if not added and not os.path.exists(path):
        return
    os.makedirs(directory, mode=0o700, exist_ok=True)
    with locked(f"{directory}/.ferry-lock"):
        lines, mode = [], 0o600
        if os.path.exists(path):
            mode = os.stat(path).st_mode & 0o777
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                lines = [line if line.endswith("\n") else line + "\n" for line in file]
        kept = [line for line in lines if not line.rstrip().endswith(f" ferry-{run}")]
        with open(f"{path}.ferry-new", "w", encoding="utf-8", errors="surrogateescape") as file:
            os.fchmod(file.fileno(), mode)
            file.writelines(kept + added)
        os.rename(f"{path}.ferry-new", path)
