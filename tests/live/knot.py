"""knotd on a free port of the loopback interface, without privileges, serving zones given as text."""

import os
import socket
import struct
import subprocess
import tempfile
import time


def free_port():
    """A port that is free for UDP and TCP alike."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("127.0.0.1", 0))
            port = udp.getsockname()[1]
            try:
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def soa(apex):
    return f"{apex} 300 IN SOA ns.{apex} admin.{apex} 1 3600 600 604800 300\n{apex} 300 IN NS ns.{apex}\n"


class Server:
    """Use as a context: `with Server({"example.test.": text}) as server: server.port`.
    A zone with the text None is configured but has no file, so that it answers SERVFAIL."""

    def __init__(self, zones, signed=()):
        self.zones = zones
        self.signed = set(signed)
        self.folder = tempfile.TemporaryDirectory(prefix="knot-")
        self.port = free_port()

    def path(self, apex):
        return os.path.join(self.folder.name, (apex.rstrip(".") or "root") + ".zone")

    def configuration(self):
        folder = self.folder.name
        lines = [
            "server:", f'  rundir: "{folder}"', f'  listen: "127.0.0.1@{self.port}"',
            "  udp-workers: 1", "  tcp-workers: 1", "  background-workers: 1",
            "log:", "  - target: stderr", "    any: warning",
            "database:", f'  storage: "{folder}"',
            "template:", "  - id: default", f'    storage: "{folder}"', "    zonefile-load: whole",
            "zone:",
        ]
        for apex in self.zones:
            lines += [f'  - domain: "{apex}"', f'    file: "{self.path(apex)}"']
            if apex in self.signed:
                lines += ["    dnssec-signing: on"]
        return "\n".join(lines) + "\n"

    def __enter__(self):
        for apex, text in self.zones.items():
            if text is not None:
                with open(self.path(apex), "w", encoding="ascii") as file:
                    file.write(text)
        self.config = os.path.join(self.folder.name, "knot.conf")
        with open(self.config, "w", encoding="ascii") as file:
            file.write(self.configuration())
        self.log = open(os.path.join(self.folder.name, "log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(["knotd", "-c", self.config], stdout=self.log, stderr=self.log)
        try:
            self.wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.folder.cleanup()

    def wait(self):
        """Until every zone with a file answers for its SOA record."""
        deadline = time.monotonic() + 20
        waiting = [apex for apex, text in self.zones.items() if text is not None]
        while waiting:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                raise RuntimeError(f"knotd did not serve {waiting}: {self.log.read()}")
            if self.answers(waiting[0]):
                waiting.pop(0)
            else:
                time.sleep(0.05)

    def ask_over_udp(self, name, number):
        """The octets of a response to a query without EDNS, so of at most 512; None: no response."""
        labels = [label for label in name.split(".") if label]
        wire = b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"
        query = struct.pack("!6H", 7, 0, 1, 0, 0, 0) + wire + struct.pack("!2H", number, 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.settimeout(0.5)
            udp.sendto(query, ("127.0.0.1", self.port))
            try:
                return udp.recv(4096)
            except OSError:
                return None

    def answers(self, apex):
        reply = self.ask_over_udp(apex, 6)
        return reply is not None and len(reply) >= 12 and reply[3] & 15 == 0 and reply[7] > 0

    def flush(self, apex):
        """The zone's text as it is served, signatures included."""
        subprocess.run(["knotc", "-c", self.config, "-b", "-f", "zone-flush", apex], check=True,
                       stdout=subprocess.DEVNULL, timeout=20)
        with open(self.path(apex), encoding="ascii") as file:
            return file.read()
