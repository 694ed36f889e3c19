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


def test_segments_of_a_site_are_read_by_what_their_fields_show(found: Find) -> None:
    text = f"{MSH}\rZEM|1|HARLAN TOOL & DIE|FULL|12 OAK ST^^DAYTON^OH^45402|(937)555-0134\rZPI|1|OKAFOR^MARIA|m@okafor.net|19600304|8842119|ENG"
    assert [value for _, value in found(text)] == [
        "HARLAN TOOL & DIE", "12 OAK ST", "DAYTON", "45402", "(937)555-0134", "OKAFOR", "MARIA", "m@okafor.net", "19600304", "8842119",
    ]  # fmt: skip


def test_employers_and_places_of_accidents_are_the_patients(found: Find) -> None:
    text = f"{MSH}\rIN1|1|PPO001|17|ANTHEM||||977784|||OAKHURST SCHOOL DISTRICT|20240101|20241231\rACC|202402030405|AUTO^^X|QUAIL ST AND OAK AVE"
    assert [value for _, value in found(text)] == [
        "977784",
        "OAKHURST SCHOOL DISTRICT",
        "202402030405",
        "QUAIL ST AND OAK AVE",
    ]


def test_what_an_observation_holds_is_told_by_its_type(found: Find) -> None:
    assert [value for _, value in found(f"{MSH}\rOBX|1|XPN|X||OKAFOR^MARIA\rOBX|2|CE|Y||A^MILD^L\rOBX|3|DT|Z||19600304")] == [
        "OKAFOR", "MARIA", "19600304",
    ]  # fmt: skip


def test_placeholders_of_a_specification_stay(found: Find) -> None:
    assert found(f"{MSH}\rPID|1||<mrn>^^^<auth>^MR||<family>^<given>^<middle>||<YYYYMMDD>|<sex>") == []


def test_the_patient_record_of_an_analyser(found: Find) -> None:
    assert [value for _, value in found("H|\\^&|||X\rP|1||8842119||Okafor^Maria||19600304|F|||||Vance\rO|1|S1")] == [
        "8842119", "Okafor", "Maria", "19600304", "Vance",
    ]  # fmt: skip


def test_when_an_order_was_placed_is_the_patients(found: Find) -> None:
    assert ("DATE", "20200715065713") in found(f"{MSH}\rORC|NW|1924930|||||||20200715065713")


def test_plates_and_links_in_segments_of_a_site(found: Find) -> None:
    text = f"{MSH}\rZVH|1|9BZW706|https://cdn.clinic.net/headshots/48.jpg|VETERAN:N|ABC-1234"
    assert [value for _, value in found(text)] == [
        "9BZW706",
        "https://cdn.clinic.net/headshots/48.jpg",
        "ABC-1234",
    ]
