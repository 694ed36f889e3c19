"""Ages over 89, which Safe Harbor counts with the dates.

Source: 45 CFR 164.514(b)(2)(i)(C): all ages over 89 may only be given as one category of 90 or older.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer

_OLD = r"(?:9\d|1[0-2]\d)"
_TEEN = "(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine)"
_WORDS = rf"(?:[Nn]inety(?:[- ]{_TEEN})?|(?:[Oo]ne |[Aa] )?[Hh]undred(?:[- ](?:and[- ])?{_TEEN})?)"
_AGE = re.compile(rf"{_OLD}|{_WORDS}")
#: what a field of ages holds; `106d` in a listing of processes is no age of a person
_FIELD = re.compile(rf"{_OLD}(?:\.\d)?(?: ?(?:y|yr|yrs|years?|y/?o|years? old)\.?)?|0?{_OLD}Y", re.IGNORECASE)


class AgeRecognizer(Recognizer):
    type = "AGE"
    label = "Age over 89"
    help = "Ages of 90 and more."
    rule = "C"
    labels = (
        "age",
        "patient age",
        "pt age",
        "age in years",
        "age years",
        "current age",
        "age at visit",
        "aged",
    )
    value = re.compile(
        rf"({_OLD})(?![\d.,%/:-])(?!\s?(?:days?|months?|weeks?|hours?|minutes?|mg|ms|s\b))", re.ASCII
    )
    shapes = (
        rf"{_OLD}[ -]?(?:years?|yrs?)[ -]?(?:old|of age)",
        rf"{_OLD}[ -]?(?:y/?o|yo|Y/?O)",
        rf"{_OLD}[ -]?(?:y\.o\.|yr old)",
        rf"(?:[Aa]ged?|AGE) {_OLD}",
        rf"{_OLD}[ ]?(?:[MF]|male|female)",
        rf"{_OLD}(?:st|nd|rd|th) birthday",
        rf"(?:turned|turns|turning|is now|just turned) {_OLD}",
        rf"(?:[Ss]he|[Hh]e|who|[Pp]atient|[Pp]t|[Mm]om|[Dd]ad|[Mm]other|[Ff]ather) (?:is|was|turned) {_OLD}",
        rf", {_OLD}, (?:of|from|who|was|passed|died)\b",
        rf"{_WORDS}[ -](?:years?|yrs?)[ -](?:old|of age)",
        rf"(?:[Aa]ged?|turned|turns|turning) {_WORDS}",
    )

    def accepts(self, value: str) -> bool:
        number = re.sub(r"\D", "", value)
        return number.isdigit() and 90 <= int(number) <= 129 and _FIELD.fullmatch(value.strip()) is not None

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        return doc.near(start, 600) > 0

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        return shape not in (4, 6, 7, 8) or doc.near(start, 300) > 0

    @staticmethod
    def number(text: str) -> tuple[int, int]:
        """Where the number stands in a match of a shape."""
        match = _AGE.search(text)
        return (match.start(), match.end()) if match else (0, len(text))
