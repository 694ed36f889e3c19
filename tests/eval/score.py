"""How much leaks, how much is masked in vain: the scorer, the same for every detector."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields

from tests.eval.corpus import Sample

#: (start, end, type), in code points
Found = list[tuple[int, int, str]]
Detector = Callable[[str], Found]


@dataclass
class Score:
    """Counts for one kind of text.

    characters: all of them; masked: those that a finding covers. phi: letters and digits of PHI; leaked: those
    that no finding covers. values: pieces of PHI; whole: those of which nothing leaked. found: findings; false:
    those that cover no character of PHI. sealed: documents of which nothing leaked.
    """

    documents: int = 0
    characters: int = 0
    phi: int = 0
    leaked: int = 0
    values: int = 0
    whole: int = 0
    masked: int = 0
    found: int = 0
    false: int = 0
    sealed: int = 0
    by_type: Counter[str] = field(default_factory=Counter)
    by_template: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Score) -> Score:
        return Score(
            **{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(Score)}
        )


@dataclass(frozen=True)
class Figures:
    """What a person reads of a score. Shares are of 1; false: findings in vain for each 100,000 characters."""

    recall: float
    leaked: float
    precision: float
    false: float
    masked: float

    @classmethod
    def of(cls, score: Score) -> Figures:
        return cls(
            recall=round(score.whole / score.values, 3) if score.values else 1.0,
            leaked=round(score.leaked / score.phi, 4) if score.phi else 0.0,
            precision=round(1 - score.false / score.found, 3) if score.found else 1.0,
            false=round(score.false / score.characters * 1e5, 1),
            masked=round(score.masked / score.characters, 4),
        )


def score(samples: Iterable[Sample], scan: Detector) -> dict[str, Score]:
    """The score for each kind of text.

    A character leaks unless a finding of any type covers it: what it was taken for does not matter, only that
    it stays. Spaces and signs are not counted. Findings that overlap count as one.
    """
    result: dict[str, Score] = defaultdict(Score)
    for sample in samples:
        _count(result[sample.kind], sample, _apart(scan(sample.text)))
    return dict(result)


def total(scores: Mapping[str, Score]) -> Score:
    """All kinds together."""
    return sum(scores.values(), Score())


def _count(one: Score, sample: Sample, found: list[tuple[int, int]]) -> None:
    covered, truth = bytearray(len(sample.text)), bytearray(len(sample.text))
    for start, end in found:
        covered[start:end] = b"\1" * (end - start)
    leaked = 0
    for start, end, type_ in sample.spans:
        truth[start:end] = b"\1" * (end - start)
        letters = [i for i in range(start, end) if sample.text[i].isalnum()]
        missed = sum(not covered[i] for i in letters)
        one.phi += len(letters)
        one.values += 1
        one.whole += missed == 0
        one.by_type[type_] += missed
        leaked += missed
    one.documents += 1
    one.characters += len(sample.text)
    one.leaked += leaked
    one.by_template[sample.name] += leaked
    one.sealed += leaked == 0
    one.masked += sum(covered)
    one.found += len(found)
    one.false += sum(not any(truth[start:end]) for start, end in found)


def _apart(found: Found) -> list[tuple[int, int]]:
    """The findings without their types, overlapping ones joined."""
    joined: list[tuple[int, int]] = []
    for start, end, _ in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined
