"""The `.phiallow` files of the repositories in which clients work, and whether each counts.

Implements `proxy_core.core.Repositories`. A file counts only while a person trusts its exact content; a new
or changed one is listed as such and asked about, and until then the request is checked as if it were not
there. Files are read in a thread when a directory is first seen, and looked at again once a second; the
request itself waits only for the first look, and not for long.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.executor import DaemonExecutor
from app.files import Signature, signature
from app.phiallow_file import PhiAllowFile, find, read
from app.phiallow_trust import Decision, TrustStore
from proxy_core.exchange import Parsed
from proxy_core.faults import describe
from proxy_core.privacy.directory import stated_directory
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.phiallow import PhiAllow

_log = logging.getLogger("scrubroom.phiallow")
#: seconds for which a request waits for the first look at its directory
PATIENCE = 1.0
_MOST_DIRECTORIES = 64
_THREADS = 4
_MOST_SESSIONS = 1000
_MOST_GUARDS = 8


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found for a directory. seen: the file's signature then."""

    file: PhiAllowFile | None = None
    seen: Signature | None = None


_NOTHING = _Looked()


class Repositories:
    """make: the usual guard with what a repository allows, from the usual guard. All on one event loop."""

    def __init__(self, trust: TrustStore, make: Callable[[Guard, PhiAllow], Guard]) -> None:
        self.trust = trust
        self._make = make
        self._looked: OrderedDict[Path, _Looked] = OrderedDict()
        self._looking: dict[Path, asyncio.Task[None]] = {}
        # Threads of its own: one that hangs on a dead drive must not be one that checks requests.
        self._worker = DaemonExecutor(threads=_THREADS, name="scrubroom-phiallow")
        self._sessions: OrderedDict[str, Path] = OrderedDict()
        self._guards: OrderedDict[str, Guard] = OrderedDict()
        self._usual: Guard | None = None
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls the listener when a file appears, changes or is decided about. Returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def files(self) -> Mapping[Path, tuple[PhiAllowFile, Decision | None]]:
        """Every file that was found for a request, by its path, and what was decided about its content."""
        found = [looked.file for looked in self._looked.values() if looked.file is not None]
        return {file.path: (file, self.trust.decision(file.path, file.digest)) for file in found}

    async def guard(self, request: Parsed, usual: Guard) -> Guard:
        """The guard for a request."""
        try:
            directory = self._directory(request)
            if directory is None:
                return usual
            if directory not in self._looked:
                self._start(directory)
                await self._ended((directory,))
            return self._guard_of(directory, usual)
        except Exception as error:
            _log.error("A .phiallow was left out, because looking for it failed: %s", describe(error))
            return usual

    def decide(self, path: Path, digest: str, decision: Decision | None) -> None:
        """What a person says about a file's content. Raises OSError."""
        self.trust.decide(path, digest, decision)
        self._tell()

    async def poll(self) -> None:
        """Look again at every file; cheap enough for once a second. Raises nothing."""
        if self.trust.poll():
            self._tell()
        for directory in tuple(self._looked):
            self._start(directory)
        await self._ended(tuple(self._looking))

    async def close(self) -> None:
        """Wait for nothing any more."""
        for task in tuple(self._looking.values()):
            task.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _directory(self, request: Parsed) -> Path | None:
        stated = stated_directory(request.body)
        session = request.session
        if not stated:  # a title, a search: small requests of a session that has said it before
            return self._sessions.get(session)
        directory = Path(stated)
        if session:
            self._sessions[session] = directory
            self._sessions.move_to_end(session)
            while len(self._sessions) > _MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return directory

    def _start(self, directory: Path) -> None:
        """Look at a directory, unless somebody does."""
        if directory not in self._looking:
            looking = self._looking[directory] = asyncio.ensure_future(self._look(directory))
            looking.add_done_callback(lambda _: self._looking.pop(directory, None))

    async def _ended(self, directories: Sequence[Path]) -> None:
        """Wait for looks, but not long. A file that cannot be seen, as on a dead network drive, does not
        count until it can."""
        tasks = {directory: self._looking[directory] for directory in directories}
        if not tasks:
            return
        await asyncio.wait(tasks.values(), timeout=PATIENCE)
        for directory, task in tasks.items():
            if not task.done():
                self._keep(directory, _NOTHING)

    async def _look(self, directory: Path) -> None:
        old = self._looked.get(directory, _NOTHING)
        loop = asyncio.get_running_loop()
        try:
            looked = await loop.run_in_executor(self._worker, _again, directory, old)
        except Exception as error:
            _log.error("A .phiallow was left out, because looking at it failed: %s", describe(error))
            looked = _NOTHING
        self._keep(directory, looked)

    def _keep(self, directory: Path, looked: _Looked) -> None:
        old = self._looked.get(directory, _NOTHING)
        self._looked[directory] = looked
        while len(self._looked) > _MOST_DIRECTORIES:
            self._looked.popitem(last=False)
        if looked is old or looked == old:
            return
        file = looked.file
        if file is not None and self.trust.decision(file.path, file.digest) is None:
            # Without a window this is all that tells of it; a path may hold a name, so it is left out.
            _log.info("A .phiallow that nobody has trusted does not count; see 'scrubroom allow'.")
        self._tell()

    def _guard_of(self, directory: Path, usual: Guard) -> Guard:
        looked = self._looked.get(directory)
        file = looked.file if looked is not None else None
        if file is None or file.allow is None:
            return usual
        self._looked.move_to_end(directory)
        if self.trust.decision(file.path, file.digest) is not Decision.TRUSTED:
            return usual
        if usual is not self._usual:
            self._usual = usual
            self._guards.clear()
        guard = self._guards.get(file.digest)
        if guard is None:
            guard = self._guards[file.digest] = self._make(usual, file.allow)
            while len(self._guards) > _MOST_GUARDS:
                self._guards.popitem(last=False)
        return guard

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _look(directory: Path) -> _Looked:
    path = find(directory)
    if path is None:
        return _NOTHING
    seen = _signature(path)
    return _Looked(read(path), seen)


def _again(directory: Path, old: _Looked) -> _Looked:
    """The same object if nothing has changed."""
    path = find(directory)
    if path == (old.file.path if old.file is not None else None) and (
        path is None or _signature(path) == old.seen
    ):
        return old
    return _look(directory)


def _signature(path: Path) -> Signature | None:
    try:
        return signature(path)
    except OSError:
        return None
