"""Rows of literals."""

from __future__ import annotations

import pytest

from proxy_core.privacy.formats.literals import row


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("('a', \"b\", 3, NULL)", ["a", "b", "3", "NULL"]),
        ("['O''Brien', 'it\\'s', \"x\\\"y\"]", ["O''Brien", "it\\'s", 'x\\"y']),
        ("(N'a', DATE '1960-03-04', TO_DATE('12/24/1971', 'MM/DD/YYYY'), CAST(N'x' AS Date))", ["a", "1960-03-04", "12/24/1971", "x"]),
        ('("a", date(1960, 3, 4), time.Date(1960, time.March, 4, 0, 0), LocalDate.of(1960, 3, 4))',
         ["a", "1960, 3, 4", "1960, time.March, 4, 0, 0", "1960, 3, 4"]),
        ('{"a", String::from("b"), "c".to_string()}', ["a", "b", "c"]),
        ("(\n  'a',\n  'b',\n)", ["a", "b"]),
        ('(\\"a\\", \\"b\\")', ["a", "b"]),
    ],
)  # fmt: skip
def test_cells_stand_where_their_values_are(text: str, values: list[str]) -> None:
    found = row(text, 1)
    assert found is not None
    assert [text[low:high] for low, high in found.cells] == values
    assert found.end == len(text)


@pytest.mark.parametrize("text", ["(a = 'b', c)", "('a' 'b')", "('a',\n", "{'a': 1}", "(x[1], 'a')", "()"])
def test_what_is_no_row(text: str) -> None:
    assert row(text, 1) is None


def test_a_row_without_brackets_ends_where_it_is_told() -> None:
    found = row("'a', 'b' FROM t", 0, ends=r"\sFROM")
    assert found is not None
    assert len(found.cells) == 2
