"""How much leaks, how much is masked in vain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.eval.corpus import Sample

Found = list[tuple[int, int, str]]


@dataclass
class Score:
    """Characters and spans, for one kind of text."""

    documents: int = 0
    characters: int = 0
    phi: int = 0
    leaked: int = 0
    masked: int = 0
    found: int = 0
    false: int = 0
    sealed: int = 0
    by_type: Counter[str] = field(default_factory=Counter)
    by_template: Counter[str] = field(default_factory=Counter)


def score(samples: Iterable[Sample], scan: Callable[[str], Found]) -> dict[str, Score]:
    """A character counts as leaked unless a finding of any type covers it. Spaces and signs are not counted.

    A finding is false if it covers no character of PHI.
    """
    result: dict[str, Score] = defaultdict(Score)
    for sample in samples:
        found = scan(sample.text)
        covered = bytearray(len(sample.text))
        for start, end, _ in found:
            covered[start:end] = b"\1" * (end - start)
        truth = bytearray(len(sample.text))
        one = result[sample.kind]
        one.documents += 1
        one.characters += len(sample.text)
        leaked = 0
        for start, end, type_ in sample.spans:
            truth[start:end] = b"\1" * (end - start)
            letters = [i for i in range(start, end) if sample.text[i].isalnum()]
            missed = sum(not covered[i] for i in letters)
            one.phi += len(letters)
            leaked += missed
            one.by_type[type_] += missed
        one.leaked += leaked
        one.by_template[sample.name] += leaked
        one.sealed += leaked == 0
        one.masked += sum(covered)
        one.found += len(found)
        one.false += sum(not any(truth[start:end]) for start, end, _ in found)
    return dict(result)
