"""What a recognizer is: one identifier, what it is called, what it looks like, and what proves it.

A recognizer declares; the engine searches. Three ways lead to a value:
- a *label* or key in front of it (`MRN: 8842`, `"patientSsn": "..."`), a table's column, a field of a format;
- a *shape* that needs no label (`123-45-6789`), found by the engine's one pass over the bytes;
- being asked about a value whose type a format already tells (`accepts`).
"""

from __future__ import annotations

import re
from typing import ClassVar

from proxy_core.privacy.document import Document

#: values that stand for no value, in data and in code
_NOTHING = re.compile(
    r"(?:null|none|nil|undefined|n/?a|nan|unknown|unk|not (?:known|given|available|applicable|on file"
    r"|provided)"
    r"|tbd|test|true|false|yes|no|empty|redacted|removed|masked|hidden|deceased|string|str|text|varchar.*"
    r"|char(?:\W.*|acter.*)?"
    r"|date|datetime|timestamp|int|integer|number|bigint|boolean|bool|uuid|object|array|list|any|optional"
    r"|(?:(?:foo|bar|baz|qux|quux|foobar|lorem|ipsum|dolor|asdf|qwerty|abc|xyz)\b[\s.,_-]*)+"
    r"|required|declined|refused|same|see (?:above|below|note|chart)|[\W_]*|x{2,}|\*+|\.{2,}"
    r"|[<\[{%$&@].*|\((?!\d).*|.*(?:\$\{|\{\{|%[sd]|<%|\(\)|\w\().*|(?:your|my|enter|example|sample|some)\b.*)",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)


def says_nothing(value: str) -> bool:
    """Whether a value is empty, a type's name, or a hole to be filled in (`${NAME}`, `<name>`, `%s`)."""
    return len(value) > 200 or _NOTHING.fullmatch(value) is not None


class Recognizer:
    """type: its PHI type. label, help: for the settings page and the log. rule: its paragraph in 45 CFR
    164.514(b)(2)(i).

    labels: phrases that announce a value. weak_labels: the same, but only where more speaks of a patient.
    value: what may follow a label in running text, from its first character on. shapes: patterns, valid in
    both google-re2 and `re`, whose matches may be values without a label.
    """

    type: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    rule: ClassVar[str]
    labels: ClassVar[tuple[str, ...]] = ()
    weak_labels: ClassVar[tuple[str, ...]] = ()
    value: ClassVar[re.Pattern[str]]
    shapes: ClassVar[tuple[str, ...]] = ()
    #: found for certain, and so worth looking for in later texts
    sure: ClassVar[bool] = False

    def accepts(self, value: str) -> bool:
        """Whether a value can be one, where a key, column or position says that it is."""
        return not says_nothing(value)

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        """Whether `value` after a label in running text is one."""
        return self.accepts(doc.scan[start:end])

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        """Whether a match of `shapes[shape]` is one without a label."""
        return True


def digits(value: str) -> str:
    """Only the digits."""
    return "".join(character for character in value if "0" <= character <= "9")


def luhn(number: str) -> bool:
    """The Luhn check digit. Source: ISO/IEC 7812-1, annex B."""
    total = 0
    for index, character in enumerate(reversed(number)):
        value = int(character)
        if index % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


#: an identifier as records print it: letters, digits, hyphens; at least one digit is asked for separately
IDENTIFIER = r"[A-Za-z]{0,6}[-_]?\d[\dA-Za-z]*(?:[-./_][\dA-Za-z]+){0,5}"


class IdentifierRecognizer(Recognizer):
    """An identifier without a form of its own: only a label, key, column or position can tell it."""

    value = re.compile(rf"#?\s?({IDENTIFIER})(?![^\W_])", re.ASCII)
    minimum: ClassVar[int] = 4
    sure = True

    def accepts(self, value: str) -> bool:
        if not self.minimum <= len(value) <= 64 or (" " in value.strip()[1:-1] and len(digits(value)) < 5):
            return False
        last = re.split(r"[/:]", value)[-1]
        return bool(digits(value)) and not says_nothing(value) and not is_machine_id(last)

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        value = doc.scan[start:end]
        return len(digits(value)) >= 3 and self.accepts(value)


_MACHINE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=.*[a-f])(?=.*\d)[0-9a-f]{16,}"
    r"|v?\d{1,4}(?:\.\d{1,5}){1,3}(?:[-+][\w.]+)?|\d+(?:px|em|ms|kb|mb|gb|mg|ml|kg|cm|mm|%)",
    re.IGNORECASE | re.ASCII,
)


def is_machine_id(value: str) -> bool:
    """A UUID, a hash, a version, a measure: names a thing, not a person."""
    return _MACHINE.fullmatch(value) is not None
