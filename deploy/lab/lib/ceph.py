#!/usr/bin/python3
"""ceph.py register CONF OSD_UUID | ceph.py ready CONF

What would be ten starts of the slow `ceph` command, over one connection: makes osd.0 known, or waits until it is up,
makes the pool and waits until its capacity is known, without which Cinder refuses to make volumes.
"""
import json
import sys
import time

import rados
import rbd

POOL = "volumes"
DEADLINE = time.time() + 90


def connect(conf):
    while True:
        try:
            cluster = rados.Rados(conffile=conf, name="client.admin", conf={"client_mount_timeout": "5"})
            cluster.connect(timeout=5)
            return cluster
        except rados.Error:
            if time.time() > DEADLINE:
                raise
            time.sleep(0.2)


def command(cluster, accepted=(0,), **arguments):
    code, out, error = cluster.mon_command(json.dumps({"format": "json", **arguments}), b"", timeout=20)
    if code not in accepted:
        sys.exit(f"ceph {arguments}: {code} {error}")
    return json.loads(out) if out.strip() else {}


def wait(what, condition):
    while not condition():
        if time.time() > DEADLINE:
            sys.exit(f"ceph: gave up waiting for {what}")
        time.sleep(0.2)


def register(cluster, uuid):
    if not any(osd["osd"] == 0 for osd in command(cluster, prefix="osd dump")["osds"]):
        command(cluster, prefix="osd new", uuid=uuid, id=0)


def ready(cluster):
    wait("osd.0", lambda: any(osd["up"] for osd in command(cluster, prefix="osd dump")["osds"]))
    state = command(cluster, prefix="osd dump")
    if state.get("require_min_compat_client") != "mimic":
        # clone v2: Cinder can delete snapshots that have clones
        command(cluster, prefix="osd set-require-min-compat-client", version="mimic")
    if POOL not in [pool["pool_name"] for pool in state["pools"]]:
        command(cluster, prefix="osd pool create", pool=POOL, pg_num=8, pgp_num=8, size=1)
        command(cluster, prefix="osd pool application enable", pool=POOL, app="rbd")
    with cluster.open_ioctx(POOL) as io:
        rbd.RBD().pool_init(io, True)
    # modules are left out on purpose: that must not read as an error
    if "MGR_MODULE_ERROR" not in [mute["code"] for mute in command(cluster, prefix="health").get("mutes", [])]:
        command(cluster, (0, -2), prefix="health mute", code="MGR_MODULE_ERROR", sticky=True)
    wait("the pool's capacity", lambda: any(
        pool["name"] == POOL and pool["stats"]["max_avail"] > 0 for pool in command(cluster, prefix="df")["pools"]))


def main():
    cluster = connect(sys.argv[2])
    if sys.argv[1] == "register":
        register(cluster, sys.argv[3])
    else:
        ready(cluster)
    cluster.shutdown()


main()
