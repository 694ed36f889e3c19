"""From a refusal to the place where it can be changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proxy_core.errors import ERRORS
from proxy_core.journal.entry import Attempt
from proxy_core.settings import SETTINGS
from tests.ui import samples
from ui.pages.remedies import Remedy, remedy

CONFIG = samples.clinic_config()


def led(code: str, message: str = "", key: str = "", *, asked: bool = False) -> Remedy | None:
    attempts = (Attempt("azure", "gpt-5.2", "429"),) if asked else ()
    entry = replace(samples.blocked(1), code=code, message=message, key=key, attempts=attempts)
    return remedy(entry, CONFIG)


@pytest.mark.parametrize(
    ("code", "page", "subject"),
    [
        ("RATE_LIMITED", "policy", "policy.rpm"),
        ("AI_CREDITS_EXHAUSTED", "policy", "policy.budget_usd"),
        ("MODEL_NOT_ENABLED", "policy", "policy.models_allowed"),
        ("OPUS_NOT_ENABLED", "policy", "policy.models_allowed"),
        ("UNSUPPORTED_PARAMETER", "policy", "policy.strictness"),
        ("PHI_BLOCKED", "settings", "privacy.mode"),
        ("BAA_REQUIRED", "policy", "policy.require_baa"),
        ("MODEL_NOT_MAPPED", "models", ""),
        ("INVALID_API_KEY", "keys", ""),
    ],
)
def test_each_refusal_has_its_place(code: str, page: str, subject: str) -> None:
    found = led(code)
    assert found is not None
    assert code in ERRORS
    assert (found.page, found.subject) == (page, subject)
    assert not subject or subject in SETTINGS


def test_a_missing_agreement_leads_to_the_provider_that_lacks_it() -> None:
    found = led("BAA_REQUIRED", "no route is covered: 'anthropic' has none on record.")
    assert found is not None
    assert (found.page, found.subject) == ("providers", "anthropic")


@pytest.mark.parametrize("code", ["RATE_LIMITED", "AI_CREDITS_EXHAUSTED"])
def test_a_keys_own_limit_leads_to_the_key(code: str) -> None:
    found = led(code, "The local key 'laptop' may ask 3 times a day, and has.", "laptop")
    assert found is not None
    assert (found.page, found.subject) == ("keys", "laptop")


def test_a_missing_scope_leads_to_the_key() -> None:
    assert led("MISSING_SCOPE", key="laptop") == Remedy("Change the key's scopes", "keys", "laptop")


@pytest.mark.parametrize("code", ["RATE_LIMITED", "AI_CREDITS_EXHAUSTED", "INVALID_API_KEY", ""])
def test_what_a_provider_has_refused_is_not_changed_here(code: str) -> None:
    assert led(code, asked=True) is None
