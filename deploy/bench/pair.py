"""Two hosts for benchmarks: network namespaces with a link between them, real sshd, and files of their own."""
import contextlib
import fcntl
import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import time
from typing import Any, Iterator, Optional

WORK = pathlib.Path("/var/lib/ferry-bench")
ROOT = WORK / "instances"
# Mounted over by each host's own, as the helper and ssh name them.
OWN = {"run": "/run/ferry", "lib": "/var/lib/ferry", "home": "/root", "instances": str(ROOT)}

CONFIGURATION = """
ListenAddress {link}
ListenAddress {control}
HostKey {files}/host_key
PidFile none
UsePAM no
UseDNS no
PermitRootLogin prohibit-password
MaxStartups 100
SetEnv PATH={files}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
"""


def run(*words: Any, check: bool = True, **options: Any) -> str:
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, text=True, check=check, **options)
    return done.stdout


class Host:
    """One of the two. Everything on it runs as root."""

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self.namespace = f"ferry-bench-{name}"
        self.files = WORK / name
        self.link, self.control = f"10.179.0.{number}", f"10.179.{number}.2"
        self.instances = self.files / "instances"
        for folder in OWN:
            (self.files / folder).mkdir(parents=True, exist_ok=True)
        (self.files / "home/.ssh").mkdir(mode=0o700, exist_ok=True)
        for key in ("host_key", "home/.ssh/id_ed25519"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", self.files / key)
        # The hosts have no libvirt, and must not ask the machine's: there are no domains.
        (self.files / "bin").mkdir(exist_ok=True)
        (self.files / "bin/virsh").write_text("#!/bin/sh\n")
        (self.files / "bin/virsh").chmod(0o755)
        self._network(number)

    def _network(self, number: int) -> None:
        run("ip", "netns", "add", self.namespace)
        outside = f"ferry-bench{number}"
        run("ip", "link", "add", outside, "type", "veth", "peer", "name", "control", "netns", self.namespace)
        run("ip", "addr", "add", f"10.179.{number}.1/30", "dev", outside)
        run("ip", "link", "set", outside, "up")
        run("ip", "-n", self.namespace, "addr", "add", f"{self.control}/30", "dev", "control")
        for device in ("lo", "control"):
            run("ip", "-n", self.namespace, "link", "set", device, "up")

    def start(self) -> None:
        configuration = self.files / "sshd_config"
        text = CONFIGURATION.format(link=self.link, control=self.control, files=self.files)
        configuration.write_text(text)
        mounts = "; ".join(f"mkdir -p {at}; mount --bind {self.files}/{name} {at}" for name, at in OWN.items())
        script = f"set -e; mkdir -p /run/sshd; {mounts}; exec /usr/sbin/sshd -D -e -f {configuration}"
        words = ["ip", "netns", "exec", self.namespace, "unshare", "--mount", "sh", "-c", script]
        with open(self.files / "sshd.log", "wb") as log:
            # Ended by remove().
            subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def await_sshd(self) -> None:
        for _ in range(100):
            with contextlib.suppress(subprocess.CalledProcessError):
                self.ssh("true")
                return
            time.sleep(0.05)
        sys.exit(f"sshd of host {self.name} does not answer: {(self.files / 'sshd.log').read_text()[-500:]}")

    def public_key(self, key: str) -> str:
        return " ".join((self.files / f"{key}.pub").read_text().split()[:2])

    def ssh(self, *words: str, text: Optional[str] = None) -> str:
        """Runs a command there as Ferry's worker does: over a connection that is kept."""
        options = {"UserKnownHostsFile": WORK / "known_hosts", "ControlMaster": "auto", "ControlPersist": "60"}
        options["ControlPath"] = f"/run/ferry-bench-{self.name}"
        ssh = ["ssh", "-F", "none", "-i", WORK / "worker", *(f"-o{name}={value}" for name, value in options.items())]
        return run(*ssh, f"root@{self.control}", shlex.join(words), input=text or "", stderr=subprocess.DEVNULL)


class Pair:
    """Both hosts, and the link between them."""

    def __init__(self) -> None:
        remove()
        ROOT.mkdir(parents=True, exist_ok=True)
        self.source, self.target = Host("a", 1), Host("b", 2)
        self.hosts = [self.source, self.target]
        a, b = self.source.namespace, self.target.namespace
        run("ip", "link", "add", "wire", "netns", a, "type", "veth", "peer", "name", "wire", "netns", b)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "worker", "-f", WORK / "worker")
        known = [f"{at} {host.public_key('host_key')}\n" for host in self.hosts for at in (host.link, host.control)]
        (WORK / "known_hosts").write_text("".join(known))
        admitted = (WORK / "worker.pub").read_text() + self.source.public_key("home/.ssh/id_ed25519") + "\n"
        for host in self.hosts:
            run("ip", "-n", host.namespace, "addr", "add", f"{host.link}/24", "dev", "wire")
            run("ip", "-n", host.namespace, "link", "set", "wire", "up")
            keys = host.files / "home/.ssh"
            (keys / "known_hosts").write_text("".join(known))
            (keys / "authorized_keys").write_text(admitted)
            (keys / "authorized_keys").chmod(0o600)
            host.start()
        for host in self.hosts:
            host.await_sshd()

    def limit(self, rate: str) -> None:
        """Such as 200mbit for each direction; none lifts it."""
        for host in self.hosts:
            qdisc = ["tc", "-n", host.namespace, "qdisc"]
            subprocess.run([*qdisc, "del", "dev", "wire", "root"], stderr=subprocess.DEVNULL, check=False)
            if rate != "none":
                run(*qdisc, "add", "dev", "wire", "root", "tbf", "rate", rate, "burst", "512k", "latency", "30ms")

    def wire_bytes(self) -> int:
        """Both directions."""
        link = run("ip", "-n", self.source.namespace, "-s", "-j", "link", "show", "wire")
        counters = json.loads(link)[0]["stats64"]
        return int(counters["tx"]["bytes"] + counters["rx"]["bytes"])


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """There is one pair at a time."""
    with open("/run/ferry-bench.lock", "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("another benchmark runs")
        yield


def remove() -> None:
    """The hosts, their link, their files and what runs on them, also those of a benchmark that was killed."""
    known = run("ip", "netns", "list").split()
    for number, name in enumerate(("a", "b"), 1):
        with contextlib.suppress(subprocess.CalledProcessError):
            run("ssh", "-F", "none", "-q", "-O", "exit", "-o", f"ControlPath=/run/ferry-bench-{name}", "host",
                stderr=subprocess.DEVNULL)
        namespace = f"ferry-bench-{name}"
        if namespace in known:
            for pid in run("ip", "netns", "pids", namespace).split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGTERM)
            run("ip", "netns", "del", namespace)
        subprocess.run(["ip", "link", "del", f"ferry-bench{number}"], stderr=subprocess.DEVNULL, check=False)
    shutil.rmtree(WORK, ignore_errors=True)
