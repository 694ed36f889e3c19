"""What values show of whose they are."""

from __future__ import annotations

import pytest

from proxy_core.privacy.formats.persons import kinds, shape_of


def types(values: list[str], *, lenient: bool = False) -> list[str | None] | None:
    labels = kinds(values, lenient=lenient)
    return None if labels is None else [label.type if label is not None else None for label in labels]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("219-09-4821", "SSN"), ("1960-03-04", "DATE"), ("3/4/1960", "DATE"), ("19600304", "DATE"), ("1960, 3, 4", "DATE"),
        ("937-555-0134", "PHONE"), ("12 Oak St", "STREET"), ("PO Box 12", "STREET"), ("OH", "STATE"), ("45402", "ZIP"), ("8842119", "ID"),
        ("F33.1", "CODE"), ("1HA1M20YT22", "PLAN"), ("1HA1-M20-YT22", "PLAN"), ("FPT-f2957b1b00", "ID"),
        ("Maria", "known"), ("MARIA", "known"), ("Zephyrine", "word"), ("Maria Okafor", "pair"), ("Okafor, Maria", "pair"), ("Chicago", "CITY"),
        ("medication", ""), ("NULL", ""), ("x", ""), ("550e8400-e29b-41d4-a716-446655440000", ""), ("1.2.3", ""), ("Blood Pressure", ""),
    ],
)  # fmt: skip
def test_shapes(value: str, shape: str) -> None:
    assert shape_of(value) == shape


def test_a_person_needs_a_name_and_what_only_persons_have() -> None:
    assert types(["8842119", "Okafor", "Maria", "1960-03-04", "F"]) == ["MRN", "NAME", "NAME", "DATE", None]
    assert types(["Maria Okafor", "937-555-0134"]) == ["NAME", "PHONE"]
    assert types(["12 Oak St", "Wapakoneta", "OH", "45895", "Maria Okafor"]) == [
        "GEO",
        "GEO",
        None,
        "GEO",
        "NAME",
    ]


@pytest.mark.parametrize(
    "values",
    [
        ["G20", "Tremor", "2015-10-01"], ["Widget", "Acme", "12345"], ["2024-01-01", "2024-01-02", "12345"], ["Apple", "Pear", "Plum"],
        ["Content-Type", "text/html", "200"], ["Chicago", "Boston", "Denver"],
    ],
)  # fmt: skip
def test_rows_of_things_are_nobodys(values: list[str]) -> None:
    assert types(values) is None


def test_where_a_row_stands_may_tell_that_it_is_a_persons() -> None:
    values = ["Zephyrine", "Quackenbush", "1960-03-04"]
    assert types(values) is None
    assert types(values, lenient=True) == ["NAME", "NAME", "DATE"]
