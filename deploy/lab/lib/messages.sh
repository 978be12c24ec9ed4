# shellcheck shell=bash
# What people see.

# elapsed seconds since the command began, before every line
say() {
    local tenths=$(( (${EPOCHREALTIME/./} - LAB_BEGAN) / 100000 ))
    printf '[%4d.%d s] %s\n' $((tenths / 10)) $((tenths % 10)) "$*"
}

die() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# wrong_usage MESSAGE: names the bad input, then shows the comment at the head of the command
wrong_usage() {
    echo "${0##*/}: $*" >&2
    usage >&2
    exit 2
}

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; }

require_root() { [ "$(id -u)" = 0 ] || die "must run as root"; }

require_installed() {
    [ -x /usr/bin/nova-api ] && [ -x /usr/bin/ceph-osd ] && [ -x "$SOFTWARE/temporal/bin/temporal" ] && [ -e "$SOFTWARE/guest-kernel/complete" ] ||
        die "not everything is installed; first run: $LAB_DIR/install"
}

require_lab() { [ -f "$STATE/stamp" ] || die "there is no lab here; make one with: ${LAB_DIR}/up"; }

# a number between LOW and HIGH, or an end that names the option
require_number() { # OPTION VALUE LOW HIGH
    [[ $2 =~ ^[0-9]{1,4}$ ]] && ((10#$2 >= $3 && 10#$2 <= $4)) || wrong_usage "$1 needs a number from $3 to $4, not '$2'"
}

LAB_BEGAN=${EPOCHREALTIME/./}

# No command ends without a word
set -E
trap 'echo "${0##*/}: failed: $BASH_COMMAND (${BASH_SOURCE[0]##*/} line $LINENO)" >&2' ERR
