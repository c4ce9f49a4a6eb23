"""Where the peers are known to differ from the RFCs.  A difference that no row explains fails the test.

A row names the peer, the peculiarity of the case (a feature of dkim_cases.py or spf_cases.py, or a word
of the peer's own explanation after "says:"), what the peer then answers, and the rule it breaks.  A row
never excuses Indicia: where the RFC decides, Indicia must also agree with the case's construction.
"""
import re


class Row:
    def __init__(self, peer, when, answers, why):
        self.peer, self.when, self.answers, self.why = peer, when, answers, why
        self.used = 0

    def explains(self, peer, case, outcome):
        if peer != self.peer or (self.answers is not None and outcome.word not in self.answers.split()):
            return False
        if callable(self.when):
            return self.when(case, outcome)
        if self.when.startswith("says:"):
            return re.search(self.when[5:], outcome.detail) is not None
        return self.when in case.features


def row(peer, features, answers, why):
    return [Row(peer, feature, answers, why) for feature in features.split()]


DKIM = (
    # dkimpy
    row("dkimpy", "rsa-sha1", "pass", "RFC 8301 3.1: rsa-sha1 must not be used to verify")
    + row("dkimpy", "k_v_not_first", "pass", "RFC 6376 3.6.1: v= must be the first tag of a key record")
    + row(
        "dkimpy",
        "h_without_from h_empty",
        "pass",
        "RFC 6376 5.4, 6.1.1: From must be signed; dkimpy adds it to h= by itself",
    )
    + row("dkimpy", "l_too_large", "pass", "RFC 6376 3.5: l= beyond the body is a permanent failure")
    + row(
        "dkimpy",
        "expired_recently x_before_t",
        "pass",
        "RFC 6376 3.5: x= may be judged with its exact value; dkimpy allows ten hours",
    )
    + row("dkimpy", "tag_name_hyphen", "pass", "RFC 6376 3.2: a tag name has letters, digits and underscores only")
    + row("dkimpy", "a_mismatch", "pass", "RFC 6376 6.1.2: a= and the key's type must agree; dkimpy takes the key's")
    + row("dkimpy", "k_t_s_subdomain", "pass", "RFC 6376 3.6.1: t=s forbids i= in a subdomain")
    + row("dkimpy", "k_h_sha1 k_h_unknown", "pass", "RFC 6376 3.6.1: the key's h= limits the hash algorithms")
    + row(
        "dkimpy",
        "unterminated_relaxed_blank",
        "fail",
        "RFC 6376 3.4.4: blanks at a line's end go, also on a last line without CRLF",
    )
    + row(
        "dkimpy",
        "space_before_colon",
        "fail",
        "RFC 6376 3.4.2, RFC 5322 4.5: blanks before the colon are obsolete syntax and removed",
    )
    + row("dkimpy", "q_list", "fail", "RFC 6376 3.5: q= is a list; unknown methods are ignored")
    + row("dkimpy", "t_future", "fail", "RFC 6376 3.5: a t= in the future may be ignored")
    + row(
        "dkimpy",
        "k_two_bad_first",
        "fail",
        "RFC 6376 3.6.2.2: several records are undefined; any usable key may be taken",
    )
    + row("dkimpy", "k_s_list", "fail", "RFC 6376 3.6.1: s= is a list")
    + row(
        "dkimpy",
        "blanks_around_b folded_everywhere",
        "fail",
        "RFC 6376 3.5, 3.7: white space around the value of b= goes with it",
    )
    + row(
        "dkimpy",
        "field_added_above",
        "fail",
        "RFC 6376 5.4.2: h= decides which From fields are signed; dkimpy adds one more",
    )
    # Mail::DKIM
    + row("mail_dkim", "rsa-sha1", "pass", "RFC 8301 3.1")
    + row("mail_dkim", "rsa512", "pass", "RFC 8301 3.2: below 1024 bits is a failure (strict mode only there)")
    + row("mail_dkim", "ed25519", "fail", "RFC 8463: not implemented in this release")
    + row("mail_dkim", "a_upper c_upper", "pass", "RFC 6376 3.2: values are case-sensitive")
    + row("mail_dkim", "v_missing bh_missing", "pass", "RFC 6376 3.5: v= and bh= are required")
    + row("mail_dkim", "h_without_from h_empty h_missing", "pass", "RFC 6376 5.4: From must be signed")
    + row("mail_dkim", "tag_twice k_tag_twice", "pass", "RFC 6376 3.2: a tag must not occur twice")
    + row("mail_dkim", "empty_spec k_empty_spec", "pass", "RFC 6376 3.2: a tag-spec cannot be empty")
    + row("mail_dkim", "tag_name_hyphen tag_name_digit_first", "pass", "RFC 6376 3.2: tag names")
    + row(
        "mail_dkim",
        "l_too_large l_80_digits l_empty l_garbage l_negative",
        "pass",
        "RFC 6376 3.5: l= is at most 76 digits and not beyond the body",
    )
    + row(
        "mail_dkim",
        "t_garbage x_garbage x_before_t",
        "pass",
        "RFC 6376 3.5: t= and x= are decimal, and x= is later than t=",
    )
    + row("mail_dkim", "k_v_not_first", "pass", "RFC 6376 3.6.1: v= first")
    + row("mail_dkim", "k_g_other k_g_empty", "fail", "RFC 6376 removed g=; unknown tags are ignored")
    + row("mail_dkim", "k_two_bad_first", "fail", "RFC 6376 3.6.2.2")
    + row("mail_dkim", "k_pkcs1", "fail", "RFC 6376 3.6.1 names RSAPublicKey; verifiers accept both forms")
    + row("mail_dkim", "k_h_spaces", "fail", "RFC 6376 3.6.1: white space around the colons of h=")
    + row(
        "mail_dkim",
        "unterminated_simple unterminated_simple_blank",
        "fail",
        "RFC 6376 3.4.3: a body without final CRLF gets one",
    )
    + row(
        "mail_dkim",
        "l_in_blank_body",
        "fail",
        "RFC 6376 3.4.3, 3.5: l= counts octets of the canonical body, here of its one CRLF",
    )
    + row("mail_dkim", "l_zero", "fail", "RFC 6376 3.5: l=0 signs no octet of the body")
)


def ip6_matches_everything(case, outcome):
    """An ip6 term with prefix length 0 stands somewhere and the client speaks IPv4."""
    ipv4 = ":" not in case.ip or "." in case.ip
    return ipv4 and any(
        re.search(rb"ip6:\S+/0\b", b"".join(strings), re.I)
        for (_, kind), records in case.zone.items()
        if kind == "TXT" and not isinstance(records, str)
        for strings in records
    )


def several_queries_in_a_term(case, outcome):
    """The peer speaks of the void limit, and a term that asks more than once (mx, ptr, %{p}) stands somewhere."""
    return re.search("void.(DNS.)?look-?up", outcome.detail, re.I) is not None and any(
        re.search(rb"mx|ptr|%\{p", b"".join(strings), re.I)
        for (_, kind), records in case.zone.items()
        if kind == "TXT" and not isinstance(records, str)
        for strings in records
    )


SPF = (
    row("pyspf", "says:trivial.recursion", "permerror", "RFC 7208 5.2: a mechanism before the loop may match first")
    + row("pyspf", "upper_case", None, "RFC 7208 4.6.1: names of modifiers are case-insensitive")
    + [
        Row(
            "pyspf",
            lambda case, outcome: case.mail_from.endswith("."),
            "none",
            "RFC 7208 4.3: a final dot is no fault of the domain",
        )
    ]
    + [
        Row(
            peer,
            several_queries_in_a_term,
            "permerror",
            "RFC 7208 4.6.4 limits the terms whose queries are void; the peer counts each query of an mx or ptr",
        )
        for peer in ("pyspf", "mail_spf")
    ]
    + [
        Row(
            "pyspf",
            lambda case, outcome: "ptr" in case.features and "DNS" in outcome.detail,
            "temperror",
            "RFC 7208 5.5: a DNS error in ptr means no match",
        )
    ]
    + row(
        "pyspf",
        "bad_macro",
        None,
        "RFC 7208 7.1: a macro is a letter, digits, r and delimiters; pyspf passes over %{dx}",
    )
    + [
        Row(
            "mail_spf",
            ip6_matches_everything,
            None,
            "RFC 7208 5.6: ip6 never matches an IPv4 client, whatever its prefix length",
        )
    ]
    + row("mail_spf", "empty_domain", None, "RFC 7208 7.1: a domain-spec cannot begin with a prefix length")
    + row(
        "mail_spf",
        "unknown_modifier_bad_macro",
        None,
        "RFC 7208 6: the value of an unknown modifier is a macro-string too",
    )
)


def explain(table, peer, case, outcome):
    for entry in table:
        if entry.explains(peer, case, outcome):
            entry.used += 1
            return entry
    return None
