"""What was measured, kept and told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.eval import results
from tests.eval.corpora import CORPORA, Corpus
from tests.eval.corpus import KINDS, Sample
from tests.eval.record import FIRST_RUNS
from tests.eval.report import parts
from tests.eval.results import Result

SMALL = [
    Sample("a", "labelled", "Patient: Maria Okafor, SSN 219-09-4821", ((9, 21, "NAME"), (27, 38, "SSN"))),
    Sample("b", "clean", "The e-mail goes to help@example.com.", ()),
]


@pytest.fixture(scope="module")
def small() -> Result:
    return results.measure(Corpus("x", "Set X", "For a test.", lambda: SMALL))


def test_all_detectors_run_on_the_same_text(small: Result) -> None:
    ours, theirs = small.figures["Scrubroom"], small.figures["Presidio"]
    assert ours["labelled"].leaked == 0
    assert (theirs["labelled"].recall, theirs["labelled"].leaked) == (0.5, round(11 / 20, 4))
    assert (ours["clean"].false, theirs["clean"].false) == (0.0, round(1 / 36 * 1e5, 1))
    assert small.sizes["all"] == results.Size(documents=2, characters=74, values=2)
    assert small.faster == int(f"{small.faster:.0e}".split("e")[0]) * 10 ** (len(str(small.faster)) - 1)


def test_figures_are_the_same_each_time(small: Result) -> None:
    again = results.measure(Corpus("x", "Set X", "For a test.", lambda: SMALL))
    assert replace(again, faster=0) == replace(small, faster=0)


def test_what_is_saved_is_loaded(small: Result, tmp_path: Path) -> None:
    results.save({"x": small}, tmp_path / "results.json")
    assert results.load(tmp_path / "results.json") == {"x": small}


def test_every_corpus_is_measured_and_on_the_page() -> None:
    page = "\n\n".join(parts())
    assert set(results.load()) == {corpus.letter for corpus in CORPORA}
    assert all(f"## {corpus.title}\n\n{corpus.use}" in page for corpus in CORPORA)
    assert all(f"commit `{run.commit}`" in page for run in FIRST_RUNS)


def test_the_page_says_nothing_of_recall_where_there_is_nothing_to_find(small: Result) -> None:
    page = "\n".join(parts({corpus.letter: small for corpus in CORPORA}))
    assert "| clean (1) | Scrubroom |  |  |  | 0.0 | 0.0 % |" in page
    assert "| labelled (1) | Scrubroom | 1.000 | 0.0 % | 1.000 | 0.0 |" in page


def test_the_table_of_record_is_of_known_corpora_and_whole() -> None:
    letters = [run.letter for run in FIRST_RUNS]
    assert len(set(letters)) == len(letters)
    assert set(letters) <= {corpus.letter for corpus in CORPORA}
    assert all(set(run.figures) == {*KINDS, results.ALL} for run in FIRST_RUNS)
