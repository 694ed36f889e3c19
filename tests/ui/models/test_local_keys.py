"""Local keys as they are listed and edited, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from proxy_core.auth import ALL_SCOPES
from proxy_core.config import LocalKey
from tests.ui import samples
from ui.models.local_keys import KeyDraft, KeysModel, ago, check, draft_of, money, scopes
from ui.ports import KeyUse
from ui.widgets.rows import ICON, SUBTITLE, TONE

KEY = LocalKey("desk", "1" * 64, "abcd", ("ai:chat", "control:read"), rpm=5, budget_usd=1234567.25)


def test_every_scope_of_the_proxy_can_be_given() -> None:
    assert {scope.name for scope in scopes()} == set(ALL_SCOPES)


@pytest.mark.parametrize("key", [KEY, replace(KEY, daily=0, budget_usd=3.0), LocalKey("a", "0" * 64, "")])
def test_a_key_that_is_shown_and_not_touched_stays_what_it_is(key: LocalKey) -> None:
    assert check(draft_of(key), base=key) == (key, {})


def test_the_order_of_scopes_in_the_file_is_no_edit() -> None:
    key = replace(KEY, scopes=("debug", "ai:chat"))
    assert check(draft_of(key), base=key)[0] == key


def test_limits_are_read_and_none_means_none() -> None:
    made, problems = check(KeyDraft("a", ("ai:chat",), " 30 ", "", "$12.50"))
    assert not problems
    assert made == LocalKey("a", "", "", ("ai:chat",), rpm=30, daily=None, budget_usd=12.5)


@pytest.mark.parametrize(
    ("draft", "where"),
    [
        (KeyDraft("a b"), "name"),
        (KeyDraft(""), "name"),
        (KeyDraft("taken"), "name"),
        (KeyDraft("a", ()), "scopes"),
        (KeyDraft("a", rpm="many"), "rpm"),
        (KeyDraft("a", rpm="-1"), "rpm"),
        (KeyDraft("a", daily="1.5"), "daily"),
        (KeyDraft("a", daily="٣"), "daily"),
        (KeyDraft("a", budget="inf"), "budget"),
        (KeyDraft("a", budget="nan"), "budget"),
        (KeyDraft("a", budget="-1"), "budget"),
        (KeyDraft("a", budget="1e300"), "budget"),
    ],
)
def test_what_cannot_be_is_said_where_it_stands(draft: KeyDraft, where: str) -> None:
    made, problems = check(draft, {"taken"})
    assert made is None
    assert list(problems) == [where]


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "$0.00"), (0.0041, "$0.0041"), (1.5, "$1.50"), (1234.5, "$1,234.50")]
)
def test_money_is_shown_in_cents_or_finer(value: float, text: str) -> None:
    assert money(value) == text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "used just now"),
        (60, "used 1 min ago"),
        (3599, "used 59 min ago"),
        (3600, "used 1 h ago"),
        (86399, "used 23 h ago"),
        (86400, "used yesterday"),
        (172800, "used 2 days ago"),
    ],
)
def test_times_grow_coarser_with_age(seconds: int, words: str) -> None:
    assert ago(samples.NOON - timedelta(seconds=seconds), samples.NOON) == words


def test_a_row_tells_the_key_from_others_and_when_it_was_used() -> None:
    model = KeysModel(lambda: samples.NOON)
    model.reset(samples.many_keys_config().keys)
    assert model.index(0, 0).data() == "laptop"
    assert model.index(0, 0).data(SUBTITLE) == "…x7Qa"
    model.set_uses(samples.standing().keys)
    assert model.index(0, 0).data(SUBTITLE) == "…x7Qa · used 3 min ago"
    assert model.index(2, 0).data(SUBTITLE) == "…m3Lw · never used"
    model.set_drafts(["laptop"])
    assert str(model.index(0, 0).data(SUBTITLE)).startswith("edited · ")


def test_a_key_that_nobody_uses_is_marked() -> None:
    model = KeysModel(lambda: samples.NOON)
    model.reset([KEY, replace(KEY, name="old")])
    model.set_uses({"desk": KeyUse(samples.NOON), "old": KeyUse(samples.NOON - timedelta(days=90))})
    assert (model.index(0, 0).data(ICON), model.index(0, 0).data(TONE)) == (None, None)
    assert (model.index(1, 0).data(ICON), model.index(1, 0).data(TONE)) == ("alert", "warn")


def test_rows_are_found_by_name() -> None:
    model = KeysModel(lambda: samples.NOON)
    model.reset([KEY])
    assert (model.row_of("desk"), model.row_of("gone"), model.name(0)) == (0, -1, "desk")
