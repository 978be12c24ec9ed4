# shellcheck shell=bash
# Hosts with Nova's fake driver: nova-compute processes without a hypervisor, and network agents that only say they are.

fake_hosts() { seq -f 'fake-%03g' "$1"; } # HOW-MANY

# Every name that Nova has a service for: compute hosts, the one in the second cell, fakes
all_hosts() {
    host_list "$(stamped hosts)"
    echo cell2-1
    fake_hosts "$(stamped fakes)"
}

fake_up() { # HOW-MANY
    local number
    for number in $(seq "$1"); do
        fake_prepare "$(printf 'fake-%03d' "$number")" "10.77.1.$((number % 250))"
    done
    { echo cell2-1; fake_hosts "$1"; } > "$STATE/fake-hosts.new"
    if ! cmp -s "$STATE/fake-hosts.new" "$STATE/fake-hosts"; then
        stop_services fake-computes fake-agents
        mv "$STATE/fake-hosts.new" "$STATE/fake-hosts"
    fi
    [ "$1" = 0 ] || launch fake-computes
    launch fake-agents
}

fake_prepare() { # NAME ADDRESS
    mkdir -p "$ETC/fake" "$STATE/fake/$1/instances"
    render "$LAB_DIR/templates/fake.conf" "$ETC/fake/$1.conf" HOST="$1" ADDRESS="$2"
}
