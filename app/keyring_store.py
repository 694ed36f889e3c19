"""The operating system's keyring behind `proxy_core.secrets.SecretStore`.

Owns the one thread that may touch the keyring (a locked one blocks until its owner answers) and what is known
of each entry. An entry is read once and kept in memory; nothing is ever written in plain text: without a
keyring, keys last for this run alone.

Source of the limit: Windows keeps 2,560 bytes a credential, 1,280 characters of UTF-16
(CRED_MAX_CREDENTIAL_BLOB_SIZE in wincred.h).
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from app.executor import DaemonExecutor
from app.stamp import Stamp
from proxy_core.clock import Clock, SystemClock
from proxy_core.secrets import Secret, SecretState, SecretsUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_log = logging.getLogger("scrubroom.keyring")
T = TypeVar("T")

SERVICE = "scrubroom"
LONGEST = 1280
_INSTALL_KEY = "install-key"
_PROVIDER = "provider:"
_KEY_BYTES = 32
#: seconds for which a keyring that refused is not asked again, lest each request open its dialog anew
_REST = 30.0

NO_KEYRING = (
    "This computer has no keyring that Scrubroom can use, so keys last only until it quits. Set up a keyring "
    '(on Linux: GNOME Keyring, KWallet or KeePassXC), or use auth = "env:VARIABLE".'
)
LOCKED = "The keyring is locked or does not answer. Unlock it, then try again."
WAITING = "The keyring is locked. Unlock it: what you asked for is done as soon as it opens."


class _NoKeyring(Exception):
    """There is nothing that keeps secrets."""


class KeyringStore:
    """Entries of the keyring by name; those of providers are `provider:NAME`.

    backend: the keyring to use; None takes the one that the keyring package finds. patience: seconds after
    which a call that still blocks is reported as LOCKED; its answer is taken when it comes. stamp: tells
    other processes of changes; see `poll`. All methods belong to one event loop.
    """

    def __init__(
        self,
        backend: KeyringBackend | None = None,
        *,
        patience: float = 2.0,
        clock: Clock | None = None,
        stamp: Stamp | None = None,
    ) -> None:
        self._given = backend
        self._backend: KeyringBackend | None = None
        self._patience = patience
        self._clock = clock or SystemClock()
        self._stamp = stamp
        self._age = 0  # rises whenever what is in memory, or on its way there, may be out of date
        # One thread: a locked keyring blocks it until its owner answers, and nothing else.
        self._worker = DaemonExecutor(threads=1, name="scrubroom-keyring")
        self._values: dict[str, Secret] = {}
        self._states: dict[str, SecretState] = {}
        self._reads: dict[str, asyncio.Task[None]] = {}
        self._stuck: set[asyncio.Task[None]] = set()
        self._refused_at: float | None = None
        self._no_keyring = False
        self._listeners: list[Callable[[], None]] = []
        self.install_key_note = ""

    @property
    def has_keyring(self) -> bool:
        """False once the keyring was asked for and there is none: what is set lasts for this run only."""
        return not self._no_keyring

    @property
    def backend_name(self) -> str:
        """What the keyring is called, once it was asked for."""
        from app.keyring_backend import backend_name

        return backend_name(self._backend)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls the listener whenever a state changes. Returns what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    async def get(self, provider: str) -> Secret | None:
        """A provider's key; None if there is none. Raises `SecretsUnavailable` (LOCKED, NO_KEYRING)."""
        return await self.get_entry(_entry(provider))

    async def set(self, provider: str, secret: Secret) -> None:
        """Keeps a provider's key; without a keyring in memory alone (see `has_keyring`).

        Raises `SecretsUnavailable`, also for a key that no keyring can hold. If the keyring is locked, the
        key is kept as soon as it opens.
        """
        await self.set_entry(_entry(provider), secret)

    async def delete(self, provider: str) -> None:
        """Forgets a provider's key, if there is one. Raises `SecretsUnavailable`."""
        await self.delete_entry(_entry(provider))

    def state(self, provider: str) -> SecretState:
        """What is known now. READING: not asked for yet. NO_KEYRING also where `hint` shows a key: it is kept
        in memory for this run."""
        if self._no_keyring:
            return SecretState.NO_KEYRING
        return self._states.get(_entry(provider), SecretState.READING)

    def hint(self, provider: str) -> str:
        """The masked key, or an empty string."""
        secret = self._values.get(_entry(provider))
        return secret.masked() if secret is not None else ""

    def forget(self, provider: str) -> None:
        """Drops what is in memory, so that the next `get` reads a key that was changed outside."""
        if not self._no_keyring:
            self._age += 1
            self._values.pop(_entry(provider), None)

    async def poll(self) -> bool:
        """Reads all keys anew if another process has changed one; cheap enough for once a second. True if so.

        Raises nothing: a key that cannot be read is forgotten all the same.
        """
        if self._stamp is None or not self._stamp.changed() or self._no_keyring:
            return False
        known = [name.removeprefix(_PROVIDER) for name in self._states if name.startswith(_PROVIDER)]
        for provider in known:
            self.forget(provider)
        await self.prefetch(known)
        self._tell()
        return True

    async def prefetch(self, providers: Iterable[str]) -> None:
        """Reads the keys of these providers, so that their states are known. Raises nothing."""
        for provider in providers:
            try:
                await self.get(provider)
            except SecretsUnavailable as error:
                _log.warning("The key of the provider '%s' cannot be read: %s", provider, error.state.value)

    async def retry(self) -> None:
        """Asks the keyring again for everything that it did not give. Raises nothing."""
        self._refused_at = None
        self._no_keyring = False
        self._backend = None
        for name in [name for name, state in self._states.items() if state is not SecretState.SET]:
            try:
                await self.get_entry(name)
            except SecretsUnavailable as error:
                _log.warning("The keyring is still not available: %s", error.state.value)
        self._tell()

    async def get_entry(self, name: str) -> Secret | None:
        """Any entry of ours. An entry that was missing is asked for again: another process may have set it.

        Raises `SecretsUnavailable`.
        """
        if name in self._values:
            return self._values[name]
        if self._no_keyring:
            raise SecretsUnavailable(SecretState.NO_KEYRING, NO_KEYRING)
        if self._resting():
            raise SecretsUnavailable(SecretState.LOCKED, LOCKED)
        read = self._reads.get(name)
        if read is None:
            self._states.setdefault(name, SecretState.READING)
            read = asyncio.ensure_future(self._read(name))
            self._reads[name] = read
            read.add_done_callback(lambda _: self._reads.pop(name, None))
        await self._await(name, read)
        return self._values.get(name)

    async def set_entry(self, name: str, secret: Secret) -> None:
        """Raises `SecretsUnavailable`."""
        value = secret.reveal().strip()
        length = len(value.encode("utf-16-le")) // 2
        if not value or length > LONGEST:
            size = (
                "is empty" if not value else f"has {length:,} characters; a keyring holds {LONGEST:,} at most"
            )
            raise SecretsUnavailable(self._states.get(name, SecretState.MISSING), f"The key {size}.")
        await self._await(name, asyncio.ensure_future(self._write(name, Secret(value))))

    async def delete_entry(self, name: str) -> None:
        """Raises `SecretsUnavailable`."""
        await self._await(name, asyncio.ensure_future(self._write(name, None)))

    async def install_key(self) -> bytes:
        """The 32 random bytes from which this installation's placeholders are made; kept in the keyring.

        Where that cannot be, they are new in each run, which `install_key_note` then says in a sentence.
        """
        fresh = secrets.token_bytes(_KEY_BYTES)
        self.install_key_note = ""
        try:
            kept = _decoded(await self.get_entry(_INSTALL_KEY))
            if kept is not None:
                return kept
            await self.set_entry(_INSTALL_KEY, Secret(base64.b64encode(fresh).decode()))
        except SecretsUnavailable as error:
            self.install_key_note = f"{_PER_RUN} {error}"
        if self._no_keyring:
            self.install_key_note = f"{_PER_RUN} {NO_KEYRING}"
        return fresh

    async def _read(self, name: str) -> None:
        while True:
            age = self._age
            found = await self._ask(name, lambda backend: backend.get_password(SERVICE, name))
            if age == self._age:
                break
        if found:
            self._values[name] = Secret(found)
        self._set_state(name, SecretState.SET if found else SecretState.MISSING)

    async def _write(self, name: str, secret: Secret | None) -> None:
        try:
            if secret is not None:
                value = secret.reveal()
                await self._ask(name, lambda backend: backend.set_password(SERVICE, name, value))
            else:
                await self._ask(name, lambda backend: _delete(backend, name))
            if self._stamp is not None:
                self._stamp.mark()
        except SecretsUnavailable as error:
            if error.state is not SecretState.NO_KEYRING:
                raise
        if secret is not None:
            self._values[name] = secret
        else:
            self._values.pop(name, None)
        self._set_state(name, SecretState.SET if secret is not None else SecretState.MISSING)

    async def _ask(self, name: str, call: Callable[[KeyringBackend], T]) -> T:
        """Runs a call on the keyring's thread. Raises `SecretsUnavailable`, never what the keyring raised:
        its text may hold anything."""
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._worker, lambda: call(self._open()))
        except _NoKeyring:
            self._no_keyring = True
            state, message = SecretState.NO_KEYRING, NO_KEYRING
        except Exception as error:
            _log.warning("The keyring refused: %s", type(error).__name__)
            self._refused_at = self._clock.monotonic()
            state, message = SecretState.LOCKED, LOCKED
        self._set_state(name, state)
        raise SecretsUnavailable(state, message)

    def _open(self) -> KeyringBackend:
        """On the keyring's thread: finding the backend already asks the operating system."""
        from app.keyring_backend import find_backend, is_safe

        if self._backend is None:
            self._backend = self._given if self._given is not None else find_backend()
        if self._backend is None or not is_safe(self._backend):
            raise _NoKeyring
        return self._backend

    async def _await(self, name: str, task: asyncio.Task[None]) -> None:
        """Waits for a call, but not longer than patience allows; behind a stuck one not at all."""
        task.add_done_callback(self._stuck.discard)
        task.add_done_callback(_consumed)
        await asyncio.wait({task}, timeout=0 if self._stuck else self._patience)
        if task.done():
            task.result()
            return
        self._stuck.add(task)
        self._set_state(name, SecretState.LOCKED)
        raise SecretsUnavailable(SecretState.LOCKED, WAITING)

    def _resting(self) -> bool:
        return self._refused_at is not None and self._clock.monotonic() - self._refused_at < _REST

    def _set_state(self, name: str, state: SecretState) -> None:
        if state in (SecretState.SET, SecretState.MISSING):
            self._refused_at = None
        if self._states.get(name) is not state:
            self._states[name] = state
            self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


_PER_RUN = "Placeholders differ from one run of Scrubroom to the next."


def _consumed(task: asyncio.Task[None]) -> None:
    """Takes the exception of a call for which nobody waits any more; it was logged and is in the state."""
    if not task.cancelled():
        task.exception()


def _entry(provider: str) -> str:
    return _PROVIDER + provider


def _delete(backend: KeyringBackend, name: str) -> None:
    if backend.get_password(SERVICE, name) is not None:
        backend.delete_password(SERVICE, name)


def _decoded(kept: Secret | None) -> bytes | None:
    """The bytes of a stored key; None if it is none of ours."""
    if kept is None:
        return None
    try:
        key = base64.b64decode(kept.reveal(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _KEY_BYTES else None
