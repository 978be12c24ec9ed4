# shellcheck shell=bash
# Databases, their users and OpenStack's schemas.

DATABASES="keystone glance placement nova_api nova nova_cell0 nova_cell2 neutron cinder"

create_databases() {
    local name
    {
        for name in $DATABASES; do echo "CREATE DATABASE IF NOT EXISTS $name CHARACTER SET utf8;"; done
        create_user openstack "$(secret database)"
        create_user ferry "$(secret ferry-database)"
        for name in $DATABASES; do echo "GRANT ALL ON $name.* TO openstack@'%';"; done
    } | galera_sql 1
}

create_user() { # NAME PASSWORD
    echo "CREATE USER IF NOT EXISTS $1@'%' IDENTIFIED BY '$2';"
}

# Ferry's rights: those of deploy/database/grants.sql as it is now, or the schemas it works on while there is no such file
grant_ferry() {
    local file=$LAB_DIR/../database/grants.sql node
    node=$(galera_alive_nodes | sed -n 1p)
    {
        echo "REVOKE ALL PRIVILEGES, GRANT OPTION FROM ferry@'%';"
        if [ -f "$file" ]; then
            cat "$file"
        else
            echo "GRANT ALL ON nova.* TO ferry@'%'; GRANT ALL ON nova_cell2.* TO ferry@'%'; GRANT ALL ON nova_api.* TO ferry@'%';"
        fi
    } > "$STATE/ferry-grants.new"
    if ! cmp -s "$STATE/ferry-grants.new" "$STATE/ferry-grants.sql"; then
        galera_sql "$node" < "$STATE/ferry-grants.new" || die "Ferry's database rights could not be granted from $file"
        mv "$STATE/ferry-grants.new" "$STATE/ferry-grants.sql"
    fi
}

create_schemas() {
    local job jobs=() failed=
    for job in keystone nova neutron cinder glance placement; do
        (set -e; once "schema-$job" "schema_$job" > "$LOG/schema-$job.out" 2>&1; say "  schema of $job made") &
        jobs+=("$!:$job")
    done
    for job in "${jobs[@]}"; do
        wait "${job%%:*}" || failed+=" ${job#*:}"
    done
    [ -z "$failed" ] || die "schemas not made:$failed; see $LOG/schema-*.out"
}

schema_keystone() {
    local manage=(keystone-manage --config-file "$ETC/keystone/keystone.conf") url=http://$CONTROLLER:5000/v3
    keystone_keys "$STATE/keystone/fernet-keys"
    keystone_keys "$STATE/keystone/credential-keys"
    "${manage[@]}" db_sync
    # the password not among the arguments, which every process may read
    OS_BOOTSTRAP_PASSWORD=$(secret admin) "${manage[@]}" bootstrap --bootstrap-region-id RegionOne \
        --bootstrap-admin-url "$url" --bootstrap-internal-url "$url" --bootstrap-public-url "$url"
}

# What fernet_setup and credential_setup would make, without two slow starts of keystone-manage
keystone_keys() { # FOLDER
    local number
    mkdir -p "$1"
    chmod 700 "$1"
    for number in 0 1; do
        (umask 077 && head -c 32 /dev/urandom | base64 | tr '+/' '-_' > "$1/$number")
    done
}

# cell0 and cell2 have cell1's tables: copied, they take a second each and not half a minute
schema_nova() {
    local manage=(nova-manage --config-file "$ETC/nova/nova.conf")
    "${manage[@]}" api_db sync
    "${manage[@]}" db sync --local_cell
    mariadb-dump --no-defaults --socket="$RUN/mariadb/1.sock" nova > "$STATE/nova-schema.sql"
    galera_sql 1 nova_cell0 < "$STATE/nova-schema.sql"
    galera_sql 1 nova_cell2 < "$STATE/nova-schema.sql"
    rm "$STATE/nova-schema.sql"
    map_cells | galera_sql 1 nova_api
}

# What `nova-manage cell_v2 map_cell0` and `create_cell` would write, without four slow starts of it
map_cells() {
    local database bus
    database="mysql+pymysql://openstack:$(secret database)@$CONTROLLER"
    bus="rabbit://openstack:$(secret rabbit)@$CONTROLLER:5672"
    cat <<EOF
DELETE FROM cell_mappings;
INSERT INTO cell_mappings (created_at, uuid, name, transport_url, database_connection, disabled) VALUES
    (NOW(), '00000000-0000-0000-0000-000000000000', 'cell0', 'none:///', '$database/nova_cell0?charset=utf8', 0),
    (NOW(), UUID(), 'cell1', '$bus/', '$database/nova?charset=utf8', 0),
    (NOW(), UUID(), 'cell2', '$bus/cell2', '$database/nova_cell2?charset=utf8', 0);
EOF
}

schema_neutron() {
    neutron-db-manage --config-file "$ETC/neutron/neutron.conf" --config-file "$ETC/neutron/ml2.ini" upgrade heads
}

schema_cinder() { cinder-manage --config-file "$ETC/cinder/cinder.conf" db sync; }

schema_glance() { glance-manage --config-file "$ETC/glance/glance-api.conf" db_sync; }

schema_placement() {
    OS_PLACEMENT_CONFIG_DIR=$ETC/placement placement-manage --config-file "$ETC/placement/placement.conf" db sync
}
