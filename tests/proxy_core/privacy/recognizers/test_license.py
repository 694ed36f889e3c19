"""LICENSE: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Driver's License: D1234567", "D1234567"),
    ("NPI: 1234567893", "1234567893"),
    ("Patient passport number: 483920117", "483920117"),
    ("Dr. Vance, patient of DEA AB1234563", "AB1234563"),
    ("Driver's License: CO 14-882-0093", "14-882-0093"),
    ("Lic. No. A-77120", "A-77120"),
    ("NPI 1245319599", "1245319599"),
    ("DEA# FB1234563", "FB1234563"),
    ("passport no. C01X00T47", "C01X00T47"),
    ("Driver license: IA D5892128", "D5892128"),
)
MUST_NOT = (
    '"license": "Apache-2.0"',
    "license: MIT",
    "License: BSD-3-Clause",
    "npi: string",
    "License: MIT",
    "license: Apache-2.0",
    "NPI is a number of ten digits",
    "SPDX-License-Identifier: MIT",
    "License number",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("LICENSE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "LICENSE"] == []
