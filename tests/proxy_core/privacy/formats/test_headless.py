"""Rows without a header."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_values_show_whose_they_are(delimiter: str, found: Find) -> None:
    cells = [
        "8842119",
        "Quackenbush",
        "Ysolde",
        "1960-03-04",
        "F",
        "219-09-4821",
        "12 Oak St",
        "Dayton",
        "OH",
        "45402",
    ]
    assert [value for _, value in found(delimiter.join(cells))] == [v for v in cells if v not in ("F", "OH")]


def test_the_row_below_one_of_a_person_is_read_alike(found: Find) -> None:
    text = "8842119,Okafor,Maria,1960-03-04,937-555-0134\n8842120,Zzyzx,Ysolde,1971-12-24,\n"
    assert [value for _, value in found(text)][5:] == ["8842120", "Zzyzx", "Ysolde", "1971-12-24"]


@pytest.mark.parametrize(
    "text",
    [
        '"Okafor, Maria",09-Mar-1963,8842119,F33.1',
        "Okafor, Maria|16.12.1923|8842119|A41.9",
        "Okafor, Maria;09-03-1963;1HA1M20YT22;G20",
    ],
)
def test_who_when_and_what_of_is_a_person(text: str, found: Find) -> None:
    assert [type_ for type_, _ in found(text)][:2] == ["NAME", "DATE"]
    assert len(found(text)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "0002-3227-30,Zyprexa,Eli Lilly,1996-09-30,tablet", "1,Springfield,62701,2020-01-01", "a, b, c, d = 1, 2, 3, '12 Oak Street'",
        "G20,Tremor,2015-10-01,2016-10-01,x", "a@b.example,desk,x,08:00,17:00",
    ],
)  # fmt: skip
def test_rows_of_things_stay(text: str, found: Find) -> None:
    assert found(text) == []
