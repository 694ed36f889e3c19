"""A keyring in memory. Implements `proxy_core.secrets.SecretStore`."""

from __future__ import annotations

from collections.abc import Mapping

from proxy_core.secrets import Secret, SecretState, SecretsUnavailable


class FakeSecrets:
    """keys: provider -> value. unavailable: LOCKED or NO_KEYRING makes every call fail with that."""

    def __init__(
        self, keys: Mapping[str, str] | None = None, *, unavailable: SecretState | None = None
    ) -> None:
        self.unavailable = unavailable
        self._keys = {name: Secret(value) for name, value in (keys or {}).items()}

    async def get(self, provider: str) -> Secret | None:
        self._check()
        return self._keys.get(provider)

    async def set(self, provider: str, secret: Secret) -> None:
        self._check()
        self._keys[provider] = secret

    async def delete(self, provider: str) -> None:
        self._check()
        self._keys.pop(provider, None)

    def state(self, provider: str) -> SecretState:
        if self.unavailable is not None:
            return self.unavailable
        return SecretState.SET if provider in self._keys else SecretState.MISSING

    def _check(self) -> None:
        if self.unavailable is not None:
            raise SecretsUnavailable(self.unavailable, f"The test keyring is {self.unavailable.value}.")
