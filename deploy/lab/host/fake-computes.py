#!/usr/bin/python3
"""fake-computes.py CONF...: one nova-compute for each config file, forked from one process so that they share the memory
of their code. The parent ends when all have ended; TERM ends all."""
import gc
import os
import signal
import sys
import time

import nova.cmd  # first: patches eventlet as nova-compute does
import nova.cmd.compute
import nova.compute.manager
import nova.virt.driver
import nova.virt.fake
import os_vif
import oslo_messaging._drivers.impl_rabbit
import pymysql

children = []


def end_all(*_):
    for pid in children:
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    os._exit(0)


gc.collect()
gc.freeze()
for conf in sys.argv[1:]:
    pid = os.fork()
    if pid == 0:
        host = os.path.basename(conf)[:-len(".conf")]
        sys.argv = ["nova-compute", "--config-file", conf,
                    "--log-file", f"/var/lib/ferry-lab/log/nova-compute-{host}.log"]
        sys.exit(nova.cmd.compute.main())
    children.append(pid)
    time.sleep(0.3)

signal.signal(signal.SIGTERM, end_all)
while True:
    try:
        os.wait()
    except ChildProcessError:
        os._exit(0)
