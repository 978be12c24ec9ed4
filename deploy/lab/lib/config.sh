# shellcheck shell=bash
# Secrets, config files and the scripts that run outside the checkout.

secret() { # NAME: its value, made up when first asked for
    local file=$STATE/secrets/$1
    if [ ! -s "$file" ]; then
        (umask 077 && mkdir -p "$STATE/secrets" && head -c 18 /dev/urandom | base64 | tr '+/' 'xy' > "$file")
    fi
    cat "$file"
}

render() { # SOURCE TARGET KEY=VALUE...
    /usr/bin/python3 "$LAB_DIR/lib/render.py" "$@" \
        STATE="$STATE" ETC="$ETC" RUN="$RUN" LOG="$LOG" CONTROLLER="$CONTROLLER" \
        SERVICE_PASSWORD="$(secret service)" DATABASE_PASSWORD="$(secret database)" \
        RABBIT_PASSWORD="$(secret rabbit)" METADATA_SECRET="$(secret metadata)" LIBVIRT_SECRET="$LIBVIRT_SECRET"
}

# The daemons' config files and scripts, out of the checkout: it may be deleted under a running lab.
write_config() {
    mkdir -p "$ETC" "$RUN"/{lock,mariadb} "$LOG" "$STATE"/{bin,done} "$STATE"/nova/instances "$STATE"/{neutron,cinder,temporal} \
        "$STATE"/glance/{images,staging,tasks}
    chmod 755 "$STATE" "$RUN" "$LOG"
    chown mysql: "$RUN/mariadb"
    local name service
    for name in admin service database ferry ferry-database rabbit metadata; do secret $name > /dev/null; done
    for service in haproxy rabbitmq keystone placement glance neutron cinder nova; do
        render "$LAB_DIR/templates/$service" "$ETC/$service"
        chmod 700 "$ETC/$service"
    done
    chown -R rabbitmq: "$ETC/rabbitmq"
    find "$LAB_DIR/host" -maxdepth 1 -type f -exec cp -t "$STATE/bin" {} +
    cp -r "$LAB_DIR/host/daemons" "$STATE/bin/"
}
