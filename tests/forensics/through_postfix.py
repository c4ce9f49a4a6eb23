"""A real Postfix on loopback as a filter, from a folder it was unpacked to: its own configuration, queue and
ports.  Two small next hops take what it sends, one that announces 8BITMIME and one that does not.

Postfix wants to be root; elsewhere fakeroot lets it believe so.
"""
import collections
import os
import pathlib
import re
import shutil
import smtplib
import socket
import socketserver
import subprocess
import threading
import time

# Variant -> what its cleanup(8) is told, and whether the next hop announces 8BITMIME.
VARIANTS = {
    "relay": ([], True),
    "7bit": ([], False),
    "tag": (["header_checks=regexp:{work}/tag"], True),
    "drop": (["header_checks=regexp:{work}/drop"], True),
    "banner": (["body_checks=regexp:{work}/banner"], True),
    "masquerade": (["sender_canonical_maps=regexp:{work}/canonical", "local_header_rewrite_clients=static:all"], True),
}
TABLES = {
    "tag": "/^Subject: (.*)/ REPLACE Subject: [EXTERNAL] $1\n",
    "drop": "/^(User-Agent|Mime-Version|Message-ID):/ IGNORE\n",
    "banner": "/^(Hello|Bonjour) Robert/ PREPEND CAUTION: this message comes from outside.\n",
    "canonical": "/^(.*)@example\\.com$/ $1@corp.example\n",
}


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class NextHop(socketserver.ThreadingTCPServer):
    """An SMTP server that keeps what it is given, under the local part of the recipient."""

    daemon_threads = True

    def __init__(self, eightbit):
        super().__init__(("127.0.0.1", 0), Session)
        self.eightbit, self.received = eightbit, {}
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 next.hop.example ESMTP")
        recipient = None
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say("250-next.hop.example")
                self.say("250-PIPELINING")
                self.say("250 8BITMIME" if self.server.eightbit else "250 SIZE")
            elif verb == b"RCPT":
                recipient = re.search(rb"<(.*?)@", line).group(1).decode()
                self.say("250 ok")
            elif verb == b"DATA":
                self.say("354 go on")
                octets = self.data()
                self.server.received[recipient] = octets
                self.say("250 kept")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


class Postfix:
    def __init__(self, root, work):
        self.root, self.work = pathlib.Path(root), pathlib.Path(work)
        self.hops = {True: NextHop(True), False: NextHop(False)}
        self.ports = dict(zip(VARIANTS, free_ports(len(VARIANTS))))
        self.configure()
        self.log = open(self.work / "log", "wb")
        environment = dict(os.environ, LD_LIBRARY_PATH=str(self.root / "usr/lib/postfix"))
        command = [str(self.root / "usr/lib/postfix/sbin/master"), "-c", str(self.work / "etc"), "-d"]
        if os.getuid() != 0:
            command = ["fakeroot", "--"] + command
        self.master = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        self.wait()

    def configure(self):
        # Users and groups that every Debian has; Postfix asks that they be three different ones.
        users = {"mail_owner": "nobody", "setgid_group": "mail", "default_privs": "daemon"}
        main = {
            **users,
            "compatibility_level": "3.6",
            "queue_directory": f"{self.work}/spool",
            "data_directory": f"{self.work}/data",
            "daemon_directory": f"{self.root}/usr/lib/postfix/sbin",
            "command_directory": f"{self.root}/usr/sbin",
            "shlib_directory": f"{self.root}/usr/lib/postfix",
            "meta_directory": f"{self.work}/etc",
            "maillog_file": f"{self.work}/maillog",
            "maillog_file_prefixes": str(self.work),
            "import_environment": "MAIL_CONFIG LD_LIBRARY_PATH LD_PRELOAD FAKEROOTKEY TZ=UTC",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "mydestination": "",
            "myhostname": "relay.example.org",
            "mynetworks": "127.0.0.0/8",
            "alias_maps": "",
            "alias_database": "",
            "smtpd_relay_restrictions": "permit_mynetworks, reject",
            "smtp_dns_support_level": "disabled",
            "smtp_tls_security_level": "none",
            "default_transport": "error:only to the two next hops",
            "in_flow_delay": "0",
            "default_process_limit": "4",
            "transport_maps": f"inline:{{ {{ eight.example = smtp:[127.0.0.1]:{self.hops[True].port} }},"
            f" {{ seven.example = smtp:[127.0.0.1]:{self.hops[False].port} }} }}",
        }
        services = []
        for variant, (options, _) in VARIANTS.items():
            services.append(
                f"127.0.0.1:{self.ports[variant]} inet n - n - - smtpd -o cleanup_service_name=cleanup-{variant}"
                + "".join(
                    f" -o {o.partition('=')[0]}={o.partition('=')[2].format(work=self.work)}"
                    for o in options
                    if o.startswith("local_")
                )
            )
            services.append(
                f"cleanup-{variant} unix n - n - 0 cleanup"
                + "".join(f" -o {o.format(work=self.work)}" for o in options)
            )
        services += [
            "postlog unix-dgram n - n - 1 postlogd",
            "qmgr unix n - n 300 1 qmgr",
            "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce",
            "defer unix - - n - 0 bounce",
            "trace unix - - n - 0 bounce",
            "cleanup unix n - n - 0 cleanup",
            "proxymap unix - - n - - proxymap",
            "anvil unix - - n - 1 anvil",
            "scache unix - - n - 1 scache",
            "smtp unix - - n - - smtp",
            "error unix - - n - - error",
        ]
        for folder in ("etc", "data", "spool"):
            (self.work / folder).mkdir()
        for (
            folder
        ) in "active bounce corrupt defer deferred flush hold incoming private saved trace pid public maildrop".split():
            (self.work / "spool" / folder).mkdir()
        (self.work / "etc/main.cf").write_text("".join(f"{k} = {v}\n" for k, v in main.items()))
        (self.work / "etc/master.cf").write_text("\n".join(services) + "\n")
        for name, text in TABLES.items():
            (self.work / name).write_text(text)
        if os.getuid() == 0:
            for path in self.work.rglob("*"):
                if path.is_dir() and path.name not in ("etc", "pid", "spool"):
                    shutil.chown(path, users["mail_owner"])
            self.work.chmod(0o755)

    def wait(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.ports["relay"]), 1).close()
                return
            except OSError:
                if self.master.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError("Postfix did not start: " + self.tail())

    def tail(self):
        logs = [self.work / name for name in ("log", "maillog")]
        return "\n".join(p.read_text(errors="replace")[-2000:] for p in logs if p.exists())

    def run(self, jobs):
        """[(variant, octets)] -> what the next hop received, in order."""
        by_variant = collections.defaultdict(list)
        for i, (variant, octets) in enumerate(jobs):
            by_variant[variant].append((i, octets))
        for variant, messages in by_variant.items():
            eightbit = VARIANTS[variant][1]
            with smtplib.SMTP("127.0.0.1", self.ports[variant], "client.example.com", timeout=60) as client:
                for i, octets in messages:
                    client.sendmail(
                        "alice@example.com",
                        f"n{i}@{'eight' if eightbit else 'seven'}.example",
                        octets,
                        mail_options=["BODY=8BITMIME"],
                    )
        wanted = {f"n{i}": VARIANTS[variant][1] for i, (variant, _) in enumerate(jobs)}
        for _ in range(1200):
            if sum(len(hop.received) for hop in self.hops.values()) == len(jobs):
                break
            time.sleep(0.05)
        else:
            raise RuntimeError("Postfix did not deliver everything: " + self.tail())
        return [self.hops[flag].received[name] for name, flag in wanted.items()]

    def stop(self):
        self.master.terminate()
        self.master.wait(20)
        self.log.close()
        for hop in self.hops.values():
            hop.shutdown()
            hop.server_close()
