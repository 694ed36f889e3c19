"""Cards, calendars and directory entries."""

from __future__ import annotations

from collections.abc import Callable

Find = Callable[[str], list[tuple[str, str]]]


def test_a_card(found: Find) -> None:
    text = """BEGIN:VCARD
N:Quackenbush;Zephyrine;;;
FN:Zephyrine Quackenbush
BDAY:1949-11-02
TEL;TYPE=CELL:740-555-0161
ADR;TYPE=HOME:;;4 Quill Mews;Dayton;OH;45601;
END:VCARD"""
    assert [value for _, value in found(text)] == [
        "Quackenbush", "Zephyrine", "Zephyrine Quackenbush", "1949-11-02", "740-555-0161", "4 Quill Mews", "Dayton", "45601",
    ]  # fmt: skip


def test_an_appointment(found: Find) -> None:
    text = "BEGIN:VEVENT\nDTSTART:20240401T090000\nDTSTAMP:20240101T000000Z\nATTENDEE;CN=Zephyrine Quackenbush:urn:x\nEND:VEVENT"
    assert [value for _, value in found(text)] == ["20240401T090000", "Zephyrine Quackenbush"]


def test_an_entry_of_a_directory(found: Find) -> None:
    text = "dn: uid=zq,ou=patients\nsn: Quackenbush\ngivenName: Zephyrine\nl: Dayton\nobjectClass: person"
    assert [value for _, value in found(text)] == ["Quackenbush", "Zephyrine", "Dayton"]
