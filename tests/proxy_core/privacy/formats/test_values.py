"""How values are written."""

from __future__ import annotations

import pytest

from proxy_core.privacy.formats.values import values


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"a b"', ["a b"]), ("N'a'", ["a"]), ("'O''Brien'", ["O''Brien"]), (r"'O\'Brien'", [r"O\'Brien"]), (r'\"a\"', ["a"]), ('"""a"""', ["a"]),
        ('Some("a")', ["a"]), ('String::from("a".to_string())', ["a"]), ('string(7) "a"', ["a"]), ("DATE '1960-03-04'", ["1960-03-04"]),
        ("LocalDate.of(1960, 3, 4)", ["1960, 3, 4"]), ("time.Date(1960, time.March, 4, 0)", ["1960, time.March, 4"]),
        ('new SimpleDateFormat("yyyy-MM-dd").parse("1960-03-04")', ["1960-03-04"]),
        ('["a", "b"]', ["a", "b"]), ('c("a", "b")', ["a", "b"]), ("as.Date(c('a', 'b'))", ["a", "b"]), ('[\n  "a",\n  "b"\n]', ["a", "b"]),
        ("IN (N'a', N'b')", ["a", "b"]), ('{"0": "a", "1": 22}', ["a", "22"]),
        ("a b c", ["a b c"]), ("a b, next=1", ["a b"]), ("a b next: 1", ["a b"]), ("a b  # note", ["a b"]), ("2024-03-04 10:15", ["2024-03-04 10:15"]),
        ("a)", ["a"]), ("", []), ('"never closed', []),
    ],
)  # fmt: skip
def test_a_value_in_its_dress(text: str, wanted: list[str]) -> None:
    assert [text[low:high] for low, high in values(text, 0, line=False)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("k:\n  - a b\n  - 'c'\nnext: d", ["a b", "c"]),
        ("k: |\n  a b\n  c\nnext: d", ["a b", "c"]),
        ("  k: >-\n    a\n\n    b\n  next: c", ["a", "b"]),
        ("k:\n  inner: a", []),
    ],
)
def test_values_below_their_key(text: str, wanted: list[str]) -> None:
    at = text.index(":") + 1
    assert [text[low:high] for low, high in values(text, at, line=True)] == wanted
