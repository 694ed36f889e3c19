"""The scorer: what leaks, what is masked in vain, and how both are told."""

from __future__ import annotations

import pytest

from tests.eval.corpus import Sample
from tests.eval.score import Figures, Found, score, total

TEXT = "Okafor and Smith, born 3/4/51"
SAMPLE = Sample("x", "prose", TEXT, ((0, 6, "NAME"), (23, 29, "DATE")))


def figures(found: Found) -> Figures:
    return Figures.of(score([SAMPLE], lambda _: found)["prose"])


def test_a_leak_and_a_false_alarm_are_counted() -> None:
    one = score([SAMPLE], lambda _: [(11, 16, "NAME")])["prose"]
    assert (one.documents, one.characters, one.phi, one.values) == (1, 29, 10, 2)
    assert (one.leaked, one.whole, one.found, one.false, one.masked, one.sealed) == (10, 0, 1, 1, 5, 0)
    assert one.by_type == {"NAME": 6, "DATE": 4}
    assert one.by_template == {"x": 10}


@pytest.mark.parametrize(
    ("found", "recall", "leaked", "precision"),
    [
        ([], 0.0, 1.0, 1.0),
        ([(0, 6, "NAME"), (23, 29, "DATE")], 1.0, 0.0, 1.0),
        ([(0, 6, "MRN"), (23, 29, "SSN")], 1.0, 0.0, 1.0),  # what it is taken for does not matter
        ([(0, 3, "NAME"), (23, 29, "DATE")], 0.5, 0.3, 1.0),
        (
            [(0, 3, "NAME"), (3, 6, "NAME"), (23, 24, "DATE"), (25, 26, "DATE"), (27, 29, "DATE")],
            1.0,
            0.0,
            1.0,
        ),
        ([(0, 6, "NAME"), (7, 10, "NAME")], 0.5, 0.4, 0.5),
        ([(0, 29, "NAME")], 1.0, 0.0, 1.0),
    ],
)
def test_shares(found: Found, recall: float, leaked: float, precision: float) -> None:
    one = figures(found)
    assert (one.recall, one.leaked, one.precision) == (recall, leaked, precision)


def test_masking_everything_shows() -> None:
    assert figures([(0, 29, "NAME")]).masked == 1.0
    assert figures([(7, 10, "NAME")]).false == round(1 / 29 * 1e5, 1)


def test_findings_that_overlap_are_one() -> None:
    one = score([SAMPLE], lambda _: [(7, 10, "A"), (8, 16, "B"), (7, 9, "C"), (4, 4, "D")])["prose"]
    assert (one.found, one.false, one.masked) == (1, 1, 9)


def test_a_text_without_phi_has_nothing_to_leak() -> None:
    clean = Sample("y", "clean", "def f(): pass", ())
    one = Figures.of(score([clean], lambda _: [])["clean"])
    assert one == Figures(recall=1.0, leaked=0.0, precision=1.0, false=0.0, masked=0.0)


def test_kinds_are_apart_and_add_up() -> None:
    clean = Sample("y", "clean", "Smith and Sons", ())
    scores = score([SAMPLE, clean, SAMPLE], lambda _: [(0, 5, "NAME")])
    assert set(scores) == {"prose", "clean"}
    whole = total(scores)
    assert (whole.documents, whole.characters, whole.found, whole.false) == (3, 72, 3, 1)
    assert whole.by_type == {"NAME": 2, "DATE": 8}
