"""What `scrubroom verify` found: the rows of its table, and a sentence for each thing that is wrong.

A sentence names the wire, the place and the type, never a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field

HEAD = ("Wire", "Check", "Planted", "Refused", "Restored", "Leaks", "Result")


@dataclass(slots=True)
class Row:
    """One line of the table. leaks, faults: a sentence -> how often."""

    wire: str
    check: str
    planted: int = 0
    refused: int = 0
    restored: int = 0
    leaks: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    note: str = ""

    def leak(self, place: str, what: str) -> None:
        """A value can be seen where it must not be."""
        self._note(self.leaks, place, what)

    def fault(self, place: str, what: str) -> None:
        """Something else is not as it must be."""
        self._note(self.faults, place, what)

    def _note(self, kept: dict[str, int], place: str, what: str) -> None:
        sentence = f"{self.wire}: {self.check}: {place}: {what}."
        kept[sentence] = kept.get(sentence, 0) + 1

    @property
    def result(self) -> str:
        if self.leaks:
            return "LEAK"
        return "FAILED" if self.faults else self.note or "ok"

    def cells(self) -> tuple[str, ...]:
        """As `HEAD` names them."""
        numbers = (self.planted, self.refused, self.restored, sum(self.leaks.values()))
        return (self.wire, self.check, *(f"{number:,}" if number else "-" for number in numbers), self.result)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run."""

    rows: tuple[Row, ...]

    @property
    def clean(self) -> bool:
        return not any(row.leaks or row.faults for row in self.rows)

    def problems(self) -> list[str]:
        """What is wrong, the leaks first."""
        leaks = [_times(*item) for row in self.rows for item in row.leaks.items()]
        return leaks + [_times(*item) for row in self.rows for item in row.faults.items()]

    def summary(self) -> str:
        planted = sum(row.planted for row in self.rows)
        leaks = sum(sum(row.leaks.values()) for row in self.rows)
        if leaks:
            return f"LEAK: planted values got out {leaks:,} times. {planted:,} places were tried."
        if not self.clean:
            return f"No leak; but not everything is as it must be. {planted:,} places were tried."
        return f"No leak, and every answer had its originals again. {planted:,} places were tried."


def _times(sentence: str, count: int) -> str:
    return sentence if count == 1 else f"{sentence[:-1]} ({count:,} times)."
