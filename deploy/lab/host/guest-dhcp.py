#!/usr/bin/python3
"""guest-dhcp.py INTERFACE: gives guests without a config drive the address that Neutron has for them.

Neutron's own DHCP agent would do it too, for a hundred megabytes, a second agent and a namespace.
"""
import pathlib
import socket
import struct
import sys
import traceback

import requests

CONTROLLER = "10.77.0.1"
SERVER = socket.inet_aton("10.78.0.1")
NETMASK = socket.inet_aton("255.255.252.0")
PREFIX = "10.78."
LEASE = 86400
DISCOVER, OFFER, REQUEST, ACK = 1, 2, 3, 5
MAGIC = b"\x63\x82\x53\x63"
PASSWORD = pathlib.Path("/var/lib/ferry-lab/secrets/admin").read_text().strip()


class Neutron:
    def __init__(self):
        self.headers = {}

    def log_in(self):
        domain = {"id": "default"}
        answer = requests.post(f"http://{CONTROLLER}:5000/v3/auth/tokens", timeout=30, json={"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": "admin", "domain": domain, "password": PASSWORD}}},
            "scope": {"project": {"name": "admin", "domain": domain}}}})
        self.headers = {"X-Auth-Token": answer.headers["X-Subject-Token"]}

    def address_of(self, mac):
        for _ in range(2):
            answer = requests.get(f"http://{CONTROLLER}:9696/v2.0/ports", headers=self.headers, timeout=30,
                                  params={"mac_address": mac, "fields": "fixed_ips"})
            if answer.status_code != 401:
                break
            self.log_in()
        for port in answer.json()["ports"]:
            for fixed in port["fixed_ips"]:
                if fixed["ip_address"].startswith(PREFIX):
                    return fixed["ip_address"]
        return None


def options_of(packet):
    found, rest = {}, packet[240:]
    while rest and rest[0] != 255:
        if rest[0] == 0:
            rest = rest[1:]
            continue
        found[rest[0]] = rest[2:2 + rest[1]]
        rest = rest[2 + rest[1]:]
    return found


def reply(packet, kind, address):
    header = struct.pack("!BBBB4sHH4s4s4s4s", 2, 1, 6, 0, packet[4:8], 0, 0x8000, b"\0" * 4,
                         socket.inet_aton(address), SERVER, b"\0" * 4)
    options = b"".join(bytes([code, len(value)]) + value for code, value in (
        (53, bytes([kind])), (54, SERVER), (51, struct.pack("!I", LEASE)), (1, NETMASK), (3, SERVER)))
    return header + packet[28:44] + b"\0" * 192 + MAGIC + options + b"\xff"


def main():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, sys.argv[1].encode())
    server.bind(("", 67))
    neutron = Neutron()
    while True:
        packet = server.recv(2048)
        if len(packet) < 244 or packet[0] != 1 or packet[236:240] != MAGIC:
            continue
        kind = options_of(packet).get(53, b"\0")[0]
        if kind not in (DISCOVER, REQUEST):
            continue
        mac = packet[28:34].hex(":")
        try:
            address = neutron.address_of(mac)
        except Exception:  # Neutron may be away; the guest asks again
            traceback.print_exc()
            sys.stderr.flush()
            continue
        if address:
            print(f"{mac} is {address}", flush=True)
            server.sendto(reply(packet, OFFER if kind == DISCOVER else ACK, address), ("255.255.255.255", 68))


main()
