"""DEVICE: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Pacemaker serial number: PM-448812", "PM-448812"),
    ("UDI: (01)00844588003288(17)270131(21)88421", "(01)00844588003288(17)270131(21)88421"),
    ("Patient pump serial no. SN88421177", "SN88421177"),
    ("Pacemaker serial number: MC1VR01-RAB442190", "MC1VR01-RAB442190"),
    ("UDI (01)00844588003288(17)270131(21)7654321", "(01)00844588003288(17)270131(21)7654321"),
    ("Patient's CPAP SN AS10-22904417 shows an error", "AS10-22904417"),
    ("Insulin pump of the patient, serial no. PL88213", "PL88213"),
    ("IMEI: 490154203237518 of the patient's phone", "490154203237518"),
)
MUST_NOT = (
    "serial: true",
    "device: cuda:0",
    "device_id: str",
    "serial number of the release",
    "device: cuda",
    "00:00:00:00:00:00",
    "SN: string",
    "serial number",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("DEVICE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "DEVICE"] == []
