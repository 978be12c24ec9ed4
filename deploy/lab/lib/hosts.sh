# shellcheck shell=bash
# Compute hosts out of namespaces: network, mounts, processes, names and IPC of their own on this machine's kernel
# and installed software. What belongs to a host alone is kept in $STATE/hosts/NAME/fs under its path in the host.

host_list() { seq -f 'compute-%g' "$1"; } # HOW-MANY

hosts_made() { (cd "$STATE/hosts" 2>/dev/null && ls -d compute-*) || true; }

require_host() { # NAME
    [[ $1 =~ ^compute-[1-9]$ ]] && [ -d "$STATE/hosts/$1" ] ||
        wrong_usage "there is no host '$1'; hosts are: $(hosts_made | paste -sd' ')"
}

host_files() { echo "$STATE/hosts/$1/fs"; }

# --- the files of a host, made or brought up to date

host_prepare() { # NAME
    local fs
    fs=$(host_files "$1")
    mkdir -p "$fs"/etc/{nova,neutron,libvirt,ssh,iscsi,sudoers.d} "$fs"/var/lib/{nova/instances,nova/lock,neutron/lock,libvirt,ferry} \
        "$fs"/var/log/{nova,neutron,libvirt,daemons} "$fs/var/cache/libvirt" "$fs"/{root,tmp,var/tmp}
    chmod 1777 "$fs/tmp" "$fs/var/tmp"
    chmod 700 "$fs/root"
    host_identity "$1" "$fs"
    host_config "$1" "$fs"
    host_user nova "$fs"
    host_user ferry "$fs"
    chown nova: "$fs"/var/lib/nova/{instances,lock} "$fs/var/log/nova"
}

host_identity() { # NAME FILES
    echo "$1" > "$2/etc/hostname"
    { echo "127.0.0.1 localhost"; host_names; } > "$2/etc/hosts"
    [ -s "$2/etc/machine-id" ] || tr -d - < /proc/sys/kernel/random/uuid > "$2/etc/machine-id"
    [ -f "$2/etc/ssh/ssh_host_ed25519_key" ] ||
        ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$2/etc/ssh/ssh_host_ed25519_key"
}

host_config() { # NAME FILES
    local templates=$LAB_DIR/templates/host values
    values=(HOST="$1" ADDRESS="$(host_address "$1")" UUID="77000000-0000-4000-8000-00000000000${1#compute-}")
    if [ ! -e "$2/etc/libvirt/qemu" ]; then
        cp -a /etc/libvirt/. "$2/etc/libvirt/"
        rm -f "$2"/etc/libvirt/qemu/networks/autostart/*
        cp -a /var/lib/libvirt/. "$2/var/lib/libvirt/"
        cp -a /etc/nova/{rootwrap.conf,rootwrap.d,api-paste.ini} "$2/etc/nova/"
        cp -a /etc/neutron/{rootwrap.conf,rootwrap.d} "$2/etc/neutron/"
    fi
    render "$templates/nova.conf" "$2/etc/nova/nova.conf" "${values[@]}"
    render "$templates/neutron.conf" "$2/etc/neutron/neutron.conf" "${values[@]}"
    render "$templates/linuxbridge.ini" "$2/etc/neutron/linuxbridge.ini" "${values[@]}"
    render "$templates/libvirtd.conf" "$2/etc/libvirt/libvirtd.conf" "${values[@]}"
    render "$templates/qemu.conf" "$2/etc/libvirt/qemu.conf" "${values[@]}"
    render "$templates/sshd_config" "$2/etc/ssh/sshd_config" "${values[@]}"
    chgrp nova "$2/etc/nova/nova.conf"
    chmod 640 "$2/etc/nova/nova.conf"
    host_sudoers "$2"
}

# Ferry's rights on a host: those of deploy/hosts/sudoers as it is now, or all of them while there is no such file
host_sudoers() { # FILES
    local wanted=$LAB_DIR/../hosts/sudoers new=$STATE/sudoers.new
    if [ -f "$wanted" ]; then
        cp "$wanted" "$new"
    else
        echo 'ferry ALL=(root) NOPASSWD: ALL' > "$new"
    fi
    visudo -cqf "$new" || die "$wanted is not a valid sudoers file"
    install -m 440 -t "$1/etc/sudoers.d" /etc/sudoers.d/nova* /etc/sudoers.d/neutron*
    install -m 440 "$new" "$1/etc/sudoers.d/ferry"
    rm "$new"
}

host_user() { # USER FILES: its home, with a folder for keys
    mkdir -p "$2/var/lib/$1/.ssh"
    chmod 700 "$2/var/lib/$1/.ssh"
    touch "$2/var/lib/$1/.ssh/authorized_keys"
    chmod 600 "$2/var/lib/$1/.ssh/authorized_keys"
    chown "$1:" "$2/var/lib/$1"
    chown -R "$1:" "$2/var/lib/$1/.ssh"
}

# Who may reach whom: every host's key is known everywhere; nova on one host reaches nova on the others, as its cold
# migration needs; the controller reaches ferry. Root reaches nobody.
hosts_trust() {
    local name fs known=$STATE/known_hosts nova_keys
    mkdir -p "$FERRY"
    [ -f "$FERRY/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C ferry@controller -f "$FERRY/id_ed25519"
    : > "$known"
    for name in $(hosts_made); do
        fs=$(host_files "$name")
        echo "$name,$(host_address "$name") $(cut -d' ' -f1,2 "$fs/etc/ssh/ssh_host_ed25519_key.pub")" >> "$known"
        [ -f "$fs/var/lib/nova/.ssh/id_ed25519" ] ||
            ssh-keygen -q -t ed25519 -N '' -C "nova@$name" -f "$fs/var/lib/nova/.ssh/id_ed25519"
    done
    install -m 600 "$known" "$FERRY/known_hosts"
    nova_keys=$(cat "$STATE"/hosts/*/fs/var/lib/nova/.ssh/id_ed25519.pub)
    for name in $(hosts_made); do
        fs=$(host_files "$name")
        install -m 644 "$known" "$fs/etc/ssh/ssh_known_hosts"
        echo "$nova_keys" > "$fs/var/lib/nova/.ssh/authorized_keys"
        chown -R nova: "$fs/var/lib/nova/.ssh"
        allow_key "$(cat "$FERRY/id_ed25519.pub")" "$fs/var/lib/ferry/.ssh/authorized_keys"
    done
}

allow_key() { # KEY FILE: adds it, keeping what Ferry has put there
    grep -qxF "$1" "$2" || echo "$1" >> "$2"
}

# --- power

host_up() { # NAME
    alive "$1" && return 0
    host_crash "$1"
    local name=$1 number=${1#compute-} init
    host_network "$name" "$number"
    rm -f "$RUN/$name.ready"
    start "$name.starter" nsenter --net="/run/netns/$name" \
        unshare --mount --uts --ipc --pid --fork --kill-child --mount-proc --propagation private \
        "$STATE/bin/host-init" "$name"
    local _
    for _ in $(seq 200); do
        [ ! -f "$RUN/$name.ready" ] || break
        sleep 0.1
    done
    [ -f "$RUN/$name.ready" ] || die "$name did not start, see $LOG/$name.starter.out"
    init=$(pgrep -P "$(pid_of "$name.starter")")
    record_pid "$name" "$init"
}

host_network() { # NAME NUMBER
    [ -e "/run/netns/$1" ] || ip netns add "$1"
    ip -n "$1" link set lo up
    host_link "$1" eth0 "lh$2" "$MANAGEMENT_BRIDGE" "52:54:77:00:00:0$2"
    host_link "$1" eth1 "lx$2" "$PROVIDER_BRIDGE" "52:54:78:00:00:0$2"
    ip -n "$1" address replace "$(host_address "$1")/24" dev eth0
    ip -n "$1" route replace default via "$CONTROLLER"
}

host_link() { # NAME INSIDE OUTSIDE BRIDGE MAC
    if ! ip -n "$1" link show "$2" >/dev/null 2>&1; then
        ip link delete "$3" 2>/dev/null || true
        ip link add "$3" type veth peer name "$2" netns "$1"
    fi
    ip link set "$3" master "$4" up
    ip -n "$1" link set "$2" address "$5" up
}

# Power failure: the host's init is killed, with it everything in the host, then its cables go
host_crash() { # NAME
    local init _
    if init=$(pid_of "$1"); then
        kill -KILL "$init"
        for _ in $(seq 100); do
            alive "$1.starter" || break
            sleep 0.1
        done
    fi
    stop "$1.starter" 1
    ip netns delete "$1" 2>/dev/null || true
    ip link delete "lh${1#compute-}" 2>/dev/null || true
    ip link delete "lx${1#compute-}" 2>/dev/null || true
    rm -f "$RUN/$1.pid" "$RUN/$1.ready"
}

# inside NAME COMMAND...: in the host's namespaces, as root
inside() {
    local init
    init=$(pid_of "$1") || die "$1 is not up"
    shift
    nsenter -t "$init" -m -u -i -n -p -- env -i PATH="$PATH" HOME=/root LC_ALL=C.UTF-8 "$@"
}

# Ceph's key for the host's libvirt, kept by it over restarts
host_secret() { # NAME
    [ ! -e "$(host_files "$1")/etc/libvirt/secrets/$LIBVIRT_SECRET.base64" ] || return 0
    inside "$1" /run/lab/bin/libvirt-secret "$LIBVIRT_SECRET" \
        "$(ceph-authtool "$ETC/ceph/ceph.client.cinder.keyring" -n client.cinder -p)" > "$LOG/$1.secret.out" 2>&1 ||
        die "$1's libvirt did not take Ceph's key, see $LOG/$1.secret.out"
}
