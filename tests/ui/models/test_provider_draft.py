"""From a form's values to a provider, and what is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from proxy_core.config import Auth, Baa, Provider
from proxy_core.providers import KIND_BY_NAME
from tests.ui.fakes import KINDS
from tests.ui.samples import clinic_config
from ui.models.provider_draft import ProviderDraft, check, draft_of, new_draft

KIND = {kind.kind: kind for kind in KINDS}
EVERY = KIND["every"]
GOOD = replace(
    new_draft(EVERY, ()),
    name="clinic",
    values={
        "base_url": "https://api.example.com/v1/",
        "region": "eu-central-1",
        "timeout": "45",
        "strict": True,
        "api": "responses",
        "tier": "a",
    },
)


def with_value(key: str, value: Any) -> ProviderDraft:
    return replace(GOOD, values={**GOOD.values, key: value})


def test_a_good_form_is_a_provider_whose_options_have_their_types() -> None:
    provider, problems = check(GOOD, EVERY, ())
    assert problems == {}
    assert provider is not None
    assert provider.base_url == "https://api.example.com/v1"
    assert provider.auth == Auth("env", "EVERY_KEY")
    assert dict(provider.options) == {
        "region": "eu-central-1",
        "timeout": 45,
        "strict": True,
        "api": "responses",
    }  # tier is at its default and stays out of the file


@pytest.mark.parametrize("provider", clinic_config().providers, ids=lambda one: one.name)
def test_a_provider_survives_its_form_unchanged(provider: Provider) -> None:
    kind = KIND[provider.kind]
    assert check(draft_of(provider, kind), kind, (), provider) == (provider, {})


def test_options_that_no_field_shows_are_kept() -> None:
    base = Provider("x", "openai", "https://a.example", options=MappingProxyType({"extra": [1, 2]}))
    provider, _ = check(draft_of(base, KIND["openai"]), KIND["openai"], (), base)
    assert provider is not None
    assert provider.options["extra"] == [1, 2]


@pytest.mark.parametrize(
    ("draft", "key", "words"),
    [
        (replace(GOOD, name=""), "name", "must be 1 to 64"),
        (replace(GOOD, name="azure"), "name", "Another provider"),
        (with_value("base_url", ""), "base_url", "Enter the address"),
        (with_value("base_url", "ftp://x"), "base_url", "http:// or https://"),
        (with_value("base_url", "https://me:pw@x"), "base_url", "keyring"),
        (with_value("region", "  "), "region", "Enter a value"),
        (with_value("timeout", "soon"), "timeout", "Enter a number"),
        (with_value("tier", "z"), "tier", "Choose one of"),
        (replace(GOOD, auth_argument=""), "auth", "Name a variable"),
        (replace(GOOD, auth_kind="command", auth_argument=" "), "auth", "Name a program"),
        (replace(GOOD, signed_on="31.1.2026"), "signed_on", "2026-01-31"),
        (replace(GOOD, signed_on="2026-02-01", expires_on="2026-01-01"), "expires_on", "before"),
    ],
)
def test_what_is_wrong_is_said_at_its_input(draft: ProviderDraft, key: str, words: str) -> None:
    provider, problems = check(draft, EVERY, {"azure"})
    assert provider is None
    assert list(problems) == [key]
    assert words in problems[key]


def test_the_agreement_is_taken_over() -> None:
    draft = replace(
        GOOD, baa_status="signed", signed_on="2026-01-31", expires_on="2027-01-31", reference=" MSA-2231 "
    )
    provider, _ = check(draft, EVERY, ())
    assert provider is not None
    assert provider.baa == Baa("signed", date(2026, 1, 31), date(2027, 1, 31), "MSA-2231")


def test_an_emptied_option_leaves_the_file() -> None:
    base = Provider(
        "x", "every", "https://a.example", options=MappingProxyType({"region": "eu", "timeout": 45})
    )
    draft = draft_of(base, EVERY)
    provider, _ = check(replace(draft, values={**draft.values, "timeout": ""}), EVERY, (), base)
    assert provider is not None
    assert dict(provider.options) == {"region": "eu"}


def test_a_new_provider_begins_with_its_kinds_defaults_and_a_free_name() -> None:
    draft = new_draft(KIND["anthropic"], {"anthropic", "anthropic-2"})
    assert draft.name == "anthropic-3"
    assert draft.values == {"base_url": "https://api.anthropic.com", "key_header": "auto"}
    assert new_draft(EVERY, ()).auth_argument == "EVERY_KEY"


def test_attestations_are_words_parted_by_commas() -> None:
    kind = KIND_BY_NAME["anthropic"]
    draft = new_draft(kind, ())
    named = replace(draft, values={**draft.values, "attests": " zdr, region:us ,"})
    provider, problems = check(named, kind, ())
    assert provider is not None, problems
    assert provider.options["attests"] == ["zdr", "region:us"]
    assert draft_of(provider, kind).values["attests"] == "zdr, region:us"
    cleared, _ = check(draft, kind, (), provider)
    assert cleared is not None
    assert dict(cleared.options) == {}
    _, problems = check(replace(draft, values={**draft.values, "attests": "safe"}), kind, ())
    assert list(problems) == ["attests"]
    assert "region:us" in problems["attests"]
