"""Whether a proxy of ours answers at an address, and whose it is.

Owns the one question that a command asks before it sends anybody there: an address on this machine can be
held by another of its users.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PRODUCT = "scrubroom"
_TIME_LIMIT = 2.0
_LISTEN = "0A"
_LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What is at an address. taken: something listens there. ours: it is a Scrubroom of this user."""

    taken: bool
    ours: bool = False
    stranger: bool = False
    version: str = ""


def proxy_url(host: str, port: int) -> str:
    """The address for a client on this machine. host: as it is listened on; a wildcard becomes loopback."""
    host = host.strip("[]")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if address.is_unspecified:
        host = "127.0.0.1" if address.version == 4 else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def find_proxy(host: str, port: int) -> Found:
    """Asks `GET /healthz`. Raises nothing: what does not answer as a Scrubroom is none."""
    name = proxy_url(host, port).removeprefix("http://").rsplit(":", 1)[0].strip("[]")
    connection = http.client.HTTPConnection(name, port, timeout=_TIME_LIMIT)
    try:
        connection.connect()
    except (OSError, socket.gaierror):
        return Found(False)
    try:
        connection.request("GET", "/healthz")
        said: Any = json.loads(connection.getresponse().read(_LONGEST))
    except (OSError, ValueError, http.client.HTTPException):
        return Found(True)
    finally:
        connection.close()
    if not isinstance(said, dict) or said.get("product") != PRODUCT:
        return Found(True)
    owner = listener_uid(port)
    stranger = owner is not None and owner not in (os.getuid(), 0)
    return Found(True, not stranger, stranger, str(said.get("version", "")))


def listener_uid(port: int, folder: Path = Path("/proc/net")) -> int | None:
    """The user whose process listens on a port of this machine; None where that cannot be known.

    Source: proc_pid_net(5): `local_address` in hexadecimal, state 0A for LISTEN, then `uid`.
    """
    if sys.platform == "win32":
        return None
    for name in ("tcp", "tcp6"):
        try:
            lines = (folder / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTEN and int(fields[1].rsplit(":", 1)[1], 16) == port:
                return int(fields[7])
    return None
