"""The page on the evaluation, from the corpora, the last measurement and the table of record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tests.eval.corpora import CORPORA, Corpus
from tests.eval.record import FIRST_RUNS, FirstRun
from tests.eval.results import ALL, Result, load
from tests.eval.score import Figures

_INTRODUCTION = """
How much of what identifies a patient gets past the PHI check, and how much else it replaces: on synthetic text, all
of it made by generators, in the kinds that a coding assistant in healthcare sees. `make eval` runs everything anew.

- *Structured*: HL7 v2, FHIR, X12, C-CDA, DICOM, CSV, SQL, logs, fixtures: position or key tells what a value is.
  *Labelled*: a word before it does. *Prose*: only the sentence. *Clean*: code, configuration and texts on medicine in
  which nothing is PHI.
- Recall: values of which no letter or digit was left. Leaked: letters and digits of PHI that were left. Precision:
  findings that cover some PHI. False: findings that cover none, for each 100,000 characters. Masked: characters that
  were covered. What type a value was taken for is not judged, only that it is covered.
- Presidio runs with all its default recognizers for English, at any score, without a language model: as it is, names
  and places are beyond it. With a model it can be asked beside our engine (`privacy.presidio`).
- A generated text is more regular than what people write. These figures compare; they are no promise for your data.
""".strip()

_RECORD = """
A corpus tells something about unseen text only until it was looked at. These are the figures of each corpus that was
written by others, when it was run for the first time, with the code of that commit; they stay as they are. The
tables above are of the code as it is now.
""".strip()


def parts(results: Mapping[str, Result] | None = None) -> Iterator[str]:
    """The page's parts, in Markdown."""
    measured = load() if results is None else results
    yield _INTRODUCTION
    for corpus in CORPORA:
        yield f"## {corpus.title}"
        yield corpus.use
        yield _corpus(measured[corpus.letter])
    yield "## First runs"
    yield _RECORD
    by_letter = {corpus.letter: corpus for corpus in CORPORA}
    for run in FIRST_RUNS:
        yield _first_run(run, by_letter[run.letter])


def _corpus(result: Result) -> str:
    kinds = [*(kind for kind in result.sizes if kind != ALL), ALL]
    rows = [
        (
            f"{kind} ({result.sizes[kind].documents})" if index == 0 else "",
            name,
            *_cells(kind, figures[kind]),
        )
        for kind in kinds
        for index, (name, figures) in enumerate(result.figures.items())
    ]
    size = result.sizes[ALL]
    ours, *others = result.figures
    return (
        f"{size.documents} documents, {size.characters:,} characters, {size.values:,} values. {ours} reads about "
        f"{result.faster} times as much text as {' or '.join(others)} in the same time.\n\n"
        + _table(("Text (documents)", "Detector"), rows)
    )


def _first_run(run: FirstRun, corpus: Corpus) -> str:
    rows = [(kind, *_cells(kind, figures)) for kind, figures in run.figures.items()]
    return f"{corpus.title}, commit `{run.commit}`:\n\n" + _table(("Text",), rows)


def _cells(kind: str, one: Figures) -> tuple[str, ...]:
    kept, found = (f"{one.recall:.3f}", f"{100 * one.leaked:.1f} %"), f"{one.precision:.3f}"
    if kind == "clean":  # there is nothing to find
        kept, found = ("", ""), ""
    return (*kept, found, f"{one.false:.1f}", f"{100 * one.masked:.1f} %")


def _table(first: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    header = (*first, "Recall", "Leaked", "Precision", "False", "Masked")
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
