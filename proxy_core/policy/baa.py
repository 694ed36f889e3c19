"""Business associate agreements: PHI goes only to providers that are covered.

A request that was redacted still counts as one in which PHI was found: what no recognizer knew may be in it.
Source: 45 CFR 164.502(e), 164.504(e).
"""

from __future__ import annotations

from datetime import date

from proxy_core.config import Config, Provider
from proxy_core.errors import ProxyError

#: How many days ahead the end of an agreement is told.
WARNED_DAYS = 30


def allowed(provider: Provider, config: Config, has_phi: bool, today: date) -> bool:
    """Whether this request may go to this provider."""
    rule = config["policy.require_baa"]
    needed = rule == "always" or (rule == "phi" and has_phi)
    return not needed or provider.covered(today)


def refusal(providers: list[Provider], today: date) -> ProxyError:
    """The error that says which provider lacks what."""
    lacks = "; ".join(f"'{provider.name}' {_lack(provider, today)}" for provider in providers)
    return ProxyError(
        "BAA_REQUIRED",
        f"This request may hold PHI, and no route of its model is covered by a business associate agreement: "
        f"{lacks}. Record the agreement under Providers, or map the model to a covered or local provider.",
        details={"providers": [provider.name for provider in providers]},
    )


def days_left(provider: Provider, today: date) -> int | None:
    """How many days the agreement still covers, today included; None if it has no end or does not count."""
    expires = provider.baa.expires_on
    if provider.local or provider.baa.status != "signed" or expires is None:
        return None
    return max(0, (expires - today).days + 1)


def ending(config: Config, today: date, within: int = WARNED_DAYS) -> list[tuple[Provider, int]]:
    """The providers that routes lead to and whose agreement ends soon, or has ended, with the days left."""
    used = {route.provider for mapping in config.mappings for route in mapping.routes}
    found = [(each, days_left(each, today)) for each in config.providers if each.name in used]
    return [(provider, days) for provider, days in found if days is not None and days <= within]


def ending_sentence(provider: Provider, days: int) -> str:
    """What a person is told of an agreement that ends soon, or has ended."""
    day = provider.baa.expires_on.isoformat() if provider.baa.expires_on else ""
    if days <= 0:
        return (
            f"The agreement with '{provider.name}' has expired on {day}. Renew it, and record the new date."
        )
    when = "today" if days == 1 else f"in {days - 1} day{'s' if days > 2 else ''}"
    return f"The agreement with '{provider.name}' ends {when}, on {day}. Renew it, and record the new date."


def _lack(provider: Provider, today: date) -> str:
    signed, expires = provider.baa.signed_on, provider.baa.expires_on
    if provider.baa.status == "signed" and expires is not None and expires < today:
        return f"has one that expired on {expires.isoformat()}"
    if provider.baa.status == "signed" and signed is not None and signed > today:
        return f"has one that begins on {signed.isoformat()}"
    return "has none on record"
