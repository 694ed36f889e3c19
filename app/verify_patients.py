"""Patients who do not exist, for `scrubroom verify`: what is planted, and how it is looked for.

Owns the values and their labelled forms. Each value is one that the PHI Guard finds where it stands; a test
holds that. All are made up; the telephone numbers are 555-01xx, which are kept for fiction (ATIS-0300048),
and the domain is of RFC 2606.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from proxy_core.privacy.lists import Lists, parse_allow

_FIRST = ("Marisol", "Thaddeus", "Ngozi", "Zoë", "Winifred", "Dmitri", "Anjali", "José", "Gretchen", "Tobias")
_LAST = ("Quintanilla", "Lindqvist", "Abernathy", "Núñez", "Castellanos", "Vandermeer", "Okonkwo", "Petrović")
_STREETS = ("Larkspur Lane", "Juniper Street", "Sycamore Avenue", "Birchwood Drive", "Magnolia Road")
_TOWNS = ("Boise, ID 83702", "Topeka, KS 66603", "Eugene, OR 97401", "Macon, GA 31201")


@dataclass(frozen=True, slots=True)
class Value:
    """One value to plant. type: of `PHI_TYPES`."""

    type: str
    text: str

    def traces(self) -> frozenset[bytes]:
        """The bytes that betray it: itself, each word of a name, and all of them as JSON (also inside other
        JSON) and URLs spell them."""
        words = [self.text]
        if self.type == "NAME":
            words += [word for word in self.text.split() if len(word) > 2]
        forms = {form for word in words for form in (*_spellings(word), quote(word), quote(word, safe=""))}
        return frozenset(form.encode() for form in forms)

    def stands_in(self, text: str) -> bool:
        """Whether it can be read there, also inside JSON that the text holds."""
        return any(form in text for form in _spellings(self.text))


def _spellings(text: str) -> set[str]:
    """The text as it is, and as a string of JSON, of JSON in that, and of JSON in that again: so deep does a
    tool's argument lie that holds a file of JSON."""
    forms = {text}
    for ascii_only in (True, False):
        inner = text
        for _ in range(3):
            inner = json.dumps(inner, ensure_ascii=ascii_only)[1:-1]
            forms.add(inner)
    return forms


@dataclass(frozen=True, slots=True)
class Form:
    """What is planted in one place. content: a text, or an object of JSON; values: what of it is PHI."""

    content: Any
    values: tuple[Value, ...]


def _form(content: Any, *values: tuple[str, str]) -> Form:
    return Form(content, tuple(Value(*value) for value in values))


def wanted(settings: Mapping[str, Any]) -> Callable[[Value], bool]:
    """Whether a value is one that the configured rules replace: its type is looked for, it is not allowed."""
    off = frozenset(settings["privacy.types_off"])
    lists = Lists(allow=parse_allow("\n".join(settings["privacy.allow"])))
    return lambda value: value.type not in off and not lists.allowed(value.text)


class Patient:
    """Patient number so-and-so: the same number is the same patient."""

    def __init__(self, number: int) -> None:
        self.name = f"{_FIRST[number % len(_FIRST)]} {_LAST[number * 3 % len(_LAST)]}"
        self.mrn = str(7_310_452 + number * 10_007 % 2_600_000)
        self.ssn = f"{219 + number % 400}-{10 + number % 80}-{2821 + number * 37 % 7000}"
        self.born = f"{number % 12 + 1:02}/{number % 27 + 1:02}/{1941 + number % 50}"
        self.phone = f"(212) 555-01{number % 100:02}"
        self.address = (
            f"{4815 + number * 11} {_STREETS[number % len(_STREETS)]}, {_TOWNS[number % len(_TOWNS)]}"
        )
        self.email = f"resident.{self.mrn}@clinic.example.org"
        self.plan = f"XQK{884_213_907 + number * 1009}"
        self.account = str(40_077_123 + number * 3001)
        self.device = f"SN-{77_120_934 + number * 17}"

    def sentence(self) -> Form:
        """One line, for the cuts of an answer."""
        text = f"Patient: {self.name}, MRN: {self.mrn}, SSN {self.ssn}"
        return _form(text, ("NAME", self.name), ("MRN", self.mrn), ("SSN", self.ssn))

    def note(self) -> Form:
        """Labelled lines, one for each type."""
        lines = (
            ("NAME", "Patient", self.name),
            ("DATE", "DOB", self.born),
            ("SSN", "SSN", self.ssn),
            ("MRN", "MRN", self.mrn),
            ("PHONE", "Phone", self.phone),
            ("EMAIL", "Email", self.email),
            ("GEO", "Address", self.address),
            ("HEALTH_PLAN", "Member ID", self.plan),
            ("ACCOUNT", "Account number", self.account),
            ("DEVICE", "Device serial number", self.device),
        )
        text = "\n".join(f"{label}: {value}" for _, label, value in lines)
        return _form(text, *((type_, value) for type_, _, value in lines))

    def record(self) -> Form:
        """An object whose keys tell what its values are; the MRN is a number."""
        values = {
            "patient_name": self.name,
            "mrn": int(self.mrn),
            "ssn": self.ssn,
            "date_of_birth": self.born,
            "phone": self.phone,
            "email": self.email,
        }
        types = ("NAME", "MRN", "SSN", "DATE", "PHONE", "EMAIL")
        return _form(values, *zip(types, map(str, values.values()), strict=True))

    def json_text(self) -> Form:
        """Such an object as text, as a tool prints it: with the letters beyond ASCII escaped."""
        name = f"José {self.name.split()[-1]}"
        record = self.record()
        values = (Value("NAME", name), *record.values[1:])
        return Form(json.dumps({**record.content, "patient_name": name}, indent=2), values)

    def hl7(self) -> Form:
        """A PID segment. Source: HL7 v2.5.1, chapter 3, table of PID."""
        first, last = self.name.upper().split()
        month, day, year = self.born.split("/")
        born = f"{year}{month}{day}"
        text = (
            "MSH|^~\\&|ADT|HOSP|EHR|HOSP|20240105120000||ADT^A01|1|P|2.5.1\n"
            f"PID|1||{self.mrn}^^^HOSP^MR||{last}^{first}||{born}|F||||||||||{self.account}|{self.ssn}"
        )
        return _form(
            text,
            ("MRN", self.mrn),
            ("NAME", last),
            ("NAME", first),
            ("DATE", born),
            ("ACCOUNT", self.account),
            ("SSN", self.ssn),
        )

    def numbered(self) -> Form:
        """The sentence as Claude Code's Read tool prints a file: with line numbers."""
        sentence = self.sentence()
        return Form(f"     1\t# Visit\n     2\t{sentence.content}\n", sentence.values)

    def long(self) -> Form:
        """The sentence behind so much text that the check moves to a thread."""
        sentence = self.sentence()
        return Form("Nothing of note on this line of the file.\n" * 1000 + sentence.content, sentence.values)
