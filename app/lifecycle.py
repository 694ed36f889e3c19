"""The proxy's life: start, stop, restart, and what its light shows.

Owns the one `ProxyServer` and the truth about it. Must not know widgets: whoever shows the status subscribes.
A port that is taken is said, never silently exchanged for another: clients are pointed at it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Callable

from app.running_proxy import Found, find_proxy
from proxy_core.config import Config, is_loopback
from proxy_core.core import Core
from proxy_core.journal.entry import Entry, Outcome
from proxy_core.server.app import ProxyServer
from ui.ports import ProxyState, ProxyStatus

log = logging.getLogger("scrubroom.lifecycle")

#: How long the light shows that a request was blocked, in seconds.
BLOCKED_S = 6.0
#: How often the light follows requests, in seconds.
SHOW_EVERY_S = 0.1
#: "An attempt was made to access a socket in a way forbidden by its access permissions": a reserved range.
_WINDOWS_RESERVED = 10013
_NO_SUCH_NAME = "There is no address behind the name {host}. Set server.host to 127.0.0.1."
_ANOTHER_PORT = "choose another one, under Settings or with 'scrubroom serve --port'"
_OPEN_TO_ALL = (
    "The address {host} lets other machines in, and there is no local key to keep them out. "
    "Create one with 'scrubroom keys create NAME', or set server.host to 127.0.0.1."
)
Listener = Callable[[ProxyStatus], None]


class Lifecycle:
    """host and port: replace the configuration's, for the command line's own."""

    def __init__(self, core: Core, *, host: str | None = None, port: int | None = None) -> None:
        self._core = core
        self._host = host
        self._port = port
        self._server: ProxyServer | None = None
        self._url = ""
        self._problem = ""
        self._refusal = ""
        self._notice = ""
        self._blocked: asyncio.TimerHandle | None = None
        self._blocked_why = ""
        self._telling: asyncio.TimerHandle | None = None
        self._turn = asyncio.Lock()
        self._listeners: list[Listener] = []
        self._shown: ProxyStatus | None = None
        self._address: tuple[str, int] | None = None
        core.ring.subscribe(self._on_entry)

    def status(self) -> ProxyStatus:
        active = self._core.active
        if self._server is None:
            state = ProxyState.ERROR if self._problem else ProxyState.OFF
            return ProxyStatus(state, "", self._problem, 0)
        if self._blocked is not None:
            return ProxyStatus(ProxyState.BLOCKED, self._url, self._blocked_why, active)
        if self._refusal:
            return ProxyStatus(ProxyState.ERROR, self._url, self._refusal, active)
        # A problem beside a running server: it could not move to the address that is configured now.
        message = self._problem or self._notice
        return ProxyStatus(ProxyState.BUSY if active else ProxyState.ON, self._url, message, active)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls the listener with each new status; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def refusing(self, why: str) -> None:
        """why: what makes the proxy refuse every request although it listens; empty if nothing does."""
        if why != self._refusal:
            self._refusal = why
            self._tell()

    def noting(self, what: str) -> None:
        """what: something to mend although requests are answered; empty if nothing is."""
        if what != self._notice:
            self._notice = what
            self._tell()

    async def start(self) -> None:
        """Listen. What keeps it from doing so is in the status; nothing is raised."""
        async with self._turn:
            if self._server is None:
                # whoever starts it says what the status says; the log has it for the record
                await self._start(logging.INFO)
        self._tell()

    async def stop(self) -> None:
        """Let running answers end, for a while, and stop listening."""
        async with self._turn:
            self._problem = ""
            await self._stop()
        self._tell()

    async def apply(self, config: Config) -> None:
        """Take over a changed configuration; listens anew if the address has changed."""
        self._core.configure(config)
        self._core.ring.resize(config["log.rows"])
        async with self._turn:
            if self._server is None:
                if self._problem:
                    await self._start()
            elif self._address != self._wanted():
                await self._move()
            else:
                self._problem = ""
            await self._close_if_open_to_all()
        self._tell()

    def _wanted(self) -> tuple[str, int]:
        config = self._core.config
        host = self._host if self._host is not None else config["server.host"]
        return host, self._port if self._port is not None else config["server.port"]

    async def _start(self, level: int = logging.WARNING) -> None:
        """level: with which the log is told what keeps it from listening."""
        host, port = self._wanted()
        if self._open_to_all(host):
            self._problem = await _unknown_name(host) or _OPEN_TO_ALL.format(host=host)
            log.log(level, "%s", self._problem)
            return
        server = ProxyServer(self._core)
        try:
            self._url = await server.start(host, port)
        except (OSError, OverflowError) as error:
            self._problem = address_problem(error, host, port, await _who_has(error, host, port))
            log.log(level, "%s", self._problem)
            return
        self._server, self._problem, self._address = server, "", (host, port)

    def _open_to_all(self, host: str) -> bool:
        """Whether a proxy at this address would answer to whoever reaches it."""
        return not is_loopback(host) and not self._core.config.keys

    async def _close_if_open_to_all(self) -> None:
        """The last local key may be taken back while other machines are let in: then nobody is."""
        if self._server is not None and self._address is not None and self._open_to_all(self._address[0]):
            self._problem = self._problem or _OPEN_TO_ALL.format(host=self._address[0])
            log.warning("stopped listening: %s", self._problem)
            await self._stop()

    async def _move(self) -> None:
        """Listen elsewhere: the old address serves until the new one is there."""
        old, old_url = self._server, self._url
        await self._start()
        if self._server is old:
            self._url = old_url
        elif old is not None:
            await old.stop()

    async def _stop(self) -> None:
        server, self._server = self._server, None
        self._url = ""
        if server is not None:
            await server.stop()

    def _on_entry(self, entry: Entry) -> None:
        if entry.outcome is Outcome.BLOCKED:
            self._show_blocked(entry.message)
            self._tell()
            return
        # Busy and idle alternate with every request, faster than an eye or a panel follows.
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(SHOW_EVERY_S, self._tell)

    def _show_blocked(self, why: str) -> None:
        if self._blocked is not None:
            self._blocked.cancel()
        self._blocked_why = why
        self._blocked = asyncio.get_running_loop().call_later(BLOCKED_S, self._unblock)

    def _unblock(self) -> None:
        self._blocked = None
        self._tell()

    def _tell(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        status = self.status()
        if status == self._shown:
            return
        self._shown = status
        for listener in tuple(self._listeners):
            listener(status)


async def _unknown_name(host: str) -> str:
    """What is wrong with a host name that leads nowhere; empty if it leads to an address."""
    try:
        await asyncio.get_running_loop().getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return _NO_SUCH_NAME.format(host=host)
    return ""


async def _who_has(error: OSError | OverflowError, host: str, port: int) -> Found:
    taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
    return await asyncio.to_thread(find_proxy, host, port) if taken else Found(False)


def address_problem(error: OSError | OverflowError, host: str, port: int, found: Found) -> str:
    """Why an address cannot be had, and what to do, for a person. found: who has it, if it is taken."""
    if isinstance(error, socket.gaierror):
        return _NO_SUCH_NAME.format(host=host)
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE and found.ours:
        return f"Port {port} is taken: your own Scrubroom is running there. Use that one, or {_ANOTHER_PORT}."
    if number == errno.EADDRINUSE:
        who = "another user's Scrubroom" if found.stranger else "another program"
        return f"Port {port} is taken by {who}. Close it, or {_ANOTHER_PORT}."
    if number == errno.EACCES or getattr(error, "winerror", None) == _WINDOWS_RESERVED:
        return f"Port {port} is reserved by the operating system: {_ANOTHER_PORT}."
    if number == errno.EADDRNOTAVAIL:
        return f"This computer has no address {host}. Set server.host to 127.0.0.1."
    return f"The proxy cannot listen on {host}, port {port}. Check server.host and server.port."
