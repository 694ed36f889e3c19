"""Business associate agreements: PHI goes only to providers that are covered.

A request that was redacted still counts as one in which PHI was found: what no recognizer knew may be in it.
Source: 45 CFR 164.502(e), 164.504(e).
"""

from __future__ import annotations

from datetime import date

from proxy_core.config import Config, Provider
from proxy_core.errors import ProxyError


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


def _lack(provider: Provider, today: date) -> str:
    signed, expires = provider.baa.signed_on, provider.baa.expires_on
    if provider.baa.status == "signed" and expires is not None and expires < today:
        return f"has one that expired on {expires.isoformat()}"
    if provider.baa.status == "signed" and signed is not None and signed > today:
        return f"has one that begins on {signed.isoformat()}"
    return "has none on record"
