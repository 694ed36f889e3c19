"""PHI goes only where an agreement covers it, to the day."""

from __future__ import annotations

from datetime import date

import pytest

from proxy_core.config import Baa, Config, Provider, parse_config
from proxy_core.policy.baa import allowed, days_left, ending, ending_sentence, refusal

TODAY = date(2026, 3, 14)
NONE = Provider("none", "openai", "https://example.com")
SIGNED = Provider("signed", "openai", "https://example.com", baa=Baa("signed"))
EXPIRED = Provider(
    "expired", "openai", "https://example.com", baa=Baa("signed", expires_on=date(2026, 3, 13))
)
LAST_DAY = Provider("last", "openai", "https://example.com", baa=Baa("signed", expires_on=TODAY))
LOCAL = Provider("local", "openai", "http://localhost:1")


def rule(name: str) -> Config:
    return parse_config({"policy": {"require_baa": name}})


@pytest.mark.parametrize("provider", [NONE, EXPIRED], ids=lambda provider: provider.name)
@pytest.mark.parametrize(
    ("name", "has_phi", "may"),
    [("always", True, False), ("always", False, False), ("phi", True, False), ("phi", False, True),
     ("off", True, True), ("off", False, True)],
)  # fmt: skip
def test_without_an_agreement_the_rule_decides(
    provider: Provider, name: str, has_phi: bool, may: bool
) -> None:
    assert allowed(provider, rule(name), has_phi, TODAY) is may


@pytest.mark.parametrize("provider", [SIGNED, LAST_DAY, LOCAL], ids=lambda provider: provider.name)
@pytest.mark.parametrize("name", ["always", "phi", "off"])
@pytest.mark.parametrize("has_phi", [True, False])
def test_with_one_it_may_go_there_under_every_rule(provider: Provider, name: str, has_phi: bool) -> None:
    assert allowed(provider, rule(name), has_phi, TODAY)


def test_the_day_after_the_last_one_it_may_not() -> None:
    assert not allowed(LAST_DAY, rule("phi"), True, date(2026, 3, 15))


def test_the_rule_is_on_by_default() -> None:
    assert not allowed(NONE, parse_config({}), True, TODAY)


def test_a_refusal_says_which_provider_lacks_what() -> None:
    error = refusal([NONE, EXPIRED], TODAY)
    assert (error.code, error.status, error.type, error.retryable) == (
        "BAA_REQUIRED",
        402,
        "billing_error",
        False,
    )
    assert "'none' has none on record; 'expired' has one that expired on 2026-03-13." in error.message
    assert error.details == {"providers": ["none", "expired"]}


def test_an_agreement_that_has_not_begun_does_not_cover_yet() -> None:
    provider = Provider("p", "anthropic", "https://p.example.com", baa=Baa("signed", date(2026, 3, 10)))
    assert not provider.covered(date(2026, 3, 9))
    assert provider.covered(date(2026, 3, 10))
    assert "begins on 2026-03-10" in refusal([provider], date(2026, 3, 9)).message


def ends(day: date) -> Provider:
    return Provider("cloud", "openai", "https://example.com", baa=Baa("signed", expires_on=day))


@pytest.mark.parametrize(
    ("day", "left", "said"),
    [
        (date(2026, 3, 12), 0, "has expired on 2026-03-12"),
        (TODAY, 1, "ends today, on 2026-03-14"),
        (date(2026, 3, 15), 2, "ends in 1 day, on 2026-03-15"),
        (date(2026, 3, 20), 7, "ends in 6 days, on 2026-03-20"),
    ],
)
def test_the_end_of_an_agreement_is_told_in_days(day: date, left: int, said: str) -> None:
    assert days_left(ends(day), TODAY) == left
    assert said in ending_sentence(ends(day), left)


@pytest.mark.parametrize("provider", [NONE, SIGNED, LOCAL], ids=lambda provider: provider.name)
def test_what_has_no_end_is_not_told(provider: Provider) -> None:
    assert days_left(provider, TODAY) is None


def test_only_providers_that_are_used_are_told_of_and_only_a_month_ahead() -> None:
    def told(day: date, alias: str = "cloud") -> list[int]:
        table = {
            "name": "cloud", "kind": "openai", "base_url": "https://example.com", "auth": "none",
            "baa": {"status": "signed", "expires_on": day},
        }  # fmt: skip
        models = [{"alias": "*", "routes": [{"provider": alias}]}]
        return [days for _, days in ending(parse_config({"providers": [table], "models": models}), TODAY)]

    assert told(date(2026, 3, 20)) == [7]
    assert told(date(2026, 3, 20), "demo") == []
    assert told(date(2026, 4, 12)) == [30]
    assert told(date(2026, 4, 13)) == []
