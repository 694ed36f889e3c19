"""X12 health care transactions."""

from __future__ import annotations

from collections.abc import Callable

Find = Callable[[str], list[tuple[str, str]]]


def test_elements_are_taken_by_their_place(found: Find) -> None:
    text = "NM1*IL*1*OKAFOR*MARIA*Q***MI*W123456789~N3*12 OAK ST~N4*DAYTON*OH*45402~DMG*D8*19600304*F~REF*SY*219094821~PER*IC*JO VANCE*TE*9375550134~CLM*44881*100~DTP*472*D8*20240301~"
    assert found(text) == [
        ("NAME", "OKAFOR"), ("NAME", "MARIA"), ("NAME", "Q"), ("HEALTH_PLAN", "W123456789"), ("GEO", "12 OAK ST"), ("GEO", "DAYTON"), ("GEO", "45402"),
        ("DATE", "19600304"), ("SSN", "219094821"), ("NAME", "JO VANCE"), ("PHONE", "9375550134"), ("ACCOUNT", "44881"), ("DATE", "20240301"),
    ]  # fmt: skip


def test_organizations_are_not_persons(found: Find) -> None:
    assert found("NM1*PR*2*ACME HEALTH*****PI*12345~ST*837*0001~BHT*0019*00*1*20240101*1200*CH~") == []
