"""What the last `make eval` measured, kept in `results.json` so that the page can be checked against it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.eval.corpora import Corpus, digest
from tests.eval.corpus import Sample
from tests.eval.detectors import DETECTORS
from tests.eval.score import Detector, Figures, Found, Score, score, total

FILE = Path(__file__).parent / "results.json"
ALL = "all"


@dataclass(frozen=True)
class Size:
    """How much text there is of a kind. values: pieces of PHI in it."""

    documents: int
    characters: int
    values: int


@dataclass(frozen=True)
class Result:
    """One corpus. figures: detector -> kind -> figures. faster: how many times as much text our engine reads in
    the same time as the slowest detector, to one digit."""

    digest: str
    sizes: Mapping[str, Size]
    figures: Mapping[str, Mapping[str, Figures]]
    faster: int


def measure(corpus: Corpus) -> Result:
    """Run all detectors on a corpus."""
    samples = corpus.build()
    scores, seconds = {}, {}
    for name, detector in DETECTORS.items():
        clocked = Clocked(detector)
        scores[name] = with_all(score(samples, clocked))
        seconds[name] = clocked.seconds
    ours, *others = DETECTORS
    sizes = {kind: Size(one.documents, one.characters, one.values) for kind, one in scores[ours].items()}
    figures = {name: figures_of(of_kinds) for name, of_kinds in scores.items()}
    faster = max(seconds[name] for name in others) / seconds[ours]
    return Result(digest(samples), sizes, figures, int(float(f"{faster:.0e}")))


class Clocked:
    """A detector with its time: the processor's, so that what else runs here counts less."""

    def __init__(self, detector: Detector) -> None:
        detector("Warm up.")
        self._detector = detector
        self.seconds = 0.0

    def __call__(self, text: str) -> Found:
        began = time.thread_time()
        found = self._detector(text)
        self.seconds += time.thread_time() - began
        return found


def figures_now(samples: Iterable[Sample], detector: Detector) -> Mapping[str, Figures]:
    """The figures of one detector, by kind, and for all together."""
    return figures_of(with_all(score(samples, detector)))


def with_all(scores: Mapping[str, Score]) -> Mapping[str, Score]:
    return {**scores, ALL: total(scores)}


def figures_of(scores: Mapping[str, Score]) -> Mapping[str, Figures]:
    return {kind: Figures.of(one) for kind, one in scores.items()}


def load(file: Path = FILE) -> Mapping[str, Result]:
    """By the letter of the corpus."""
    data = json.loads(file.read_text(encoding="utf-8"))
    return {
        letter: Result(
            digest=one["digest"],
            sizes={kind: Size(**size) for kind, size in one["sizes"].items()},
            figures={
                name: {kind: Figures(**figures) for kind, figures in kinds.items()}
                for name, kinds in one["figures"].items()
            },
            faster=one["faster"],
        )
        for letter, one in data.items()
    }


def save(results: Mapping[str, Result], file: Path = FILE) -> None:
    data = {
        letter: {
            "digest": one.digest,
            "sizes": {kind: asdict(size) for kind, size in one.sizes.items()},
            "figures": {
                name: {kind: asdict(figures) for kind, figures in kinds.items()}
                for name, kinds in one.figures.items()
            },
            "faster": one.faster,
        }
        for letter, one in results.items()
    }
    file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8", newline="\n")
