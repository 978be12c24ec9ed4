# shellcheck shell=bash
# What Ferry gets to reach the lab: keys (made with the hosts), passwords and clouds.yaml, for root's eyes only.

ferry_access() {
    (
        umask 077
        # Where workers keep the reports of drains.
        mkdir -p "$FERRY/reports"
        secret ferry-database > "$FERRY/database-password"
        cat > "$FERRY/clouds.yaml" <<EOF
clouds:
  lab:
    auth:
      auth_url: http://$CONTROLLER:5000/v3
      username: ferry
      password: $(secret ferry)
      project_name: service
      user_domain_name: Default
      project_domain_name: Default
    region_name: RegionOne
    identity_api_version: 3
EOF
    )
    chmod 700 "$FERRY"
    chmod 600 "$FERRY"/{clouds.yaml,database-password,id_ed25519,known_hosts}
}
