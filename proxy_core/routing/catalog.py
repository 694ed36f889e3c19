"""What is known of models by their names: context window, longest answer, price.

Owns the finding of a model's row, whatever date, prefix or tag its name carries. The rows are data in
`resources/models/models.csv`, with their date and source beside them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

#: a date or `latest` at the end of a name, and what stands for the longer context or a price class
_EXTRAS = re.compile(r"-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$|@\d{8}$|\[1m\]$|:[a-z]+$")


@dataclass(frozen=True, slots=True)
class Prices:
    """USD for a million tokens. What is read from a cache or written to one has its own price."""

    input: Decimal
    output: Decimal
    cache_read: Decimal
    cache_write: Decimal


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """context: tokens of a whole request; output: of an answer at most, 0 if it is not known."""

    profile: str
    name: str
    context: int
    output: int
    prices: Prices


def facts_of(model: str, profile: str = "") -> ModelFacts | None:
    """What is known of a model; None if nothing. profile: whose, where several sell the same one."""
    name = model.strip().lower()
    while True:
        for candidate in (name, name.rsplit("/", 1)[-1]):
            if sold := _rows().get(candidate):
                return sold.get(profile) or next(iter(sold.values()))
        shorter = _EXTRAS.sub("", name)
        if shorter == name:
            return None
        name = shorter


@cache
def _rows() -> Mapping[str, Mapping[str, ModelFacts]]:
    """Model -> profile -> facts."""
    found: dict[str, dict[str, ModelFacts]] = {}
    text = (files("resources.models") / "models.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        facts = ModelFacts(
            row["profile"], row["model"], int(row["context"]), int(row["output"]), _prices(row)
        )
        found.setdefault(facts.name.lower(), {})[facts.profile] = facts
    return found


def _prices(row: Mapping[str, str]) -> Prices:
    plain = Decimal(row["input_usd"])
    return Prices(
        input=plain,
        output=Decimal(row["output_usd"]),
        cache_read=Decimal(row["cache_read_usd"] or plain),
        cache_write=Decimal(row["cache_write_usd"] or plain),
    )
