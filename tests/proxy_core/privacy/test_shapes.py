"""Values known by their form."""

from __future__ import annotations

from collections.abc import Callable

from proxy_core.privacy.document import Document
from proxy_core.privacy.shapes import Shapes

Find = Callable[[str], list[tuple[str, str]]]


def test_neighbours_do_not_swallow_each_other(found: Find) -> None:
    assert found("patient 219-09-4821 217-555-0134 ana.lopez@gmail.com") == [
        ("SSN", "219-09-4821"), ("PHONE", "217-555-0134"), ("EMAIL", "ana.lopez@gmail.com"),
    ]  # fmt: skip


def test_digits_inside_longer_ones_are_left(found: Find) -> None:
    assert found("patient 1219-09-48213 and 9219-09-4821-7") == []


def test_candidates_come_from_one_pass() -> None:
    doc = Document("x 219-09-4821 y")
    assert list(Shapes().candidates(doc.data)) == [(2, 13)]
