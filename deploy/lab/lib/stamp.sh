# shellcheck shell=bash
# What the running lab was made from: version of deploy/lab, checkout, number of Galera nodes.

# The content of everything here but the documentation
lab_version() {
    (cd "$LAB_DIR" && find . -type f ! -name '*.md' ! -path '*/__pycache__/*' -print0 | sort -z |
        xargs -0 sha256sum | sha256sum | cut -c1-16)
}

write_stamp() { # GALERA HOSTS FAKES
    cat > "$STATE/stamp.new" <<EOF
version=$(lab_version)
checkout=$LAB_DIR
galera=$1
hosts=$2
fakes=$3
EOF
    mv "$STATE/stamp.new" "$STATE/stamp"
}

stamped() { if [ -f "$STATE/stamp" ]; then sed -n "s/^$1=//p" "$STATE/stamp"; fi; } # KEY

# Why the lab that is here cannot become the wanted one, or nothing if it can
reason_to_replace() { # GALERA
    if [ ! -f "$STATE/stamp" ]; then
        [ ! -d "$STATE" ] || echo "it was left unfinished"
    elif [ "$(stamped checkout)" != "$LAB_DIR" ]; then
        echo "it was made by $(stamped checkout)"
    elif [ "$(stamped version)" != "$(lab_version)" ]; then
        echo "it was made by another version of $LAB_DIR"
    elif [ "$(stamped galera)" != "$1" ]; then
        echo "it has $(stamped galera) Galera node(s), not $1"
    fi
}

# Runs a step once in the lab's life; a step that failed or was cut off is run again by the next `up`
once() { # NAME COMMAND...
    local name=$1
    shift
    [ ! -e "$STATE/done/$name" ] || return 0
    "$@"
    touch "$STATE/done/$name"
}
