# shellcheck shell=bash
# The smallest real Ceph: one monitor, one manager, one OSD on a sparse file.

ceph_prepare() {
    local data=$STATE/ceph
    mkdir -p "$data"/{mon,mgr,osd} "$ETC/ceph"
    [ -f "$data/fsid" ] || cat /proc/sys/kernel/random/uuid > "$data/fsid"
    [ -f "$data/osd-uuid" ] || cat /proc/sys/kernel/random/uuid > "$data/osd-uuid"
    render "$LAB_DIR/templates/ceph/ceph.conf" "$ETC/ceph/ceph.conf" \
        FSID="$(cat "$data/fsid")" UNUSED_MODULES="$(ceph_unused_modules)"
}

ceph_unused_modules() {
    find /usr/share/ceph/mgr -mindepth 1 -maxdepth 1 -type d ! -name __pycache__ ! -name rbd_support -printf '%f\n' |
        sort | paste -sd,
}

ceph_create() {
    local data=$STATE/ceph keys=$STATE/ceph/keys
    rm -rf "$keys" "$data"/{mon,mgr,osd}/*
    (
        umask 077
        ceph-authtool -C "$keys" --gen-key -n mon. --cap mon 'allow *'
        ceph-authtool "$keys" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
        ceph-authtool "$keys" --gen-key -n mgr.a --cap mon 'allow profile mgr' --cap osd 'allow *'
        ceph-authtool "$keys" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap mgr 'allow profile osd' --cap osd 'allow *'
        ceph-authtool "$keys" --gen-key -n client.cinder --cap mon 'profile rbd' \
            --cap osd 'profile rbd pool=volumes' --cap mgr 'profile rbd pool=volumes'
        ceph_keyring client.admin "$ETC/ceph/ceph.client.admin.keyring"
        ceph_keyring client.cinder "$ETC/ceph/ceph.client.cinder.keyring"
        ceph_keyring mgr.a "$data/mgr/keyring"
        ceph_keyring osd.0 "$data/osd/keyring"
        monmaptool --create --clobber --fsid "$(cat "$data/fsid")" \
            --addv a "[v2:$CONTROLLER:3300,v1:$CONTROLLER:6789]" "$data/monmap"
        ceph-mon --mkfs -i a -c "$ETC/ceph/ceph.conf" --monmap "$data/monmap" --keyring "$keys"
    ) > "$LOG/ceph-create.out" 2>&1 || die "Ceph's monitor could not be made, see $LOG/ceph-create.out"
}

ceph_keyring() { # NAME FILE: that one key alone
    rm -f "$2"
    ceph-authtool -C "$2" -n "$1" --add-key "$(ceph-authtool "$STATE/ceph/keys" -n "$1" -p)"
}

ceph_create_osd() {
    ceph-osd -i 0 -c "$ETC/ceph/ceph.conf" --mkfs --osd-uuid "$(cat "$STATE/ceph/osd-uuid")" >> "$LOG/ceph-create.out" 2>&1 ||
        die "Ceph's OSD could not be made, see $LOG/ceph-create.out"
    /usr/bin/python3 "$LAB_DIR/lib/ceph.py" register "$ETC/ceph/ceph.conf" "$(cat "$STATE/ceph/osd-uuid")"
}

ceph_up() {
    ceph_prepare
    once ceph ceph_create
    start_service ceph-mon
    start_service ceph-mgr
    once ceph-osd ceph_create_osd
    start_service ceph-osd
    /usr/bin/python3 "$LAB_DIR/lib/ceph.py" ready "$ETC/ceph/ceph.conf"
}
