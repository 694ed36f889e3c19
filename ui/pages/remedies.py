"""Where a person changes what has refused a request: from an entry of the log to a page and a place on it."""

from __future__ import annotations

from dataclasses import dataclass

from proxy_core.config import Config
from proxy_core.journal.entry import Entry
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Remedy:
    """text: of the button. page: its key. subject: a provider, local key or setting on it, or empty."""

    text: str
    page: str
    subject: str = ""


def remedy(entry: Entry, config: Config) -> Remedy | None:
    """None where nothing in this window would help, as when a provider has refused."""
    match entry.code:
        case "BAA_REQUIRED":
            return _agreement(entry, config)
        case "RATE_LIMITED" if not entry.attempts:
            return _limit(entry, tr("Change the limit"), "policy.rpm")
        case "AI_CREDITS_EXHAUSTED" if not entry.attempts:
            return _limit(entry, tr("Change the budget"), "policy.budget_usd")
        case "MODEL_NOT_ENABLED" | "OPUS_NOT_ENABLED":
            return Remedy(tr("Allow the model"), "policy", "policy.models_allowed")
        case "UNSUPPORTED_PARAMETER" if not entry.attempts:
            return Remedy(tr("Change the strictness"), "policy", "policy.strictness")
        case "PHI_BLOCKED":
            return Remedy(tr("Change what happens to PHI"), "settings", "privacy.mode")
        case "MODEL_NOT_MAPPED":
            return Remedy(tr("Map the model"), "models")
        case "MISSING_SCOPE" if entry.key:
            return Remedy(tr("Change the key's scopes"), "keys", entry.key)
        case "INVALID_API_KEY" if not entry.attempts:
            return Remedy(tr("See the local keys"), "keys")
    return None


def _agreement(entry: Entry, config: Config) -> Remedy:
    """The first provider that the refusal names."""
    named = (provider.name for provider in config.providers if f"'{provider.name}'" in entry.message)
    if name := next(named, ""):
        return Remedy(tr("Record the agreement"), "providers", name)
    return Remedy(tr("See the agreements"), "policy", "policy.require_baa")


def _limit(entry: Entry, text: str, setting: str) -> Remedy:
    """A key's own limit is on the key's page."""
    own = entry.key and f"local key '{entry.key}'" in entry.message
    return Remedy(text, "keys", entry.key) if own else Remedy(text, "policy", setting)
