"""Secrets as the core sees them: a value that does not print itself, and where it comes from."""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class Secret:
    """A provider key. Its repr and str are masked; `reveal()` is the only way to the value."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def masked(self) -> str:
        """`…` and the last four characters, for lists; only dots if it is too short to be told by four."""
        return f"…{self._value[-4:]}" if len(self._value) >= 12 else "••••"

    def __repr__(self) -> str:
        return f"Secret({self.masked()})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


class SecretState(Enum):
    """What is known of a provider's key."""

    SET = "set"
    MISSING = "missing"
    LOCKED = "locked"  # the keyring waits for its owner
    NO_KEYRING = "no keyring"  # nothing on this machine can keep it
    NOT_NEEDED = "not needed"
    READING = "reading"


class SecretStore(Protocol):
    """Keeps one secret for each provider. Every method may take a while and is awaited off the event loop."""

    async def get(self, provider: str) -> Secret | None: ...

    async def set(self, provider: str, secret: Secret) -> None: ...

    async def delete(self, provider: str) -> None: ...

    def state(self, provider: str) -> SecretState:
        """What is known now, without asking the operating system."""
        ...


class SecretsUnavailable(Exception):
    """The keyring is locked, missing or refused. The text says what to do and holds no secret."""

    def __init__(self, state: SecretState, message: str) -> None:
        self.state = state
        super().__init__(message)
