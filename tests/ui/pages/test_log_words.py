"""Outcomes, attempts, usage and errors in words."""

from __future__ import annotations

import pytest

from proxy_core.errors import ERRORS
from proxy_core.journal.entry import Entry, Outcome
from tests.ui.samples import NOON, blocked, entry, failed, running
from ui.pages.log_words import (
    LOOKS,
    error_words,
    milliseconds,
    outcome_word,
    phi_sentence,
    request_facts,
    size,
    steps,
    usage_facts,
)


def test_every_outcome_has_a_word_and_a_look_of_its_own() -> None:
    assert len({outcome_word(outcome) for outcome in Outcome}) == len(Outcome)
    assert len({LOOKS[outcome] for outcome in Outcome}) == len(Outcome)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0.4, "0 ms"), (999.4, "999 ms"), (1500.0, "1.5 s"), (90_000.0, "1.5 min")],
)
def test_times_have_the_unit_that_suits_them(value: float | None, text: str) -> None:
    assert milliseconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, ""), (512, "512 B"), (2048, "2 KB"), (3 * 1024 * 1024, "3.0 MB")]
)
def test_sizes_have_the_unit_that_suits_them(value: int, text: str) -> None:
    assert size(value) == text


def test_attempts_are_told_in_order_with_why_they_failed() -> None:
    told = steps(failed(1))
    assert [step.tone for step in told] == ["danger"] * 3
    assert told[0].text == "gpt-5.2 · 429 Too Many Requests"
    assert told[1].right == "15.0 s"
    assert steps(entry(1))[0].text.endswith("answered")


def test_a_running_request_shows_whom_it_waits_for() -> None:
    (step,) = steps(running(1))
    assert (step.title, step.tone) == ("azure", "info")


def test_an_error_says_what_happened_and_what_to_do() -> None:
    what, hint = error_words(blocked(1))
    assert what == blocked(1).message
    assert hint == ERRORS["BAA_REQUIRED"].hint
    assert error_words(entry(1)) == ("", "")


def test_a_code_without_a_message_takes_the_tables_words_and_an_unknown_one_has_no_hint() -> None:
    row = ERRORS["RATE_LIMITED"]
    assert error_words(Entry("r", NOON, code="RATE_LIMITED")) == (row.message, row.hint)
    assert error_words(Entry("r", NOON, code="LATER", message="It happened.")) == ("It happened.", "")


def test_usage_is_told_by_kind_and_not_at_all_if_none_was_counted() -> None:
    assert dict(usage_facts(entry(1)))["Read from cache"] == f"{entry(1).usage.cache_read:,}"
    assert usage_facts(blocked(1)) == []


def test_the_phi_check_is_told_with_what_was_found_scanned_and_exempt() -> None:
    words = phi_sentence(blocked(1))
    assert words.startswith("28 values found in 181 texts. 3 exempt.")
    assert phi_sentence(entry(0)).startswith("Nothing found in 180 texts.")
    assert phi_sentence(Entry("r", NOON)).startswith("Not checked")


def test_the_facts_of_a_request_name_its_client_and_key() -> None:
    facts = dict(request_facts(entry(1)))
    assert facts["Local key"] == "laptop"
    assert facts["Client"].startswith("claude-cli/")
    assert dict(request_facts(blocked(1)))["Answered by"] == ""
