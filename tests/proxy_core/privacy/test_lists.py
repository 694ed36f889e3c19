"""What is public here, and what is always PHI."""

from __future__ import annotations

import pytest

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.lists import ListError, Lists, parse_allow, parse_deny
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
