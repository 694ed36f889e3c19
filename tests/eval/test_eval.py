"""The evaluation itself, and that the Guard reaches what it promises on it."""

from __future__ import annotations

import pytest

from proxy_core.privacy.scan import scan
from proxy_core.privacy.types import PHI_TYPES
from tests.eval.corpus import Sample, build, parse
from tests.eval.run import row, total
from tests.eval.score import Found, Score, score
from tests.eval.values import mark


def guard(text: str) -> Found:
    return [(span.start, span.end, span.type) for span in scan(text)]


@pytest.fixture(scope="module", params=[False, True], ids=["set A", "set B"])
def scores(request: pytest.FixtureRequest) -> dict[str, Score]:
    return score(build(2024, 3, request.param), guard)


def test_the_same_seed_gives_the_same_texts() -> None:
    assert build(1, 1) == build(1, 1)
    assert build(1, 1) != build(2, 1)


def test_all_types_occur() -> None:
    assert {kind for sample in build(5, 3) + build(5, 3, True) for _, _, kind in sample.spans} == set(
        PHI_TYPES
    )


def test_marks_become_spans() -> None:
    sample = parse("x", "prose", f"Mr. {mark('NAME', 'Okafor')} came")
    assert sample == Sample("x", "prose", "Mr. Okafor came", ((4, 10, "NAME"),))


def test_a_leak_and_a_false_alarm_are_counted() -> None:
    sample = Sample("x", "prose", "Okafor and Smith", ((0, 6, "NAME"),))
    one = score([sample], lambda _: [(11, 16, "NAME")])["prose"]
    assert (one.phi, one.leaked, one.found, one.false, one.masked) == (6, 6, 1, 1, 5)
    assert "100.00 %" in row("prose", one)


def test_hardly_anything_leaks(scores: dict[str, Score]) -> None:
    whole = total(scores)
    assert whole.leaked <= 0.04 * whole.phi
    assert scores["structured"].leaked <= 0.01 * scores["structured"].phi
    assert scores["prose"].leaked <= 0.25 * scores["prose"].phi


def test_hardly_anything_is_masked_in_vain(scores: dict[str, Score]) -> None:
    whole = total(scores)
    assert whole.false <= 0.05 * whole.found
    assert scores["clean"].false <= 5 * scores["clean"].characters / 100_000
    assert scores["clean"].masked <= 0.001 * scores["clean"].characters
