#!/usr/bin/python3
"""fake-agents.py NEUTRON_CONF HOSTS: reports a Linux bridge agent for each host named in the file HOSTS, so that ports
can be bound there, and says of each bound port that it is up, so that Neutron tells Nova."""
import pathlib
import sys
import time
import traceback

import requests
from neutron.agent import rpc as agent_rpc
from neutron.common import config as common_config
from neutron.conf.agent import common as agent_config
from neutron_lib import context
from neutron_lib.agent import topics
from oslo_config import cfg

CONTROLLER = "10.77.0.1"
PASSWORD = pathlib.Path("/var/lib/ferry-lab/secrets/admin").read_text().strip()


def agent(number, host, first):
    state = {
        "binary": "neutron-linuxbridge-agent", "host": host, "agent_type": "Linux bridge agent", "topic": "N/A",
        "configurations": {
            "bridge_mappings": {}, "interface_mappings": {"physnet1": "eth1"},
            "tunneling_ip": f"10.77.{100 + number // 250}.{number % 250}", "tunnel_types": ["vxlan"],
            "l2_population": True, "devices": 0, "extensions": []}}
    return {**state, "start_flag": True} if first else state


def log_in():
    domain = {"id": "default"}
    answer = requests.post(f"http://{CONTROLLER}:5000/v3/auth/tokens", timeout=60, json={"auth": {
        "identity": {"methods": ["password"], "password": {"user": {
            "name": "admin", "domain": domain, "password": PASSWORD}}},
        "scope": {"project": {"name": "admin", "domain": domain}}}})
    return {"X-Auth-Token": answer.headers["X-Subject-Token"]}


def main():
    common_config.register_common_config_options()
    agent_config.register_agent_state_opts_helper(cfg.CONF)
    common_config.init(["--config-file", sys.argv[1]])
    common_config.setup_logging()
    admin = context.get_admin_context_without_session()
    reports, plugin = agent_rpc.PluginReportStateAPI(topics.REPORTS), agent_rpc.PluginApi(topics.PLUGIN)
    hosts = pathlib.Path(sys.argv[2]).read_text().split()
    first, reported, logged_in, headers = True, 0, 0, {}
    while True:
        try:
            if time.time() - logged_in > 3600:
                headers, logged_in = log_in(), time.time()
            if time.time() - reported > 25:
                for number, host in enumerate(hosts):
                    reports.report_state(admin, agent(number, host, first))
                first, reported = False, time.time()
            ports = requests.get(f"http://{CONTROLLER}:9696/v2.0/ports", headers=headers, timeout=60,
                                 params={"status": "DOWN", "fields": ["id", "binding:host_id"]})
            if ports.status_code == 401:
                logged_in = 0
            for port in ports.json().get("ports", []):
                if port.get("binding:host_id") in hosts:
                    host = port["binding:host_id"]
                    plugin.update_device_up(admin, "tap" + port["id"][:11], "lb" + host, host)
        except Exception:  # the control plane may be away for a while
            traceback.print_exc()
            sys.stderr.flush()
        time.sleep(2)


main()
