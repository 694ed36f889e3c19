"""What changed of the policy since it was last looked at, for the audit trail.

What is in force is written as one value for each subject (`provider azure`, `key laptop`,
`policy.require_baa`) and compared with what the journal saw before: so a change is found whoever made it, in
the window, with a command or by hand, and also while nothing ran. Lists may hold PHI (`privacy.deny`), so
only their length is kept, and a digest under a key that is not in the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from proxy_core.config import DEMO, Baa, Config, LocalKey, ModelMapping
from proxy_core.journal import audit
from proxy_core.journal.database import Run
from proxy_core.settings import SETTINGS
from proxy_core.wire import json

#: Content to a short text that tells it from another and gives nothing of it away.
Digest = Callable[[bytes], str]
#: settings that say nothing of what may leave, to whom or for how much
_NOT_POLICY = ("app.",)
#: the first word of a subject -> what it is called when it comes, changes and goes
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "provider": ("provider.added", "provider.changed", "provider.removed"),
    "agreement": ("baa.attested", "baa.attested", "baa.withdrawn"),
    "model": ("model.mapped", "model.mapped", "model.unmapped"),
    "key": ("key.created", "key.changed", "key.revoked"),
    "price": ("price.set", "price.set", "price.removed"),
}
_SETTING = ("policy.changed",) * 3


def no_digest(content: bytes) -> str:
    """Where no key can be kept, only the length of a list tells that it changed."""
    return ""


def record(run: Run, config: Config, now: datetime, digest: Digest = no_digest) -> list[audit.Sealed]:
    """A row in the audit trail for each subject that is another than the journal saw. Returns them."""
    seen = {str(subject): str(value) for subject, value in run.execute("SELECT * FROM policy_seen")}
    here = {subject: json.dumps(value).decode() for subject, value in in_force(config, digest)}
    changed = [each for each in dict.fromkeys((*seen, *here)) if seen.get(each) != here.get(each)]
    rows: list[audit.Sealed] = []
    for subject in changed:
        old, new = seen.get(subject), here.get(subject)
        kind, name = _kind(subject, old, new)
        rows.append(audit.append(run, now, kind, name, {"from": _value(old), "to": _value(new)}))
        if new is None:
            run.execute("DELETE FROM policy_seen WHERE subject = ?", (subject,))
        else:
            run.execute("INSERT OR REPLACE INTO policy_seen VALUES (?, ?)", (subject, new))
        if kind == "key.revoked":
            run.execute("DELETE FROM last_used WHERE key = ?", (name,))
    return rows


def in_force(config: Config, digest: Digest = no_digest) -> Iterator[tuple[str, Any]]:
    """Subject and value of all that is not as it is by default."""
    for key, setting in SETTINGS.items():
        value = config[key]
        if value != setting.default and not key.startswith(_NOT_POLICY):
            yield key, _masked(value, digest) if setting.type is list else value
    for provider in config.providers:
        if provider == DEMO:
            continue
        yield (
            f"provider {provider.name}",
            {
                "kind": provider.kind,
                "base_url": provider.base_url,
                "auth": provider.auth.kind,
                "options": _masked(sorted(provider.options.items()), digest),
            },
        )
        if provider.baa != Baa():
            yield f"agreement {provider.name}", _agreement(provider.baa)
    for mapping in config.models:
        yield f"model {mapping.alias}", _routes(mapping)
    for each in config.keys:
        yield f"key {each.name}", _key(each)
    for price in config.prices:
        amounts = (price.input, price.output, price.cache_read, price.cache_write)
        yield f"price {price.model}", list(amounts)


def _key(key: LocalKey) -> dict[str, Any]:
    return {
        "id": key.sha256[:16],
        "last_four": key.last_four,
        "scopes": list(key.scopes),
        "rpm": key.rpm,
        "daily": key.daily,
        "budget_usd": key.budget_usd,
        "privacy_mode": key.privacy_mode,
        "models": {mapping.alias: _routes(mapping) for mapping in key.models},
    }


def _routes(mapping: ModelMapping) -> list[list[str]]:
    return [[route.provider, route.model] for route in mapping.routes]


def _agreement(baa: Baa) -> dict[str, Any]:
    return {
        "status": baa.status,
        "signed_on": baa.signed_on and baa.signed_on.isoformat(),
        "expires_on": baa.expires_on and baa.expires_on.isoformat(),
        "reference": baa.reference,
        "attested_by": baa.attested_by,
    }


def _masked(value: Any, digest: Digest) -> dict[str, Any]:
    return {"entries": len(value), "digest": digest(json.dumps([list(value)])) if value else ""}


def _kind(subject: str, old: str | None, new: str | None) -> tuple[str, str]:
    """What happened, and to what."""
    first, _, name = subject.partition(" ")
    came, changed, went = _KINDS.get(first, _SETTING)
    return (came if old is None else went if new is None else changed), name or subject


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text.encode())
