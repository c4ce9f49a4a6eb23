#!/usr/bin/env python3
"""knotd with the records of one sample, and dnsdist in front of it as a resolver for DNS over HTTPS.
Usage: dns.py PORT. Reads one folder of a sample per line; answers {"ready": true} or {"skip": reason}."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/live"))
from knot import Server, free_port  # noqa: E402
from samples_over_dns import zone_of  # noqa: E402

CONFIGURATION = """
setLocal("127.0.0.1:{plain}")
newServer({{address="127.0.0.1:{backend}", tcpOnly=true, healthCheckMode="up"}})
addDOHLocal("127.0.0.1:{port}", nil, nil, "/dns-query",
  {{customResponseHeaders={{["access-control-allow-origin"]="*"}}, serverTokens=""}})
"""


def reachable(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/dns-query", timeout=1)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


class Front:
    """dnsdist, started anew with every knotd: it would keep connections to the one before."""

    def __init__(self, port, backend):
        self.folder = tempfile.TemporaryDirectory(prefix="dnsdist-")
        file = os.path.join(self.folder.name, "dnsdist.conf")
        with open(file, "w", encoding="ascii") as opened:
            opened.write(CONFIGURATION.format(plain=free_port(), backend=backend, port=port))
        self.log = open(os.path.join(self.folder.name, "log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(["dnsdist", "--supervised", "--disable-syslog", "-C", file],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 20
        while not reachable(port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                sys.exit("dnsdist did not start: " + self.log.read())
            time.sleep(0.02)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
        self.folder.cleanup()


def main():
    port = int(sys.argv[1])
    server = front = None
    print(json.dumps({"ready": True}), flush=True)
    try:
        for line in sys.stdin:
            _, reason, zone = zone_of(line.strip())
            if front:
                front.end()
                server.__exit__(None, None, None)
                server = front = None
            if zone:
                server = Server({".": zone}).__enter__()
                front = Front(port, server.port)
            print(json.dumps({"skip": reason} if reason else {"ready": True}), flush=True)
    finally:
        if front:
            front.end()
            server.__exit__(None, None, None)


main()
