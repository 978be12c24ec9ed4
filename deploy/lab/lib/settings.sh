# shellcheck shell=bash
# Where the lab lives and the addresses it uses. Nothing here depends on the checkout.
# shellcheck disable=SC2034  # used by the files that source this one

STATE=/var/lib/ferry-lab       # everything the lab writes, removed by `down --wipe`
SOFTWARE=/opt/ferry-lab        # what `install` adds beside Debian's packages
ETC=$STATE/etc
RUN=$STATE/run
LOG=$STATE/log
FERRY=$STATE/ferry             # what Ferry itself needs to reach the lab

CONTROLLER=10.77.0.1           # APIs, RabbitMQ, Ceph, haproxy, Temporal
MANAGEMENT_BRIDGE=lab0         # 10.77.0.0/24: controller .1, Galera nodes .2-.4, compute-N .1N
PROVIDER_BRIDGE=lab1           # 10.78.0.0/22: the guests' flat network
PROVIDER_ADDRESS=10.78.0.1/22
MOST_HOSTS=9
MOST_FAKES=200

LIBVIRT_SECRET=457eb676-33da-42ec-9a8c-9293d545c337
TEMPORAL_VERSION=1.9.1

export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 PYTHONWARNINGS=ignore

galera_address() { echo "10.77.0.$(($1 + 1))"; }
host_address() { echo "10.77.0.1${1#compute-}"; }
