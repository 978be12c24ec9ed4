# shellcheck shell=bash
# Sourced by every command of the lab: the parts of lib/, in order.
# shellcheck source-path=SCRIPTDIR/..

LAB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$LAB_DIR/lib/settings.sh"
. "$LAB_DIR/lib/messages.sh"
. "$LAB_DIR/lib/process.sh"
. "$LAB_DIR/lib/stamp.sh"
. "$LAB_DIR/lib/config.sh"
. "$LAB_DIR/lib/network.sh"
. "$LAB_DIR/lib/galera.sh"
. "$LAB_DIR/lib/ceph.sh"
. "$LAB_DIR/lib/services.sh"
. "$LAB_DIR/lib/schemas.sh"
. "$LAB_DIR/lib/hosts.sh"
. "$LAB_DIR/lib/fakes.sh"
. "$LAB_DIR/lib/ferry.sh"
. "$LAB_DIR/lib/image.sh"
