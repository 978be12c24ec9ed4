# shellcheck shell=bash
# Daemons of the control plane: started in a session of their own, known by a pid file.
#
# A pid file holds "PID START BOOT": the time the kernel started that process and the boot it belongs to. So a number
# that was given to another process since, or before a reboot, is never taken for the lab's, and never killed.

process_identity() { # PID
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    stat=${stat##*) }
    # shellcheck disable=SC2086  # fields of stat, counted from the state
    set -- "$1" $stat
    [ "$2" != Z ] || return 1
    echo "$1 ${21} $(cat /proc/sys/kernel/random/boot_id)"
}

pid_of() { # NAME: prints the pid if that very process is still there
    local recorded pid
    recorded=$(cat "$RUN/$1.pid" 2>/dev/null) || return 1
    pid=${recorded%% *}
    [ -n "$pid" ] && [ "$(process_identity "$pid")" = "$recorded" ] || return 1
    echo "$pid"
}

alive() { pid_of "$1" >/dev/null; }

# A leader that was killed may have left workers behind, which hold its ports. While they live, the kernel gives their
# session's number to no other process.
end_orphans() { # NAME
    local recorded pid
    recorded=$(cat "$RUN/$1.pid" 2>/dev/null) || return 0
    pid=${recorded%% *}
    if [ "${recorded##* }" = "$(cat /proc/sys/kernel/random/boot_id)" ] && [ ! -e "/proc/$pid" ]; then
        kill_session "$pid"
    fi
}

record_pid() { process_identity "$2" > "$RUN/$1.pid"; } # NAME PID

start() { # NAME COMMAND...
    local name=$1
    shift
    alive "$name" && return 0
    end_orphans "$name"
    (
        cd /
        ulimit -Sn "$(file_limit)"
        # 9 is the lock of up and down: a daemon must not hold it
        exec env -i PATH="$PATH" HOME=/root LC_ALL=C.UTF-8 PYTHONWARNINGS=ignore setsid "$@" \
            </dev/null >>"$LOG/$name.out" 2>&1 9>&-
    ) &
    record_pid "$name" $!
    disown $!
}

# stop NAME [SECONDS]: asks, waits, then ends what is left of its session
stop() {
    local pid
    pid=$(pid_of "$1") || { end_orphans "$1"; rm -f "$RUN/$1.pid"; return 0; }
    kill -TERM "$pid" 2>/dev/null || true
    local _
    for _ in $(seq $((${2:-10} * 10))); do
        alive "$1" || break
        sleep 0.1
    done
    kill_session "$pid"
    rm -f "$RUN/$1.pid"
}

kill_hard() { # NAME: what a crash does to it
    local pid
    pid=$(pid_of "$1") || die "$1 does not run"
    kill_session "$pid"
    rm -f "$RUN/$1.pid"
}

kill_session() { # PID of the session's leader
    pkill -KILL -s "$1" 2>/dev/null || true
    local _
    for _ in $(seq 50); do
        pgrep -s "$1" --runstates D,R,S,T >/dev/null 2>&1 || return 0
        sleep 0.1
    done
}

wait_port() { # ADDRESS PORT SECONDS
    local _
    for _ in $(seq $(($3 * 10))); do
        (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null && return 0
        sleep 0.1
    done
    return 1
}

# Everything else with a pid file: what an older lab ran under other names
stop_leftovers() {
    local file
    for file in "$RUN"/*.pid; do
        [ -e "$file" ] || continue
        stop "$(basename "$file" .pid)" 3
    done
}

# One up, down or crash at a time
lock_lab() {
    [ -z "${FERRY_LAB_LOCKED-}" ] || return 0
    exec 9> /run/ferry-lab.lock
    flock -n 9 || { say "waiting for another command of the lab to end"; flock 9; }
    export FERRY_LAB_LOCKED=1
}

# RabbitMQ and Ceph want many files; very many make some daemons slow
file_limit() {
    local most
    most=$(ulimit -Hn)
    if [ "$most" = unlimited ] || ((most > 65536)); then echo 65536; else echo "$most"; fi
}
