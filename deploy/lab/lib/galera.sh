# shellcheck shell=bash
# MariaDB with Galera: one or three nodes, each on an address of its own.
# shellcheck disable=SC2153  # STATE is the lab's folder, of settings.sh

galera_nodes() { seq "$(stamped galera)"; }

galera_alive_nodes() {
    local node
    for node in $(galera_nodes); do
        if alive "mariadb-$node"; then echo "$node"; fi
    done
}

galera_sql() { # NODE [ARGUMENTS of mariadb...]
    mariadb --no-defaults --socket="$RUN/mariadb/$1.sock" "${@:2}"
}

galera_cluster() { # NODES: the addresses of that many, with commas
    local node addresses=()
    for node in $(seq "$1"); do addresses+=("$(galera_address "$node")"); done
    (IFS=,; echo "${addresses[*]}")
}

galera_prepare() { # NODE
    mkdir -p "$STATE/mariadb/$1" "$ETC/mariadb"
    chown mysql: "$STATE/mariadb/$1"
    install -o mysql -m 644 /dev/null "$LOG/mariadb-$1.log"
    render "$LAB_DIR/templates/mariadb/node.cnf" "$ETC/mariadb/node-$1.cnf" \
        NODE="$1" ADDRESS="$(galera_address "$1")" CLUSTER="$(galera_cluster "$(stamped galera)")"
}

# The first node's files; the others get theirs from it when they join
galera_create() {
    mariadb-install-db --no-defaults --user=mysql --datadir="$STATE/mariadb/1" --skip-test-db \
        > "$LOG/mariadb-install.out" 2>&1 || die "mariadb-install-db failed, see $LOG/mariadb-install.out"
}

# The last transaction that NODE's files hold: from its clean shutdown, else recovered from InnoDB
galera_position() { # NODE
    local data=$STATE/mariadb/$1 position
    position=$(sed -n 's/^seqno: *//p' "$data/grastate.dat" 2>/dev/null)
    if [ "${position:--1}" = -1 ]; then
        position=$(recover_position "$1")
        position=${position##*:}
    fi
    echo "${position:--1}"
}

recover_position() { # NODE: prints uuid:seqno, or nothing for a node that never was a member
    [ -d "$STATE/mariadb/$1/mysql" ] || return 0
    local log=$LOG/mariadb-$1.recover
    install -o mysql -m 644 /dev/null "$log"
    mariadbd --defaults-file="$ETC/mariadb/node-$1.cnf" --wsrep-recover --log-error="$log" >/dev/null 2>&1 || true
    sed -n 's/.*WSREP: Recovered position:* *//p' "$log" | tail -1
}

most_advanced_node() {
    local node position best=1 best_position=-2
    for node in $(galera_nodes); do
        [ -f "$STATE/mariadb/$node/grastate.dat" ] || continue
        position=$(galera_position "$node")
        if ((position > best_position)); then best=$node best_position=$position; fi
    done
    echo "$best"
}

# Starts NODE: as a member if another one lives, as the first of a new cluster if no other has newer data
galera_start() { # NODE
    alive "mariadb-$1" && return 0
    local options=() position
    if [ -z "$(galera_alive_nodes)" ]; then
        local first
        first=$(most_advanced_node)
        [ "$first" = "$1" ] || die "mariadb-$first has newer data than mariadb-$1: start it first"
        sed -i 's/^safe_to_bootstrap: 0/safe_to_bootstrap: 1/' "$STATE/mariadb/$1/grastate.dat" 2>/dev/null || true
        options+=(--wsrep-new-cluster)
    fi
    if grep -q '^seqno: *-1' "$STATE/mariadb/$1/grastate.dat" 2>/dev/null; then
        # killed: tell it where it stood, so that it gets only what it missed
        position=$(recover_position "$1")
        [ -z "$position" ] || options+=(--wsrep_start_position="$position")
    fi
    haproxy_set "$1" maint
    start "mariadb-$1" mariadbd --defaults-file="$ETC/mariadb/node-$1.cnf" "${options[@]}"
    galera_wait "$1"
    haproxy_set "$1" ready
}

galera_wait() { # NODE
    local deadline=$((SECONDS + 120)) state
    while ((SECONDS < deadline)); do
        alive "mariadb-$1" || die "mariadb-$1 ended, see $LOG/mariadb-$1.log"
        state=$(galera_sql "$1" -Ne "show status like 'wsrep_local_state_comment'" 2>/dev/null | cut -f2 || true)
        [ "$state" != Synced ] || return 0
        sleep 0.2
    done
    die "mariadb-$1 did not join within 120 s, see $LOG/mariadb-$1.log"
}

# No new connections to a node that has yet to catch up
haproxy_set() { # NODE ready|maint
    alive haproxy && [ -S "$RUN/haproxy.sock" ] || return 0
    echo "set server galera/mariadb-$1 state $2" | socat - "UNIX-CONNECT:$RUN/haproxy.sock" >/dev/null
}

# What is there comes up again, the node with the newest data first
galera_start_all() {
    local node first
    if [ -z "$(galera_alive_nodes)" ]; then
        first=$(most_advanced_node)
        galera_start "$first"
    fi
    for node in $(galera_nodes); do
        [ ! -f "$STATE/mariadb/$node/grastate.dat" ] || galera_start "$node"
    done
}

# The first node last: it is the one to begin with next time
galera_stop_all() {
    local node
    for node in 3 2 1; do stop "mariadb-$node" 30; done
}
