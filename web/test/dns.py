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
-- knotd is another one for every sample.
setMaxCachedTCPConnectionsPerDownstream(0)
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


def main():
    port = int(sys.argv[1])
    backend = free_port()
    with tempfile.TemporaryDirectory(prefix="dnsdist-") as folder:
        file = os.path.join(folder, "dnsdist.conf")
        with open(file, "w", encoding="ascii") as opened:
            opened.write(CONFIGURATION.format(plain=free_port(), backend=backend, port=port))
        with open(os.path.join(folder, "log"), "w", encoding="utf-8") as log:
            dnsdist = subprocess.Popen(["dnsdist", "--supervised", "--disable-syslog", "-C", file],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 20
            while not reachable(port):
                if dnsdist.poll() is not None or time.monotonic() > deadline:
                    with open(log.name, encoding="utf-8") as read:
                        sys.exit("dnsdist did not start: " + read.read())
                time.sleep(0.05)
            serve(backend)
        finally:
            dnsdist.terminate()
            dnsdist.wait(timeout=10)


def serve(backend):
    server = None
    print(json.dumps({"ready": True}), flush=True)
    try:
        for line in sys.stdin:
            _, reason, zone = zone_of(line.strip())
            if server:
                server.__exit__(None, None, None)
                server = None
            if zone:
                server = Server({".": zone}, port=backend).__enter__()
            print(json.dumps({"skip": reason} if reason else {"ready": True}), flush=True)
    finally:
        if server:
            server.__exit__(None, None, None)


main()
