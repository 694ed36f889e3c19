"""HL7 version 2."""

from __future__ import annotations

from collections.abc import Callable

Find = Callable[[str], list[tuple[str, str]]]
PID = "PID|1||8842119^^^H^MR~219-09-4821^^^USA^SS||OKAFOR^MARIA^Q||19600304|F|||12 OAK ST^^DAYTON^OH^45402||(937)555-0134|||||448812||D1234567^OH"
MSH = "MSH|^~\\&|ADT|H|LAB|H|20240101||ADT^A01|1|P|2.5"


def test_fields_are_taken_by_their_place(found: Find) -> None:
    assert found(f"{MSH}\r{PID}") == [
        ("MRN", "8842119"), ("SSN", "219-09-4821"), ("NAME", "OKAFOR"), ("NAME", "MARIA"), ("NAME", "Q"), ("DATE", "19600304"),
        ("GEO", "12 OAK ST"), ("GEO", "DAYTON"), ("GEO", "45402"), ("PHONE", "(937)555-0134"), ("ACCOUNT", "448812"), ("LICENSE", "D1234567"),
    ]  # fmt: skip


def test_times_and_names_of_systems_stay(found: Find) -> None:
    assert found(f"{MSH}\nEVN|A01|20240101") == []


def test_a_message_in_a_literal_is_read(found: Find) -> None:
    values = [value for _, value in found(f'msg = "{MSH}\\r{PID}\\rPV1|1|I|ICU^1||||1234567893^VANCE^JACK"')]
    assert {"8842119", "OKAFOR", "19600304", "VANCE", "1234567893"} <= set(values)
