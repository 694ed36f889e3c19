"""What is public here, and what is always PHI."""

from __future__ import annotations

import pytest

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.lists import (
    ListError,
    Lists,
    exact_entry,
    kept_entry,
    kept_id,
    parse_allow,
    parse_deny,
    plain_value,
)
from proxy_core.privacy.scan import scan


def test_an_allowed_value_is_no_finding() -> None:
    lists = Lists(allow=parse_allow("# ours\n8842119\n/TEST-\\d+/\n"))
    text = "MRN: 8842119, MRN: TEST-4481, MRN: 9917722"
    assert [text[s.start : s.end] for s in scan(text, Engine(lists=lists))] == ["9917722"]


def test_a_denied_value_is_always_one() -> None:
    lists = Lists(deny=parse_deny("NAME: Project Falcon\n/FX-\\d{3}/\n"))
    text = "about Project Falcon and FX-123"
    assert [(s.type, text[s.start : s.end]) for s in scan(text, Engine(lists=lists))] == [
        ("NAME", "Project Falcon"), ("OTHER_ID", "FX-123"),
    ]  # fmt: skip


def test_a_broken_expression_is_named_by_its_line_only() -> None:
    with pytest.raises(ListError, match="line 2") as caught:
        parse_allow("fine\n/canary(/")
    assert "canary" not in str(caught.value)


def test_its_repr_shows_how_many() -> None:
    assert repr(Lists(allow=parse_allow("canary"))) == "<Lists: 1 allowed, 0 denied>"


def test_a_value_that_is_kept_elsewhere_is_named_by_its_id() -> None:
    entry = kept_entry("NAME", "3f2a91c04d7e")
    assert kept_id(entry) == "3f2a91c04d7e"
    assert kept_id("NAME: Project Falcon") == ""
    assert [plain_value(one) for one in (entry, "NAME: Project Falcon", "zebra", "/x+/")] == [
        "", "Project Falcon", "zebra", "",
    ]  # fmt: skip
    text = "about Project Falcon and keyring:3f2a91c04d7e"
    lists = Lists(deny=parse_deny(entry, {"3f2a91c04d7e": "Project Falcon"}))
    assert [(s.type, text[s.start : s.end]) for s in scan(text, Engine(lists=lists))] == [
        ("NAME", "Project Falcon")
    ]


def test_without_its_value_an_entry_is_valid_but_cannot_be_kept() -> None:
    entry = kept_entry("NAME", "3f2a91c04d7e")
    assert scan(entry, Engine(lists=Lists(deny=parse_deny(entry)))) == []
    with pytest.raises(ListError, match=r"line 2: .* keyring"):
        parse_deny(f"zebra\n{entry}", {})


@pytest.mark.parametrize(
    "value",
    ["8842119", "# 12", "/x/", "/", " padded ", "a.b*c", "O'Brien", "tab\there", "10/12/1961", "NAME: x"],
)
def test_an_exact_entry_means_its_value_and_nothing_else(value: str) -> None:
    (pattern,) = parse_allow(exact_entry(value))
    assert pattern.fullmatch(value)
    assert not pattern.fullmatch(value.replace(".", "x") if "." in value else value + "x")
