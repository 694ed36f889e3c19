"""HL7 version 2 as parsers show it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]
WANTED = ["8842119", "Quackenbush", "Ysolde", "19600304", "12 Oak St", "Dayton", "45402"]


@pytest.mark.parametrize(
    "text",
    [
        "PID-3.1: 8842119\nPID-5.1: Quackenbush\nPID-5.2: Ysolde\nPID-7: 19600304\nPID-11.1: 12 Oak St\nPID-11.3: Dayton\nPID-11.4: OH\nPID-11.5: 45402",
        "PID-3: 8842119^^^H^MR\nPID-5: Quackenbush^Ysolde\nPID-7: 19600304\nPID-8: F\nPID-11: 12 Oak St^^Dayton^OH^45402",
        '{"PID.3": {"PID.3.1": "8842119"}, "PID.5": {"PID.5.1": "Quackenbush", "PID.5.2": "Ysolde"}, "PID.7": {"PID.7.1": "19600304"}, '
        '"PID.11": {"PID.11.1": "12 Oak St", "PID.11.3": "Dayton", "PID.11.4": "OH", "PID.11.5": "45402"}}',
        "<PID><PID.3><CX.1>8842119</CX.1><CX.5>MR</CX.5></PID.3><PID.5><XPN.1><FN.1>Quackenbush</FN.1></XPN.1><XPN.2>Ysolde</XPN.2></PID.5>"
        "<PID.7><TS.1>19600304</TS.1></PID.7><PID.11><XAD.1><SAD.1>12 Oak St</SAD.1></XAD.1><XAD.3>Dayton</XAD.3><XAD.5>45402</XAD.5></PID.11></PID>",
        "pid_3 = 1\nPID.3 (id) = 8842119\nPID[5] x\nPID.5.1 -> Quackenbush\nPID.5.2 -> Ysolde\nPID.7 => 19600304\nPID_11_1: 12 Oak St\nPID_11_3: Dayton\nPID_11_5: 45402",
    ],
)  # fmt: skip
def test_fields_and_components_are_named(text: str, found: Find) -> None:
    assert [value for _, value in found(text)] == WANTED


def test_names_of_fields_stay(found: Find) -> None:
    assert (
        found("| PID-5 | Patient Name | XPN |\nPID-3: list of identifiers\nPID.8 = F\nsee PID-5.1 and PV1-7")
        == []
    )
