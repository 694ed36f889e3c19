"""Who may speak to this address at all: the Host and Origin checks.

They keep web pages out: a page can make a browser send requests to 127.0.0.1 (its Origin tells), or make
its own host name point there (the Host header tells).
Source: RFC 9110, section 7.2; https://fetch.spec.whatwg.org/#origin-header; DNS rebinding as described in
https://owasp.org/www-community/attacks/DNS_Rebinding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from proxy_core.config import Config, is_loopback
from proxy_core.errors import ProxyError

_ANY_ADDRESS = ("0.0.0.0", "::", "")
_HOST = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[^\s:/?#\[\]@\\]+))(?::[0-9]*)?")
#: an IPv6 address without its brackets, as some clients send it
_ADDRESS = re.compile(r"[0-9a-f:.]+")


def check_host(headers: Mapping[str, str], config: Config) -> None:
    """Raises `ProxyError` HOST_NOT_ALLOWED."""
    host = host_of(headers.get("host", ""))
    if is_loopback(host):
        return
    configured = config["server.host"]
    names = {name.lower() for name in config["server.allowed_hosts"]}
    if host and (host in names or (host == configured.lower() and configured not in _ANY_ADDRESS)):
        return
    raise ProxyError("HOST_NOT_ALLOWED")


def check_origin(headers: Mapping[str, str], config: Config) -> None:
    """Raises `ProxyError` ORIGIN_NOT_ALLOWED."""
    origin = headers.get("origin")
    if origin is None and headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return
    if origin not in config["server.allowed_origins"]:
        raise ProxyError("ORIGIN_NOT_ALLOWED")


def host_of(header: str) -> str:
    """The name or address in a Host header, without port and brackets, in lower case; empty if it is none.

    Source: RFC 9110, section 7.2 and RFC 3986, section 3.2: nothing may follow but a port.
    """
    header = header.strip().lower()
    if match := _HOST.fullmatch(header):
        return match["address"] or match["name"]
    return header if _ADDRESS.fullmatch(header) else ""
