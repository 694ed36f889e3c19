"""The evaluation: every corpus, every detector, one run.

`python -m tests.eval.run` prints our engine's figures; `--misses` also what it missed, which makes a corpus
one that was looked at. `--write` (that is `make eval`) runs all detectors and writes what
docs/reference/evaluation.md is made from. `--first LETTER` prints the row of the table of record.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from tests.eval import results
from tests.eval.corpora import CORPORA, SEED, Corpus
from tests.eval.corpus import Sample, build
from tests.eval.detectors import scrubroom
from tests.eval.score import Figures, Found

_HEADER = "| kind       | texts | recall | leaked   | precision | false / 100 KB | masked   |"


def row(kind: str, texts: int, one: Figures) -> str:
    return (
        f"| {kind:10} | {texts:5} | {one.recall:6.3f} | {100 * one.leaked:6.2f} % | {one.precision:9.3f} "
        f"| {one.false:14.1f} | {100 * one.masked:6.2f} % |"
    )


def show(samples: Sequence[Sample]) -> None:
    """Our engine's figures on a corpus."""
    clocked = results.Clocked(scrubroom)
    figures = results.figures_now(samples, clocked)
    print(_HEADER)
    print("|---|---|---|---|---|---|---|")
    for kind, one in figures.items():
        print(row(kind, sum(kind in (sample.kind, results.ALL) for sample in samples), one))
    print(f"\n{sum(len(s.text) for s in samples) / 1e6 / clocked.seconds:.1f} MB/s cold, dense with PHI")


def misses(samples: Sequence[Sample]) -> Iterator[str]:
    """What was missed or masked in vain, twice for each template and type."""
    seen: dict[str, int] = {}
    for sample in samples:
        found = scrubroom(sample.text)
        said = [("MISS", span) for span in sample.spans if _leaks(sample, span, found)]
        said += [("FALSE", span) for span in found if not _touches(span, sample.spans)]
        for word, (start, end, type_) in said:
            key = f"{word} {sample.name} {type_}"
            seen[key] = seen.get(key, 0) + 1
            if seen[key] <= 2:
                before, after = sample.text[max(0, start - 40) : start], sample.text[end : end + 25]
                yield f"{word:5} {sample.name:24} {type_:11} {before!r} >>{sample.text[start:end]}<< {after!r}"


def _leaks(sample: Sample, span: tuple[int, int, str], found: Found) -> bool:
    return any(
        sample.text[at].isalnum() and not any(start <= at < end for start, end, _ in found)
        for at in range(span[0], span[1])
    )


def _touches(span: tuple[int, int, str], others: Sequence[tuple[int, int, str]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end, _ in others)


def write() -> None:
    """All detectors on all corpora."""
    measured = {}
    for corpus in CORPORA:
        print(f"Set {corpus.letter.upper()} ...", flush=True)
        measured[corpus.letter] = results.measure(corpus)
    results.save(measured)


def first(corpus: Corpus) -> Iterator[str]:
    """The row of the table of record, as Python; nothing of what was missed."""
    for kind, one in results.figures_now(corpus.build(), scrubroom).items():
        yield f'"{kind}": {one},'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    letters = [corpus.letter for corpus in CORPORA]
    parser.add_argument("--set", choices=letters, default="a")
    parser.add_argument("--held-out", action="store_const", const="b", dest="set", help="the same as --set b")
    parser.add_argument("--seed", type=int, default=SEED, help="of sets A and B")
    parser.add_argument("--rounds", type=int, default=8, help="documents of each template of sets A and B")
    parser.add_argument("--misses", action="store_true", help="show what was missed or masked in vain")
    parser.add_argument("--write", action="store_true", help="run all, for docs/reference/evaluation.md")
    parser.add_argument("--first", choices=letters, help="print the row of the table of record")
    arguments = parser.parse_args()
    if arguments.write:
        write()
        return
    corpus = CORPORA[letters.index(arguments.first or arguments.set)]
    if arguments.first:
        print("\n".join(first(corpus)))
        return
    if corpus.letter in "ab":
        samples = build(arguments.seed, arguments.rounds, corpus.letter == "b")
    else:
        samples = corpus.build()
    show(samples)
    if arguments.misses:
        print("\n".join(misses(samples)))


if __name__ == "__main__":
    main()
