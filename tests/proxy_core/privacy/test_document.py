"""A text as it is searched: one byte for each code point."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy_core.privacy.document import Document


@given(st.text())
def test_every_code_point_is_one_byte(text: str) -> None:
    doc = Document(text)
    assert len(doc.data) == len(doc.scan) == len(text)


def test_what_is_beyond_latin_keeps_its_nature() -> None:
    assert Document("Łukasz “x” – 5→").scan == 'Þukasz "x" - 5\t'
    assert Document("١٢ ж").data == b"12 \xff"


def test_anchors_are_counted_around_a_place() -> None:
    doc = Document("x" * 1000)
    doc.anchors = [10, 500, 990]
    assert doc.near(500, 100) == 1
    assert doc.near(500, 500) == 3


def test_lines_and_code() -> None:
    doc = Document("one\ntwo\nthree")
    assert doc.line_at(5) == (4, 7)
    assert not doc.code_like
    assert Document("if (a[i] == {b: c}) { return f(x); }").code_like


def test_its_repr_shows_no_text() -> None:
    assert "canary" not in repr(Document("canary"))
