"""SSN: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("SSN: 219-09-4821", "219-09-4821"),
    ("patient's social security number is 219-09-4821", "219-09-4821"),
    ('{"ssn": "219094821"}', "219094821"),
    ("call me, 321-54-9876", "321-54-9876"),
    ("SSN: XXX-XX-4821", "XXX-XX-4821"),
    ("SSN: 524-81-7730", "524-81-7730"),
    ("Social Security Number 524817730", "524817730"),
    ("soc sec no. 524 81 7730", "524 81 7730"),
    ("the patient (524-81-7730) was merged", "524-81-7730"),
    ("SSN: XXX-XX-7730", "XXX-XX-7730"),
    ('"socialSecurityNumber": "524-81-7730"', "524-81-7730"),
)
MUST_NOT = (
    "order 000-12-3456",
    "range 666-12-3456 ok",
    "serial 219-00-4821",
    "219-09-0000",
    "mask 999-99-9999",
    "SSN: XXX-XX-XXXX",
    "tel 1219-09-48213",
    "ssn: str | None = None",
    '"ssn": {"type": "string"}',
    "zip 12345-6789 of the clinic",
    "000-12-3456",
    "order 524-81-773 of the patient",
    "ssn: string",
    "666-12-3456 is no number",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("SSN", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "SSN"] == []
