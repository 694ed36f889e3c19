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


def test_accounts_sponsors_counties_and_other_payers(found: Find) -> None:
    text = "BPR*I*12*C*ACH*CCP*01*966945587*DA*380751612*1512345678**01*434708384*DA*66335292*20210328~N1*P5*TIDEWATER SUPPLY*FI*143~N1*PE*CLINIC*XX*1046345785~N4*CAMP HILL*PA*17011**CY*CUMBERLAND~COB*P*890111*5~"
    assert [value for _, value in found(text)] == [
        "380751612", "66335292", "TIDEWATER SUPPLY", "1046345785", "CAMP HILL", "17011", "CUMBERLAND", "890111",
    ]  # fmt: skip
