"""Internet protocol addresses.

Source: 45 CFR 164.514(b)(2)(i)(O). Private, loopback, link-local, multicast and otherwise reserved addresses
name no one (IANA special-purpose registries, RFC 6890). Those reserved for documentation (RFC 5737, RFC 3849)
count only where a patient is spoken of. Versions look the same: `1.2.3.4` needs the word.
"""

from __future__ import annotations

import ipaddress
import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer

_DOCUMENTATION = tuple(
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
_WELL_KNOWN = frozenset(
    {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "4.4.4.4", "1.2.3.4", "5.6.7.8"}
)
_VERSION_BEFORE = re.compile(
    r"(?:version|ver|release|v|@|\^|~|>=|<=|==|>|<|/|-|build|chrome|safari|mozilla|oid|section"
    r"|\.)\"?'?[\s:=\"'/]{0,4}$",
    re.IGNORECASE,
)


def names_someone(value: str) -> bool | None:
    """True for a public address, None for one of documentation, False for any other or for none at all."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if any(address.version == network.version and address in network for network in _DOCUMENTATION):
        return None
    return address.is_global and not address.is_multicast and value not in _WELL_KNOWN


class IpRecognizer(Recognizer):
    type = "IP"
    label = "IP address"
    help = "Public addresses; never private or reserved ones."
    rule = "O"
    sure = True
    labels = (
        "ip", "ip address", "ip addr", "client ip", "remote ip", "remote addr", "source ip", "login ip",
        "last login ip", "from ip", "patient ip", "user ip", "x forwarded for", "originating ip",
    )  # fmt: skip
    value = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]{6,39})(?![\w.:])")
    shapes = (r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}", r"(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,6}")

    def accepts(self, value: str) -> bool:
        return names_someone(value) is not False

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        found = names_someone(doc.scan[start:end])
        return bool(found) or (found is None and doc.near(start, 600) > 0)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        value = doc.scan[start:end]
        if _VERSION_BEFORE.search(doc.scan[max(0, start - 16) : start]) or doc.scan[end : end + 1] == "/":
            return False
        found = names_someone(value)
        return found is not False and doc.near(start, 400) > (0 if found else 1)
