#!/usr/bin/python3
"""openstack.py identity | resources | image FILE | wait HOST... | wait-discovered HOST... | check HOST...

What the lab asks of its own OpenStack, over one connection to each API (the `openstack` command takes two seconds a
call). Everything looks before it makes something, so each can be run again.
"""
import pathlib
import sys
import time

import requests

CONTROLLER = "10.77.0.1"
SECRETS = pathlib.Path("/var/lib/ferry-lab/secrets")
KEYSTONE = f"http://{CONTROLLER}:5000/v3"
NOVA = f"http://{CONTROLLER}:8774/v2.1"
NEUTRON = f"http://{CONTROLLER}:9696/v2.0"
GLANCE = f"http://{CONTROLLER}:9292/v2"
PLACEMENT = f"http://{CONTROLLER}:8778"

SERVICE_USERS = ("nova", "glance", "placement", "neutron", "cinder")
CATALOGUE = (
    ("nova", "compute", NOVA),
    ("glance", "image", f"http://{CONTROLLER}:9292"),
    ("placement", "placement", PLACEMENT),
    ("neutron", "network", f"http://{CONTROLLER}:9696"),
    ("cinderv3", "volumev3", f"http://{CONTROLLER}:8776/v3/%(project_id)s"),
)
# name, vCPUs, MiB of memory, GiB of disk, of ephemeral disk, MiB of swap
FLAVORS = (
    ("lab.nano", 1, 128, 1, 0, 0),
    ("lab.tiny", 1, 192, 1, 0, 0),
    ("lab.small", 1, 256, 4, 0, 0),
    ("lab.big", 1, 256, 12, 0, 0),
    ("lab.two", 2, 256, 1, 0, 0),
    ("lab.vol", 1, 192, 0, 0, 0),
    ("lab.extra", 1, 192, 1, 1, 64),
)


class Cloud:
    def __init__(self):
        self.http = requests.Session()
        self.project = None
        self.volumes = None

    def log_in(self):
        password = (SECRETS / "admin").read_text().strip()
        domain = {"id": "default"}
        answer = self.http.post(KEYSTONE + "/auth/tokens", timeout=60, json={"auth": {
            "identity": {"methods": ["password"],
                         "password": {"user": {"name": "admin", "domain": domain, "password": password}}},
            "scope": {"project": {"name": "admin", "domain": domain}}}})
        answer.raise_for_status()
        self.http.headers["X-Auth-Token"] = answer.headers["X-Subject-Token"]
        self.project = answer.json()["token"]["project"]["id"]
        self.volumes = f"http://{CONTROLLER}:8776/v3/{self.project}"
        return self

    def call(self, method, url, **arguments):
        answer = self.http.request(method, url, timeout=120, **arguments)
        if answer.status_code >= 300:
            sys.exit(f"{method} {url}: {answer.status_code} {answer.text}")
        return answer

    def get(self, url, **arguments):
        return self.call("GET", url, **arguments).json()

    def ensure(self, url, kind, body, match=("name",)):
        """The id of the one that matches, made if there is none."""
        for found in self.get(url)[kind + "s" if not kind.endswith("y") else kind[:-1] + "ies"]:
            if all(found.get(key) == body[key] for key in match):
                return found["id"]
        return self.call("POST", url, json={kind: body}).json()[kind]["id"]


def identity(cloud):
    domain = {"domain_id": "default"}
    service = cloud.ensure(KEYSTONE + "/projects", "project", {"name": "service", **domain})
    roles = {name: cloud.ensure(KEYSTONE + "/roles", "role", {"name": name}) for name in ("admin", "service")}
    for name in SERVICE_USERS + ("ferry",):
        password = (SECRETS / ("ferry" if name == "ferry" else "service")).read_text().strip()
        user = cloud.ensure(KEYSTONE + "/users", "user", {"name": name, "password": password, **domain})
        for role in ("admin",) if name == "ferry" else ("admin", "service"):
            cloud.call("PUT", f"{KEYSTONE}/projects/{service}/users/{user}/roles/{roles[role]}")
    for name, kind, url in CATALOGUE:
        entry = cloud.ensure(KEYSTONE + "/services", "service", {"name": name, "type": kind}, ("name", "type"))
        for interface in ("public", "internal"):
            cloud.ensure(KEYSTONE + "/endpoints", "endpoint",
                         {"service_id": entry, "interface": interface, "url": url, "region": "RegionOne"},
                         ("service_id", "interface"))


def resources(cloud):
    for name, vcpus, memory, disk, ephemeral, swap in FLAVORS:
        cloud.ensure(NOVA + "/flavors", "flavor", {
            "id": name, "name": name, "vcpus": vcpus, "ram": memory, "disk": disk,
            "OS-FLV-EXT-DATA:ephemeral": ephemeral, "swap": swap})
    # Port security makes the agent protect ports with ebtables, whose nftables flavour (1.8.9) cannot delete its own
    # rules for MAC addresses: the agent then retries that for ever and brings up no other port of the host.
    flat = cloud.ensure(NEUTRON + "/networks", "network", {
        "name": "flat", "shared": True, "provider:network_type": "flat", "provider:physical_network": "physnet1",
        "port_security_enabled": False})
    cloud.ensure(NEUTRON + "/subnets", "subnet", {
        "name": "flat4", "network_id": flat, "ip_version": 4, "cidr": "10.78.0.0/22", "enable_dhcp": False,
        "gateway_ip": "10.78.0.1", "allocation_pools": [{"start": "10.78.0.50", "end": "10.78.3.250"}]})
    tunnelled = cloud.ensure(NEUTRON + "/networks", "network", {
        "name": "tunnelled", "shared": True, "provider:network_type": "vxlan"})
    cloud.ensure(NEUTRON + "/subnets", "subnet", {
        "name": "tunnelled4", "network_id": tunnelled, "ip_version": 4, "cidr": "10.79.0.0/24", "enable_dhcp": False,
        "gateway_ip": None})
    lift_quotas(cloud)
    open_default_group(cloud)


def lift_quotas(cloud):
    unlimited = dict.fromkeys(("instances", "cores", "ram", "server_groups", "server_group_members"), -1)
    cloud.call("PUT", f"{NOVA}/os-quota-sets/{cloud.project}", json={"quota_set": unlimited})
    cloud.call("PUT", f"{NEUTRON}/quotas/{cloud.project}", json={"quota": {"port": -1, "network": -1, "subnet": -1}})
    cloud.call("PUT", f"{cloud.volumes}/os-quota-sets/{cloud.project}",
               json={"quota_set": {"volumes": -1, "gigabytes": -1, "snapshots": -1}})


def open_default_group(cloud):
    query = {"project_id": cloud.project, "name": "default"}
    group = cloud.get(NEUTRON + "/security-groups", params=query)["security_groups"][0]
    for family in ("IPv4", "IPv6"):
        if not any(rule["direction"] == "ingress" and rule["ethertype"] == family and not rule["remote_group_id"]
                   for rule in group["security_group_rules"]):
            cloud.call("POST", NEUTRON + "/security-group-rules", json={"security_group_rule": {
                "security_group_id": group["id"], "direction": "ingress", "ethertype": family}})


def image(cloud, file):
    found = cloud.get(GLANCE + "/images", params={"name": "labguest"})["images"]
    if any(entry["status"] == "active" for entry in found):
        return
    for entry in found:
        cloud.call("DELETE", f"{GLANCE}/images/{entry['id']}")
    made = cloud.call("POST", GLANCE + "/images", json={
        "name": "labguest", "disk_format": "qcow2", "container_format": "bare", "visibility": "public",
        "min_disk": 0, "min_ram": 64}).json()
    with open(file, "rb") as data:
        cloud.call("PUT", f"{GLANCE}/images/{made['id']}/file", data=data,
                   headers={"Content-Type": "application/octet-stream"})


def unready(cloud, hosts):
    """What an instance could not be booted for, in words; empty when all is well."""
    missing = []
    services = cloud.get(NOVA + "/os-services")["services"]
    for host in hosts:
        if not any(s["host"] == host and s["binary"] == "nova-compute" and s["state"] == "up" for s in services):
            missing.append(f"nova-compute on {host}")
    for binary, least in (("nova-conductor", 2), ("nova-scheduler", 1)):
        if sum(s["binary"] == binary and s["state"] == "up" for s in services) < least:
            missing.append(binary)
    agents = cloud.get(NEUTRON + "/agents")["agents"]
    missing += [f"network agent on {host}" for host in hosts
                if not any(a["host"] == host and a["alive"] for a in agents)]
    volume_services = cloud.get(cloud.volumes + "/os-services")["services"]
    for binary in ("cinder-volume", "cinder-scheduler"):
        if not any(s["binary"] == binary and s["state"] == "up" for s in volume_services):
            missing.append(binary)
    return missing


def undiscovered(cloud, hosts):
    """Hosts whose nova-compute runs but which no cell lists yet or which have nothing to offer in Placement."""
    hypervisors = cloud.get(NOVA + "/os-hypervisors")["hypervisors"]
    providers = {p["name"]: p["uuid"] for p in cloud.get(PLACEMENT + "/resource_providers")["resource_providers"]}
    names = {h["hypervisor_hostname"] for h in hypervisors}
    return [host for host in hosts if host not in names or host not in providers
            or "MEMORY_MB" not in cloud.get(f"{PLACEMENT}/resource_providers/{providers[host]}/inventories")["inventories"]]


def wait_for(condition, cloud, hosts, seconds):
    deadline = time.time() + seconds
    told = time.time()
    while missing := condition(cloud, hosts):
        if time.time() > deadline:
            sys.exit("not ready: " + ", ".join(missing))
        if time.time() > told + 10:
            print("           still waiting for " + ", ".join(missing), flush=True)
            told = time.time()
        time.sleep(0.5)


def main():
    what, *arguments = sys.argv[1:]
    cloud = Cloud().log_in()
    if what == "identity":
        identity(cloud)
    elif what == "resources":
        resources(cloud)
    elif what == "image":
        image(cloud, arguments[0])
    elif what == "wait":
        wait_for(unready, cloud, arguments, 120)
    elif what == "wait-discovered":
        wait_for(undiscovered, cloud, arguments, 90)
    elif what == "check":
        missing = unready(cloud, arguments) + [f"{host} in a cell" for host in undiscovered(cloud, arguments)]
        if missing:
            sys.exit("not ready: " + ", ".join(missing))
    else:
        sys.exit(__doc__)


main()
