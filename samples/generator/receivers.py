"""What each mailbox provider and mail server writes on top of a message it accepts.

The dialects are those of the receivers; senders, recipients and addresses are reserved ones.
"""
import dataclasses
import hashlib

from .mail import date, signatures, top


@dataclasses.dataclass
class Delivery:
    """One hand-over at the border of the receiving organisation."""

    t: int
    ip: str = "192.0.2.25"
    helo: str = "out.example.com"
    rdns: str = None  # reverse name found by the receiver; None: same as helo
    mail_from: str = "bounce@example.com"
    rcpt: str = "anna@recipient.example"
    tls: bool = True
    spf: str = "pass"
    dkim: tuple = ("pass",)  # one word per signature, from the top down
    dmarc: str = "pass"
    arc: str = ""  # empty: the receiver writes nothing about it
    policy: str = "reject"
    header_from: str = "example.com"
    disposition: str = "none"
    bits: int = 2048
    rule: str = "ip4:192.0.2.0/24"

    @property
    def reverse(self):
        return self.helo if self.rdns is None else self.rdns

    @property
    def domain(self):
        return self.mail_from.rpartition("@")[2] or self.helo

    @property
    def sender(self):
        return self.mail_from or f"postmaster@{self.helo}"

    def token(self, salt, size, alphabet="hex"):
        """An identifier that looks random and never changes."""
        digest = hashlib.sha256(f"{salt} {self.t} {self.ip} {self.helo}".encode()).hexdigest()
        if alphabet == "upper":
            return digest.upper()[:size]
        if alphabet == "letters":
            return "".join(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[int(digest[i : i + 2], 16) % 62]
                for i in range(0, 2 * min(size, 32), 2)
            )
        return digest[:size]


def _google_spf_text(d):
    domain = f"domain of {d.sender}"
    return {
        "pass": f"google.com: {domain} designates {d.ip} as permitted sender",
        "softfail": f"google.com: {domain.replace('domain of', 'domain of transitioning')} does not designate {d.ip}"
        " as permitted sender",
        "fail": f"google.com: {domain} does not designate {d.ip} as permitted sender",
        "neutral": f"google.com: {d.ip} is neither permitted nor denied by {domain}",
        "none": f"google.com: {d.sender} does not designate permitted sender hosts",
        "permerror": f"google.com: permanent error in processing during lookup of {d.sender}",
        "temperror": f"google.com: error in processing during lookup of {d.sender}",
    }[d.spf]


def _split(word):
    """'fail (body hash did not verify)' -> ('fail', 'body hash did not verify')."""
    result, _, comment = word.partition(" (")
    return result, comment.rstrip(")")


def gmail(octets, d):
    results = []
    for word, s in zip(d.dkim, signatures(octets)):
        results.append(f"dkim={word} header.i={s['i']} header.s={s['s']} header.b={s['b']}")
    sender = d.mail_from or d.helo
    results.append(
        f"spf={d.spf} ({_google_spf_text(d)}) smtp." + (f"mailfrom={sender}" if d.mail_from else f"helo={sender}")
    )
    if d.dmarc:
        upper = d.policy.upper()
        results.append(
            f"dmarc={d.dmarc} (p={upper} sp={upper} dis={d.disposition.upper()}) header.from={d.header_from}"
        )
    content = ";\n       ".join(results)
    tls = "\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256)" if d.tls else ""
    return top(
        f"Delivered-To: {d.rcpt}\n"
        f"Received: by 2001:db8:6f02:1:b0:9c with SMTP id {d.token('a', 3)}csp{int(d.token('n', 6), 16)}rwb;\n"
        f"        {date(d.t + 1, '-0800', 'PST')}\n"
        f"X-Google-Smtp-Source: {d.token('src', 64, 'letters')}=\n"
        f"X-Received: by 2001:db8:907:1:b0:a9e:1 with SMTP id {d.token('x', 12)}mr{int(d.token('m', 6), 16)}ejb.7.{d.t}000;\n"
        f"        {date(d.t + 1, '-0800', 'PST')}\n"
        f"Return-Path: <{d.mail_from}>\n"
        f"Received: from {d.helo} ({d.reverse}. [{d.ip}])\n"
        f"        by mx.google.com with {'ESMTPS' if d.tls else 'ESMTP'} id {d.token('b', 3)}si{int(d.token('i', 6), 16)}"
        f".1.2026.11.21.01.02.04\n        for <{d.rcpt}>{tls};\n        {date(d.t, '-0800', 'PST')}\n"
        f"Received-SPF: {d.spf} ({_google_spf_text(d)}) client-ip={d.ip};\n"
        f"Authentication-Results: mx.google.com;\n       {content}\n",
        octets,
    )


def _microsoft_results(octets, d):
    verb = {"pass": "signature was verified", "fail": "signature did not verify", "none": "message not signed"}
    signed = signatures(octets)
    word = d.dkim[0] if d.dkim else "none"
    result, comment = _split(word)
    domain = signed[0]["d"] if signed else "none"
    comp = "pass reason=100" if d.dmarc == "pass" else "fail reason=000" if d.policy == "reject" else "none reason=405"
    return (
        f"spf={d.spf} (sender IP is {d.ip})\n smtp.mailfrom={d.domain}; "
        f"dkim={result} ({comment or verb.get(result, result)})\n header.d={domain};"
        f"dmarc={d.dmarc or 'none'} action={'oreject' if d.disposition == 'reject' else d.disposition}\n"
        f" header.from={d.header_from};compauth={comp}"
    )


def _microsoft_spf(d):
    word = {
        "pass": "Pass",
        "fail": "Fail",
        "softfail": "SoftFail",
        "none": "None",
        "neutral": "Neutral",
        "permerror": "PermError",
        "temperror": "TempError",
    }[d.spf]
    verb = "designates" if d.spf == "pass" else "does not designate"
    text = f"protection.outlook.com: domain of {d.domain} {verb} {d.ip} as permitted sender"
    return (
        f"Received-SPF: {word} ({text})\n receiver=protection.outlook.com; client-ip={d.ip};\n"
        f" helo={d.helo}; pr=C\n"
    )


def microsoft(octets, d, *, consumer=False, scl=1, sfv="NSPM", cat="NONE", bcl=0):
    """Exchange Online; consumer adds what Outlook.com writes."""
    server = "AM0EUR00FT000.mail.protection.outlook.com"
    mailbox = "AM0PR00MB0000.eurprd00.prod.outlook.com"
    message_id = d.token("uuid", 32)
    text = (
        f"Received: from {mailbox} (2001:db8:208:1::1)\n by AM9PR00MB0001.eurprd00.prod.outlook.com with HTTPS;"
        f" {date(d.t + 3)}\n"
        f"Received: from DU0P000CA0001.eurprd00.prod.outlook.com (2001:db8:10:1::1) by\n {mailbox} (2001:db8:208:1::1) with Microsoft SMTP\n"
        f" Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9999.10; {date(d.t + 2).replace(' +0000', chr(10) + ' +0000')}\n"
        f"Received: from {server}\n (2001:db8:10:1:cafe::1) by DU0P000CA0001.outlook.office365.com\n"
        f" (2001:db8:10:1::1) with Microsoft SMTP Server (version=TLS1_3,\n cipher=TLS_AES_256_GCM_SHA384) id 15.20.9999.10 via Frontend Transport; {date(d.t + 1).replace(', ', ',' + chr(10) + ' ')}\n"
        f"Authentication-Results: {_microsoft_results(octets, d)}\n"
        + _microsoft_spf(d)
        + f"Received: from {d.helo} ({d.ip}) by\n {server} (10.152.1.1) with Microsoft\n SMTP Server"
        + (" (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384)" if d.tls else "")
        + f" id\n 15.20.9999.10 via Frontend Transport; {date(d.t)}\n"
    )
    if consumer:
        text += (
            f"X-IncomingTopHeaderMarker:\n OriginalChecksum:{d.token('sum', 64, 'upper')};UpperCasedChecksum:{d.token('sum2', 64, 'upper')};SizeAsReceived:2512;Count:21\n"
            f"X-IncomingHeaderCount: 21\n"
        )
    text += (
        f"Return-Path: {d.mail_from or '<>'}\n"
        "X-MS-Exchange-Organization-ExpirationStartTime: 21 Nov 2026 09:02:05.1234\n (UTC)\n"
        f"X-MS-Exchange-Organization-Network-Message-Id:\n {message_id[:8]}-{message_id[8:12]}-{message_id[12:16]}-{message_id[16:20]}-{message_id[20:]}\n"
        "X-MS-Exchange-Organization-MessageDirectionality: Incoming\n"
        f"X-MS-Exchange-Organization-SCL: {scl}\n"
        f"X-Forefront-Antispam-Report:\n CIP:{d.ip};CTRY:US;LANG:en;SCL:{scl};SRV:;IPV:NLI;SFV:{sfv};H:{d.helo};PTR:{d.reverse};CAT:{cat};SFS:(13230040)(4022899009);DIR:INB;\n"
        f"X-Microsoft-Antispam: BCL:{bcl};ARA:13230040|4022899009;\n"
    )
    if consumer:
        text += (
            f"X-Sender-IP: {d.ip}\nX-SID-PRA: NEWS@EXAMPLE.COM\nX-SID-Result: {'PASS' if d.dmarc == 'pass' else 'NONE'}\n"
            f"X-Microsoft-Antispam-Mailbox-Delivery:\n wl:1;pcwl:1;kl:0;iwl:0;ijl:0;dwl:0;dkl:0;rwl:0;ucf:0;jmr:0;ex:0;auth:1;dest:{'J' if scl >= 5 else 'I'};OFR:{'SpamFilterAuthJ' if scl >= 5 else 'SenderUseIP'};ENG:(5062000308);\n"
        )
    return top(text, octets)


def yahoo(octets, d):
    host = "atlas-production.v2-mail-prod1-ne1.omega.yahoo.com"
    results = [
        f"dkim={word} header.i={s['i']} header.s={s['s']} arc_overridden_status=NOT_OVERRIDDEN"
        for word, s in zip(d.dkim, signatures(octets))
    ] or ["dkim=unknown"]
    results.append(f"spf={d.spf} smtp.mailfrom={d.domain} arc_overridden_status=NOT_OVERRIDDEN")
    results.append(
        f"dmarc={d.dmarc}(p={d.policy.upper()}) header.from={d.header_from} arc_overridden_status=NOT_OVERRIDDEN"
    )
    verb = "designates" if d.spf == "pass" else "does not designate"
    return top(
        f"Received: from 127.0.0.1\n by {host} pod-id {host.replace('yahoo.com', 'yahoo.com')} with HTTP; {date(d.t + 1)}\n"
        f"Return-Path: <{d.mail_from}>\n"
        f"X-Originating-Ip: [{d.ip}]\n"
        f"Received-SPF: {d.spf} (domain of {d.domain} {verb} {d.ip} as permitted sender)\n"
        f"Authentication-Results: {host};\n " + ";\n ".join(results) + ";\n"
        f"X-Apparently-To: {d.rcpt}; {date(d.t + 1)}\n"
        f"X-YMailISG: {d.token('isg', 32, 'letters')}\n {d.token('isg2', 32, 'letters')}\n"
        f"Received: from {d.ip} (EHLO {d.helo})\n by 10.253.1.1 with {'SMTPs' if d.tls else 'SMTP'}"
        + ("\n (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256)" if d.tls else "")
        + f";\n {date(d.t)}\n",
        octets,
    )


def icloud(octets, d):
    comment = f"spf.icloud.com: domain of {d.sender} {'designates' if d.spf == 'pass' else 'does not designate'} {d.ip} as permitted sender"
    text = (
        f"Received: from ms00000000.mac.example by p00-mailgateway-smtp-{d.token('g', 10)} (mailgateway 2626B1)\n"
        f"\twith SMTP id {d.token('id', 8)}-0000-4000-8000-{d.token('id2', 12)}\n\tfor <{d.rcpt}>; {date(d.t + 2, '+0000', 'UTC')}\n"
        f"X-Apple-MoveToFolder: INBOX\nX-Apple-Action: MOVE_TO_FOLDER/INBOX\n"
        f"Received: from {d.helo} ({d.reverse} [{d.ip}])\n"
        f"\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n\tby ms00000000.mac.example (Postfix) with ESMTPS id {d.token('q', 12, 'upper')}\n"
        f"\tfor <{d.rcpt}>; {date(d.t, '+0000', 'UTC')}\n"
        'Authentication-Results: bimi.icloud.com; bimi=skipped reason="insufficient dmarc"\n'
        "X-ARC-Info: policy=fail; arc=none\nAuthentication-Results: arc.icloud.com; arc=none\n"
        f"Authentication-Results: dmarc.icloud.com; dmarc={d.dmarc} header.from={d.header_from}\n"
        f"X-DMARC-Info: {d.dmarc}={d.dmarc}; dmarc-policy={d.policy}; s=r1; d=r1; pdomain={d.header_from}\n"
        f"X-DMARC-Policy: v=DMARC1; p={d.policy}\n"
    )
    for word, s in zip(d.dkim, signatures(octets)):
        text += (
            f"Authentication-Results: dkim-verifier.icloud.com;\n\tdkim={word} ({d.bits}-bit key) header.d={s['d']} header.i={s['i']}\n"
            f"\theader.b={s['b']}\n"
        )
    text += (
        f"Authentication-Results: spf.icloud.com; spf={d.spf} ({comment})\n\tsmtp.mailfrom={d.sender}\n"
        f"Received-SPF: {d.spf} ({comment})\n\treceiver=spf.icloud.com; client-ip={d.ip}; helo={d.helo};\n\tenvelope-from={d.sender}\n"
    )
    return top(f"Return-Path: <{d.mail_from}>\n" + text, octets)


def mail_ru(octets, d):
    token = f"1v{d.token('x', 4, 'letters')}-{d.token('y', 11, 'letters')}-{d.token('z', 4, 'letters')}"
    results = f"spf={d.spf} (mx000.i.mail.ru: domain of {d.domain} {'designates' if d.spf == 'pass' else 'does not designate'} {d.ip} as permitted sender) smtp.mailfrom={d.mail_from} smtp.helo={d.helo}"
    for word, s in zip(d.dkim, signatures(octets)):
        results += f";\n\t dkim={word} header.d={s['d']}"
    return top(
        f"Delivered-To: {d.rcpt}\nReturn-path: <{d.mail_from}>\n"
        f"Received: by f000.i.mail.ru with local (envelope-from <{d.mail_from}>)\n\tid {token}\n\tfor {d.rcpt}; {date(d.t + 1, '+0300')}\n"
        f"Received: from [{d.ip}] (port=40000 helo={d.helo})\n\tby mx000.i.mail.ru with esmtp{'s' if d.tls else ''} (envelope-from <{d.mail_from}>)\n\tid {token}\n"
        f"\tfor {d.rcpt}; {date(d.t, '+0300')}\n"
        f"Authentication-Results: mxs.mail.ru; {results};\n\t dmarc={d.dmarc} header.from=news@{d.header_from}\n"
        f"X-Mailru-Src: smtp\nX-Spam: undefined\nX-7564579A: {d.token('m', 32, 'upper')}\nX-Mras: Ok\n",
        octets,
    )


def yandex(octets, d):
    host = "mail-nwsmtp-mxfront-production-main-00.sas.yp-c.yandex.net"
    verb = "designates" if d.spf == "pass" else "does not designate"
    results = f"spf={d.spf} ({host}: domain of {d.domain} {verb} {d.ip} as permitted sender, rule=[{d.rule}]) smtp.mail={d.mail_from}"
    for word, s in zip(d.dkim, signatures(octets)):
        results += f"; dkim={word} header.i={s['i']}"
    queue = f"{d.token('q', 7, 'letters')}-{d.token('p', 7, 'letters')}"
    return top(
        f"Received: from {host} ({host} [IPv6:2001:db8:c0c:1::1])\n\tby postback00a.mail.yandex.net (Yandex) with ESMTPS id {d.token('u', 10, 'upper')}\n"
        f"\tfor <{d.rcpt}>; {date(d.t + 1, '+0300', 'MSK')}\n"
        f"Received: from {d.helo} ({d.reverse} [{d.ip}])\n\tby {host} (mxfront/Yandex) with ESMTPS id {queue};\n\t{date(d.t, '+0300')}\n"
        "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n\t(Client certificate not present)\n"
        f"Return-Path: {d.mail_from}\n"
        f"X-Yandex-Front: {host}\nX-Yandex-TimeMark: {d.t}\n"
        f"Authentication-Results: {host}; {results}\nX-Yandex-Spam: 1\n",
        octets,
    )


def fastmail(octets, d):
    host = "phl-mx-00.messagingengine.com"
    results = ["dkim2=none (no signatures found)"]
    for word, s in zip(d.dkim, signatures(octets)):
        kind = f"{d.bits}-bit rsa key sha256" if s["a"].startswith("rsa") else "ed25519 key sha256"
        results.append(
            f"dkim={word} ({kind})\n      header.d={s['d']} header.i={s['i']} header.b={s['b']}\n      header.a={s['a']} header.s={s['s']}"
        )
    results.append(
        f"dmarc={d.dmarc} policy.published-domain-policy={d.policy}\n      policy.applied-disposition={d.disposition} policy.evaluated-disposition={d.disposition}\n"
        f"      (p={d.policy},d={d.disposition},d.eval={d.disposition}) policy.policy-from=p\n      header.from={d.header_from}"
    )
    results.append(f"iprev=pass smtp.remote-ip={d.ip} ({d.reverse})")
    results.append(f"spf={d.spf} smtp.mailfrom={d.sender} smtp.helo={d.helo}")
    return top(
        f"Return-Path: <{d.mail_from}>\nReceived: from phl-compute-00.internal (phl-compute-00.internal [10.202.2.1])\n"
        f"\t by phl-sloti00d1t00.internal (Cyrus 3.13.0-alpha0) with LMTPA;\n\t {date(d.t + 1, '-0500')}\n"
        f"X-Spam-source: IP='{d.ip}', Host='{d.reverse}', Country='US', FromHeader='com', MailFrom='com'\n"
        "X-Spam-charsets: plain='utf-8', html='utf-8'\nX-Resolved-to: anna@recipient.example\n"
        f"X-Delivered-to: {d.rcpt}\nX-Mail-from: {d.mail_from}\n"
        f"Received: from phl-mx-00 ([10.202.2.200])\n  by phl-compute-00.internal (LMTPProxy); {date(d.t + 1, '-0500')}\n"
        f"Received: from {host} (localhost [127.0.0.1])\n\tby mailmx.phl.internal (Postfix) with ESMTP id {d.token('m', 12, 'upper')}\n\tfor <{d.rcpt}>; {date(d.t + 1, '-0500', 'EST')}\n"
        f"Authentication-Results: {host};\n    " + ";\n    ".join(results) + "\n"
        f"Received-SPF: {d.spf}\n    ({d.domain}: Sender is authorized to use '{d.sender}' in 'mfrom' identity (mechanism '{d.rule}' matched))\n"
        f"    receiver={host};\n    identity=mailfrom;\n    envelope-from=\"{d.sender}\";\n    helo={d.helo};\n    client-ip={d.ip}\n"
        f"Received: from {d.helo} ({d.reverse} [{d.ip}])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits))\n"
        f"\t(No client certificate requested)\n\tby {host} (Postfix) with ESMTPS\n\tfor <{d.rcpt}>; {date(d.t, '-0500', 'EST')}\n",
        octets,
    )


def postfix(
    octets, d, *, by="mx.receiver.example", results=True, received_spf=True, utf8=False, return_path=True, dmarc=True
):
    """Postfix with OpenDKIM, OpenDMARC and an SPF policy server, as on a self-hosted server."""
    text = ""
    if return_path:
        text += f"Return-Path: <{d.mail_from}>\nX-Original-To: {d.rcpt}\nDelivered-To: {d.rcpt}\n"
    if results:
        if dmarc and d.dmarc:
            text += (
                f"Authentication-Results: {by}; dmarc={d.dmarc} (p={d.policy} dis={d.disposition})"
                f" header.from={d.header_from}\n"
            )
        if d.arc:
            text += f"Authentication-Results: {by}; arc={d.arc} smtp.remote-ip={d.ip}\n"
        for word, s in zip(d.dkim, signatures(octets)):
            result, comment = _split(word)
            kind = f"{d.bits}-bit key" if s["a"].startswith("rsa") else "256-bit key"
            reason = f' reason="{comment}"' if comment else ""
            text += (
                f"Authentication-Results: {by};\n\tdkim={result}{reason} ({kind}; unprotected) header.d={s['d']}"
                f" header.i={s['i']}\n\theader.b=\"{s['b']}\"; dkim-atps=neutral\n"
            )
    if received_spf:
        identity = "mailfrom" if d.mail_from else "helo"
        text += (
            f"Received-SPF: {d.spf.capitalize()} ({identity}) identity={identity}; client-ip={d.ip};\n"
            f"\thelo={d.helo}; envelope-from={d.mail_from or '<>'}; receiver=<UNKNOWN>\n"
        )
    proto = ("UTF8" if utf8 else "E") + "SMTP" + ("S" if d.tls else "")
    tls = (
        (
            "\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)"
            "\n\t key-exchange x25519 server-signature ECDSA (prime256v1) server-digest SHA256)"
            "\n\t(No client certificate requested)"
        )
        if d.tls
        else ""
    )
    address = f"IPv6:{d.ip}" if ":" in d.ip else d.ip
    text += (
        f"Received: from {d.helo} ({d.reverse} [{address}]){tls}\n\tby {by} (Postfix) with {proto} id {d.token('q', 12, 'upper')}\n"
        f"\tfor <{d.rcpt}>; {date(d.t, '+0000', 'UTC')}\n"
    )
    return top(text, octets)


def exim(octets, d, *, by="mx.receiver.example"):
    queue = f"1v{d.token('x', 4, 'letters')}-{d.token('y', 11, 'letters')}-{d.token('z', 4, 'letters')}"
    host = f"from {d.reverse} ([{d.ip}]:40000" + (f" helo={d.helo}" if d.reverse != d.helo else "") + ")"
    tls = "s (TLS1.3) tls TLS_AES_256_GCM_SHA384" if d.tls else ""
    results = "".join(
        f";\n\tdkim={word} header.d={s['d']} header.s={s['s']} header.a={s['a']}"
        for word, s in zip(d.dkim, signatures(octets))
    )
    # Results are added ":at_start:", as Exim's manual shows for authresults, so they stand above Received.
    return top(
        f"Return-path: <{d.mail_from}>\nEnvelope-to: {d.rcpt}\nDelivery-date: {date(d.t + 1)}\n"
        f"Authentication-Results: {by};\n\tiprev=pass ({d.reverse}) smtp.remote-ip={d.ip};\n"
        f"\tspf={d.spf} smtp.mailfrom={d.sender}{results};\n"
        f"\tdmarc={d.dmarc} header.from={d.header_from}\n"
        f"Received: {host}\n\tby {by} with esmtp{tls}\n\t(Exim 4.98)\n"
        f"\t(envelope-from <{d.mail_from}>)\n\tid {queue}\n\tfor {d.rcpt};\n\t{date(d.t)}\n",
        octets,
    )


def proofpoint(octets, d):
    """A Proofpoint gateway in front of the recipient's own Exchange server."""
    results = "".join(
        f";\n dkim={word} header.d={s['d']} header.s={s['s']}" for word, s in zip(d.dkim, signatures(octets))
    )
    return top(
        f"Received: from EX01.corp.recipient.example (10.1.2.3) by EX02.corp.recipient.example\n (10.1.2.4) with Microsoft SMTP Server (version=TLS1_2,\n"
        f" cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.1544.11; {date(d.t + 4)}\n"
        f"Received: from mx0a-00000000.pphosted.com (203.0.113.148) by\n EX01.corp.recipient.example (10.1.2.3) with Microsoft SMTP Server id\n 15.2.1544.11 via Frontend Transport; {date(d.t + 3)}\n"
        f"Received: from pps.filterd (m0000000.ppops.net [127.0.0.1])\n\tby mx0a-00000000.pphosted.com (8.18.1.2/8.18.1.2) with ESMTP id {d.token('p', 15)}\n\tfor <{d.rcpt}>; {date(d.t + 1, '+0000', 'GMT')}\n"
        f"Authentication-Results: ppops.net; spf={d.spf} smtp.mailfrom={d.mail_from}{results};\n dmarc={d.dmarc} policy={d.policy} header.from={d.header_from}\n"
        f"Received: from {d.helo} ({d.reverse} [{d.ip}])\n\tby mx0a-00000000.pphosted.com (PPS) with ESMTPS id {d.token('q', 10)}-1\n"
        f"\t(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT)\n\tfor <{d.rcpt}>; {date(d.t, '+0000', 'GMT')}\n"
        "X-Proofpoint-Virus-Version: vendor=baseguard\n engine=ICAP:2.0.293,Aquarius:18.0.1099,Hydra:6.1.9,FMLib:17.12.80\n definitions=2026-11-21_01,2026-11-20_01,2025-10-01_01\n"
        "X-Proofpoint-Spam-Details: rule=inbound_notspam policy=inbound score=0\n",
        octets,
    )


def mimecast(octets, d):
    """Mimecast in front of Microsoft 365: the relay's own addresses are the last foreign hop."""
    results = "".join(
        f"dkim={word} header.d={s['d']} header.s={s['s']} header.b={s['b']};\n\t"
        for word, s in zip(d.dkim, signatures(octets))
    )
    unique = d.token("u", 22, "letters")
    return top(
        f"Received: from {d.helo} ({d.reverse}\n [{d.ip}]) by relay.mimecast.com with ESMTP with STARTTLS\n (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id\n us-mta-000-{unique}-1; {date(d.t, '-0500')}\n"
        f"X-MC-Unique: {unique}-1\nX-Mimecast-MFC-AGG-ID: {unique}_{d.t}\n"
        f"Authentication-Results: relay.mimecast.com;\n\t{results}dmarc={d.dmarc} (policy={d.policy}) header.from={d.header_from};\n"
        f"\tspf={d.spf} (relay.mimecast.com: domain of {d.sender} designates {d.ip} as permitted sender) smtp.mailfrom={d.mail_from}\n"
        "X-Mimecast-Spam-Score: 0\n",
        octets,
    )


def submission(octets, t, *, host="out.example.com", client="app01.example.com", ip="10.20.0.15", user=None):
    """The first hop, inside the sender's own organisation."""
    authenticated = f"\n\t(Authenticated sender: {user})" if user else ""
    return top(
        f"Received: from {client} ({client} [{ip}]){authenticated}\n\tby {host} (Postfix) with ESMTPSA id {abs(hash_of(t, host)):012X}"[
            :400
        ]
        + f";\n\t{date(t, '+0000', 'UTC')}\n",
        octets,
    )


def hash_of(t, host):
    return int(hashlib.sha256(f"{t}{host}".encode()).hexdigest()[:12], 16)
