"""How an agreement stands on a day, in words and by shape."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from proxy_core.config import Baa, Provider
from tests.ui.samples import TODAY
from ui.models.agreements import WARN_DAYS, agreement, attention


def far(baa: Baa) -> Provider:
    return Provider("far", "openai", "https://api.example.com/v1", baa=baa)


def signed(days: int | None, begun: date | None = None) -> Provider:
    """Ends so many days from today."""
    return far(Baa("signed", begun, None if days is None else TODAY + timedelta(days=days)))


@pytest.mark.parametrize(
    ("provider", "words", "tone", "icon"),
    [
        (Provider("demo", "demo"), "built in, no network", "ok", "shield"),
        (Provider("l", "openai", "http://127.0.0.1:1/v1"), "stays on this machine", "ok", "shield"),
        (far(Baa("local")), "you run it yourself", "ok", "shield"),
        (far(Baa()), "no agreement", "warn", "alert"),
        (signed(None), "covered", "ok", "shield"),
        (signed(WARN_DAYS + 1), "covered until 2026-07-16", "ok", "shield"),
        (signed(WARN_DAYS), "ends in 30 days", "warn", "alert"),
        (signed(1), "ends tomorrow", "warn", "alert"),
        (signed(0), "ends today", "warn", "alert"),
        (signed(-1), "expired on 2026-06-14", "danger", "ban"),
        (signed(None, TODAY + timedelta(days=1)), "begins on 2026-06-16", "warn", "alert"),
    ],
)
def test_it_is_told_by_words_colour_and_shape(provider: Provider, words: str, tone: str, icon: str) -> None:
    stands = agreement(provider, TODAY)
    assert (stands.words, stands.tone, stands.icon) == (words, tone, icon)


def test_what_is_told_agrees_with_what_is_enforced() -> None:
    for provider in (signed(0), signed(-1), signed(None, TODAY + timedelta(days=1)), far(Baa()), signed(400)):
        assert (agreement(provider, TODAY).words.split()[0] in ("covered", "ends")) == provider.covered(TODAY)


def test_care_is_needed_only_near_the_end_and_after_it() -> None:
    cases = (signed(WARN_DAYS + 1), signed(WARN_DAYS), signed(-5), signed(None), far(Baa()))
    assert [attention(provider, TODAY) for provider in cases] == [False, True, True, False, False]


def test_what_was_attested_is_told_and_what_was_not_is_left_out() -> None:
    full = far(Baa("signed", date(2026, 1, 31), date(2027, 1, 31), "MSA-2231", "Privacy office"))
    assert dict(agreement(full, TODAY).facts) == {
        "Attested by": "Privacy office",
        "Signed on": "2026-01-31",
        "Expires on": "2027-01-31",
        "Document": "MSA-2231",
    }
    assert agreement(far(Baa("signed")), TODAY).facts == ()
