"""Provider keys from wherever a provider's `auth` says: the keyring, a variable, a command.

Owns the resolving and the cache of commands. Never prints a key, nor what a command writes to stderr; every
failure is a `ProxyError` that names the provider and what to do.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from proxy_core.clock import Clock, SystemClock
from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.secrets import Secret, SecretStore, SecretsUnavailable

_TIME_LIMIT = 10.0
_FRESH = 300.0
_LONGEST = 64 * 1024


@runtime_checkable
class Rereadable(Protocol):
    """A store that can be told that what it remembers is no longer right."""

    def forget(self, provider: str) -> None: ...


class CredentialSource:
    """The key of any provider. environ: the variables; time_limit: seconds that a command may take.

    A command's output is kept for five minutes, or until the provider says that it is no longer good.
    """

    def __init__(
        self,
        store: SecretStore,
        *,
        environ: Mapping[str, str] = os.environ,
        clock: Clock | None = None,
        time_limit: float = _TIME_LIMIT,
    ) -> None:
        self._store = store
        self._environ = environ
        self._clock = clock or SystemClock()
        self._time_limit = time_limit
        self._outputs: dict[tuple[str, str], tuple[float, Secret]] = {}
        self._running: dict[tuple[str, str], asyncio.Task[Secret]] = {}

    async def get(self, provider: Provider) -> Secret | None:
        """The key; None where the provider needs none or gets the client's own.

        Raises `ProxyError` PROVIDER_KEY_MISSING.
        """
        match provider.auth.kind:
            case "keyring":
                return _usable(provider, await self._stored(provider))
            case "env":
                return _usable(provider, self._variable(provider))
            case "command":
                return _usable(provider, await self._command_output(provider))
            case _:
                return None

    def invalidate(self, provider_name: str) -> None:
        """Call it when the provider refused its key: the next `get` asks anew."""
        for known in (self._outputs, self._running):
            for key in [key for key in known if key[0] == provider_name]:
                del known[key]
        if isinstance(self._store, Rereadable):
            self._store.forget(provider_name)

    async def _stored(self, provider: Provider) -> Secret:
        try:
            secret = await self._store.get(provider.name)
        except SecretsUnavailable as error:
            raise _missing(provider, f"cannot be read: {error}") from None
        if secret is None:
            raise _missing(
                provider,
                f"is not set. Set it under Providers or with 'scrubroom secrets set {provider.name}'.",
            )
        return secret

    def _variable(self, provider: Provider) -> Secret:
        name = provider.auth.argument
        value = self._environ.get(name, "").strip()
        if not value:
            raise _missing(
                provider,
                f"should be in the environment variable {name}, which is not set. Set it where Scrubroom is "
                "started, then start it again.",
            )
        return Secret(value)

    async def _command_output(self, provider: Provider) -> Secret:
        key = (provider.name, provider.auth.argument)
        known = self._outputs.get(key)
        if known is not None and self._clock.monotonic() - known[0] < _FRESH:
            return known[1]
        running = self._running.get(key)
        if running is None:
            running = asyncio.ensure_future(self._run(provider))
            self._running[key] = running
            running.add_done_callback(lambda done: self._finished(key, done))
        # shielded: a client that leaves must not end the command for the others that wait for it
        return await asyncio.shield(running)

    def _finished(self, key: tuple[str, str], done: asyncio.Task[Secret]) -> None:
        current = self._running.get(key) is done  # else it was started before its key was refused
        if current:
            del self._running[key]
        if not done.cancelled() and done.exception() is None and current:
            self._outputs[key] = (self._clock.monotonic(), done.result())

    async def _run(self, provider: Provider) -> Secret:
        program = provider.auth.argument.split()[0].strip("'\"")
        try:
            arguments = split_command(provider.auth.argument)
            process = await asyncio.create_subprocess_exec(
                *arguments, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, start_new_session=True
            )
        except (OSError, ValueError, TypeError):
            raise _missing(
                provider, f"comes from the command '{program}', which cannot be started. Check its path."
            ) from None
        try:
            async with asyncio.timeout(self._time_limit):
                output, code = await _output(process)
        except TimeoutError:
            raise _missing(
                provider,
                f"comes from the command '{program}', which took longer than {self._time_limit:g} seconds.",
            ) from None
        finally:
            await _end(process)
        if code != 0:
            raise _missing(
                provider,
                f"comes from the command '{program}', which failed with exit code {code}. Run it in a "
                "terminal to see why.",
            )
        return Secret(output.strip())


async def _output(process: Process) -> tuple[str, int]:
    assert process.stdout is not None
    data = bytearray()
    while len(data) < _LONGEST and (chunk := await process.stdout.read(_LONGEST)):
        data += chunk
    return data.decode(errors="replace"), await process.wait()


async def _end(process: Process) -> None:
    """Ends a command that still runs, with what it has started itself."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def split_command(line: str) -> list[str]:
    """A command line as a list, with the platform's own rules for quotes; no shell is involved.

    Raises ValueError for a quote without its second half.
    """
    if sys.platform == "win32":
        return [part.strip('"') for part in shlex.split(line, posix=False)]
    return shlex.split(line)


def _usable(provider: Provider, secret: Secret) -> Secret:
    """A key as it may stand in a header: one piece of visible ASCII."""
    value = secret.reveal()
    if not value:
        raise _missing(provider, f'is empty (auth = "{provider.auth.kind}").')
    if not value.isascii() or not value.isprintable() or " " in value:
        raise _missing(provider, "holds spaces, line ends or letters that no key has. Set it again.")
    return secret


def _missing(provider: Provider, why: str) -> ProxyError:
    return ProxyError("PROVIDER_KEY_MISSING", f"The key of the provider '{provider.name}' {why}")
