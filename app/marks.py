"""What a person says in the inspector about one value: that it is no PHI, or that it always is.

Owns the changes of both lists and how they are taken back. What is no PHI stands in the configuration file in
clear; what always is goes to the keyring. Either counts from the next request on. No text that is returned or
logged shows the value.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.config_store import ConfigStore
from app.guard_rules import GuardRules
from proxy_core.config import ConfigError
from proxy_core.core import Core
from proxy_core.privacy.lists import Lists, exact_entry, kept_id, parse_allow, parse_deny, plain_value
from proxy_core.privacy.types import PHI_TYPES
from proxy_core.secrets import SecretsUnavailable

ALLOW, DENY = "privacy.allow", "privacy.deny"
SHORTEST, LONGEST = 2, 200
Undo = Callable[[], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Change:
    """ok: whether it counts now. text: a sentence for the person. undo: takes it back; says what is wrong."""

    ok: bool
    text: str
    undo: Undo | None = None


class Marks:
    """All calls on the event loop; one after the other, as a person clicks."""

    def __init__(self, store: ConfigStore, rules: GuardRules, core: Core) -> None:
        self._store = store
        self._rules = rules
        self._core = core

    async def not_phi(self, value: str) -> Change:
        """The value passes as it is."""
        problem = _problem(value)
        if problem:
            return Change(False, problem)
        try:
            return await self._allow(value)
        except (ConfigError, SecretsUnavailable) as error:
            return Change(False, _sentence(error))

    async def always_phi(self, type_: str, value: str) -> Change:
        """The value is replaced wherever it stands as a word of its own."""
        problem = _problem(value)
        if problem or type_ not in PHI_TYPES:
            return Change(False, problem or f"There is no type {type_}.")
        try:
            return await self._deny(type_, value)
        except (ConfigError, SecretsUnavailable) as error:
            return Change(False, _sentence(error))

    async def _allow(self, value: str) -> Change:
        entry, allow, deny = exact_entry(value), self._list(ALLOW), self._list(DENY)
        against = [one for one in deny if self._means(one, value)]
        kept = self._rules.always.entry_of((), value)
        rest = [one for one in deny if one not in against]
        still = Lists(parse_allow(entry), parse_deny("\n".join(rest)))
        if not still.allowed(value):
            return Change(False, "An expression under 'Always PHI' in the settings covers it; change that.")
        against += [kept] if kept else []
        if entry in allow and not against:
            return Change(True, "It is on the list of what is no PHI already.")
        await self._save(allow if entry in allow else [*allow, entry], rest)
        for one in against:
            await self._rules.always.remove(one)
        await self._rules.apply(self._core, self._store.config.settings)

        async def undo() -> str | None:
            return await self._undone([one for one in self._list(ALLOW) if one != entry], against, value)

        return Change(True, "From the next request on it passes as it is.", undo)

    async def _deny(self, type_: str, value: str) -> Change:
        always, deny = self._rules.always, self._list(DENY)
        if any(self._means(one, value) for one in deny) or always.entry_of((), value):
            return Change(True, "It is on the list of what is always PHI already.")
        entry = await always.add(type_, value)
        made = entry or always.passing[-1]
        try:
            await self._save(self._list(ALLOW), [*deny, entry] if entry else deny)
        except ConfigError:
            await always.remove(made)
            raise

        async def undo() -> str | None:
            return await self._forgotten(made)

        text = f"From the next request on it is replaced as {type_}."
        if not entry:
            text += " This computer has no keyring, so that lasts until Scrubroom quits."
        return Change(True, text, undo)

    async def _undone(self, allow: Sequence[str], against: Sequence[str], value: str) -> str | None:
        """Both lists as they were, as far as this value goes."""
        deny = list(self._list(DENY))
        try:
            for entry in against:
                type_ = entry.partition(":")[0]
                deny.append(await self._rules.always.add(type_, value) if kept_id(entry) else entry)
            await self._save(allow, [entry for entry in deny if entry])
        except (ConfigError, SecretsUnavailable) as error:
            return _sentence(error)
        return None

    async def _forgotten(self, entry: str) -> str | None:
        try:
            await self._save(self._list(ALLOW), [one for one in self._list(DENY) if one != entry])
            await self._rules.always.remove(entry)
            await self._rules.apply(self._core, self._store.config.settings)
        except (ConfigError, SecretsUnavailable) as error:
            return _sentence(error)
        return None

    async def _save(self, allow: Sequence[str], deny: Sequence[str]) -> None:
        self._store.save_settings({ALLOW: list(allow), DENY: list(deny)})
        await self._rules.apply(self._core, self._store.config.settings)

    def _list(self, key: str) -> list[str]:
        return list(self._store.config[key])

    def _means(self, entry: str, value: str) -> bool:
        """Whether an entry of the deny list is this value and nothing else."""
        return plain_value(entry) == value or self._rules.always.entry_of([entry], value) == entry


def _problem(value: str) -> str:
    if not SHORTEST <= len(value) <= LONGEST:
        return f"Choose between {SHORTEST} and {LONGEST} characters."
    if value != value.strip() or not value.isprintable():
        return "Choose a value on one line, without spaces around it."
    return ""


def _sentence(error: Exception) -> str:
    text = str(error)
    return text if text.endswith((".", "!", "?")) else f"{text}."
