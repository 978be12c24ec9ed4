# shellcheck shell=bash
# The two bridges of the lab and the names of its hosts.

network_up() {
    bridge_up "$MANAGEMENT_BRIDGE" "$CONTROLLER/24"
    bridge_up "$PROVIDER_BRIDGE" "$PROVIDER_ADDRESS"
    local node
    for node in 1 2 3; do
        ip address replace "$(galera_address "$node")/32" dev "$MANAGEMENT_BRIDGE"
    done
    name_hosts
}

bridge_up() { # NAME ADDRESS
    ip link show "$1" >/dev/null 2>&1 || ip link add "$1" type bridge
    ip address replace "$2" dev "$1"
    ip link set "$1" up
}

network_down() {
    local bridge
    for bridge in "$MANAGEMENT_BRIDGE" "$PROVIDER_BRIDGE"; do
        ip link delete "$bridge" 2>/dev/null || true
    done
    unname_hosts
}

host_names() {
    local number
    echo "$CONTROLLER controller"
    for number in $(seq "$MOST_HOSTS"); do
        echo "$(host_address "compute-$number") compute-$number"
    done
}

name_hosts() {
    grep -q '^# ferry-lab: begin' /etc/hosts || { echo '# ferry-lab: begin'; host_names; echo '# ferry-lab: end'; } >> /etc/hosts
}

# /etc/hosts may be a mount of its own, so it is written to and not replaced
unname_hosts() {
    local kept
    kept=$(sed '/^# ferry-lab: begin/,/^# ferry-lab: end/d' /etc/hosts)
    echo "$kept" > /etc/hosts
}
