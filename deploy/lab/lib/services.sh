# shellcheck shell=bash
# The daemons of the control plane: how each one is started and how one sees that it serves.

# shellcheck disable=SC2034  # used by the commands
SERVICES="memcached epmd rabbitmq haproxy ceph-mon ceph-mgr ceph-osd temporal
    keystone placement glance-api neutron-server nova-conductor nova-conductor-cell2 nova-api nova-scheduler nova-novncproxy
    cinder-api cinder-scheduler cinder-volume nova-compute-cell2 guest-dhcp fake-computes fake-agents"

openstack() { /usr/bin/python3 "$LAB_DIR/lib/openstack.py" "$@"; }

# Sets COMMAND and, where it listens, PORT
describe_service() { # NAME
    PORT=
    case $1 in
        memcached) PORT=11211 COMMAND=(memcached -u memcache -l "$CONTROLLER" -p 11211 -m 32 -t 1) ;;
        haproxy) PORT=3306 COMMAND=(haproxy -db -f "$ETC/haproxy/haproxy.cfg") ;;
        epmd) COMMAND=(setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups epmd -address 127.0.0.1 -port 14369) ;;
        rabbitmq) PORT=5672 COMMAND=("$STATE/bin/rabbitmq") ;;
        ceph-mon) COMMAND=(ceph-mon -f -i a -c "$ETC/ceph/ceph.conf") ;;
        ceph-mgr) COMMAND=(ceph-mgr -f -i a -c "$ETC/ceph/ceph.conf") ;;
        ceph-osd) COMMAND=(ceph-osd -f -i 0 -c "$ETC/ceph/ceph.conf") ;;
        keystone) PORT=5000 COMMAND=(uwsgi --ini "$ETC/keystone/uwsgi.ini") ;;
        placement) PORT=8778 COMMAND=(uwsgi --ini "$ETC/placement/uwsgi.ini") ;;
        glance-api) PORT=9292 COMMAND=(glance-api --config-file "$ETC/glance/glance-api.conf") ;;
        neutron-server) PORT=9696 COMMAND=(neutron-server --config-file "$ETC/neutron/neutron.conf"
            --config-file "$ETC/neutron/ml2.ini" --log-file "$LOG/neutron-server.log") ;;
        nova-api) PORT=8774 COMMAND=(nova-api --config-file "$ETC/nova/nova.conf") ;;
        nova-novncproxy) PORT=6080 COMMAND=(nova-novncproxy --config-file "$ETC/nova/nova.conf" --web /usr/share/novnc) ;;
        nova-conductor-cell2) COMMAND=(nova-conductor --config-file "$ETC/nova/cell2.conf" --log-file "$LOG/$1.log") ;;
        nova-conductor | nova-scheduler) COMMAND=("$1" --config-file "$ETC/nova/nova.conf") ;;
        nova-compute-cell2) COMMAND=(nova-compute --config-file "$ETC/nova/cell2-1.conf" --log-file "$LOG/$1.log") ;;
        cinder-api) PORT=8776 COMMAND=(cinder-api --config-file "$ETC/cinder/cinder.conf") ;;
        cinder-scheduler | cinder-volume) COMMAND=("$1" --config-file "$ETC/cinder/cinder.conf") ;;
        guest-dhcp) COMMAND=(/usr/bin/python3 "$STATE/bin/guest-dhcp.py" "$PROVIDER_BRIDGE") ;;
        fake-computes) COMMAND=(/usr/bin/python3 "$STATE/bin/fake-computes.py" "$ETC"/fake/fake-*.conf) ;;
        fake-agents) COMMAND=(/usr/bin/python3 "$STATE/bin/fake-agents.py" "$ETC/neutron/neutron.conf" "$STATE/fake-hosts") ;;
        temporal) PORT=7233 COMMAND=("$STATE/bin/temporal-server" "$SOFTWARE/temporal/bin/temporal" "$STATE/temporal/temporal.db") ;;
        *) return 1 ;;
    esac
}

service_known() { [[ $1 =~ ^mariadb-[1-3]$ ]] && [ "${1#mariadb-}" -le "$(stamped galera)" ] || describe_service "$1"; }

launch() { # NAME: starts it and does not wait
    describe_service "$1" || die "unknown service $1"
    start "$1" "${COMMAND[@]}"
}

start_service() { # NAME: starts it and waits until it listens
    if [[ $1 = mariadb-* ]]; then
        galera_start "${1#mariadb-}"
        return
    fi
    launch "$1"
    await "$1"
}

await() { # NAME...
    local name
    for name in "$@"; do
        describe_service "$name"
        if [ -n "$PORT" ] && ! wait_port "$(service_address "$name")" "$PORT" 90; then
            die "$name does not listen on port $PORT, see $LOG/$name.out"
        fi
        alive "$name" || die "$name ended, see $LOG/$name.out"
    done
}

# Temporal's trial server asks nobody for a password, so it stays on this machine
service_address() { if [ "$1" = temporal ]; then echo 127.0.0.1; else echo "$CONTROLLER"; fi; }

stop_services() { # NAME...: all at once
    local name jobs=()
    for name in "$@"; do
        stop "$name" 10 &
        jobs+=($!)
    done
    wait "${jobs[@]}"
}
