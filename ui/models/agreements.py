"""How the agreement with each provider stands, in words and as a mark: what the pages tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from proxy_core.config import Provider
from ui.text import tr

#: how long before its end an agreement is worth a warning, in days
WARN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Agreement:
    """words: how it stands. tone and icon: told by colour and by shape. facts: (name, value), as attested."""

    words: str
    tone: str
    icon: str
    facts: tuple[tuple[str, str], ...] = ()


def agreement(provider: Provider, today: date) -> Agreement:
    """How the agreement with a provider stands on a (local) day."""
    if provider.kind == "demo":
        return Agreement(tr("built in, no network"), "ok", "shield")
    if provider.local:
        return Agreement(tr("stays on this machine"), "ok", "shield")
    facts = _facts(provider)
    if provider.baa.status == "local":
        return Agreement(tr("you run it yourself"), "ok", "shield", facts)
    if provider.baa.status != "signed":
        return Agreement(tr("no agreement"), "warn", "alert")
    return Agreement(*_term(provider, today), facts)


def attention(provider: Provider, today: date) -> bool:
    """Whether a signed agreement has ended or will within the warning's time."""
    ends = provider.baa.expires_on
    return (
        not provider.local
        and provider.baa.status == "signed"
        and ends is not None
        and (ends - today).days <= WARN_DAYS
    )


def _term(provider: Provider, today: date) -> tuple[str, str, str]:
    begins, ends = provider.baa.signed_on, provider.baa.expires_on
    if ends is not None and ends < today:
        return tr("expired on {0}").format(ends.isoformat()), "danger", "ban"
    if begins is not None and begins > today:
        return tr("begins on {0}").format(begins.isoformat()), "warn", "alert"
    if ends is None:
        return tr("covered"), "ok", "shield"
    left = (ends - today).days
    if left > WARN_DAYS:
        return tr("covered until {0}").format(ends.isoformat()), "ok", "shield"
    if left == 0:
        return tr("ends today"), "warn", "alert"
    return (tr("ends tomorrow") if left == 1 else tr("ends in {0} days").format(left)), "warn", "alert"


def _facts(provider: Provider) -> tuple[tuple[str, str], ...]:
    baa = provider.baa
    facts = (
        (tr("Attested by"), baa.attested_by),
        (tr("Signed on"), baa.signed_on.isoformat() if baa.signed_on else ""),
        (tr("Expires on"), baa.expires_on.isoformat() if baa.expires_on else ""),
        (tr("Document"), baa.reference),
    )
    return tuple(fact for fact in facts if fact[1])
