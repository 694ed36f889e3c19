"""All readers together."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from proxy_core.privacy.engine import Engine, OverBudget
from proxy_core.privacy.scan import scan
from tests.eval.corpus import build


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def test_the_fallback_without_re2_finds_the_same(engine: Engine) -> None:
    pure = Engine(pure=True)
    for sample in build(3, 1):
        assert pure.analyse(sample.text) == engine.analyse(sample.text), sample.name


def test_spans_are_apart_sorted_and_hold_nothing_that_needs_an_escape(engine: Engine) -> None:
    for sample in build(4, 1):
        spans, _ = engine.analyse(sample.text)
        assert list(spans) == sorted(spans, key=lambda span: span.start)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        for span in spans:
            value = sample.text[span.start : span.end]
            assert value == value.strip()
            assert not set(value) & set('"\n\r\t')


def test_the_name_of_an_entry_tells_the_type(engine: Engine) -> None:
    assert engine.kind_of("patient_name", {"patient_name": "x"}) == "NAME"
    assert engine.kind_of("name", {"name": "x", "file": "y"}) == ""
    assert engine.kind_of("name", {"name": "x", "dob": "y"}) == "NAME"
    spans, _ = engine.analyse("joan doe", kind="NAME")
    assert [(span.start, span.end, span.type) for span in spans] == [(0, 8, "NAME")]


def test_past_the_deadline_it_stops(engine: Engine) -> None:
    with pytest.raises(OverBudget):
        engine.analyse("MRN: 8842119", deadline=time.perf_counter() - 1)


def test_nothing_is_found_inside_a_placeholder(engine: Engine) -> None:
    spans, _ = engine.analyse("Patient: PHI_NAME_7K3Q9X2C, MRN: PHI_MRN_12345678")
    assert {span.type for span in spans} == {"TOKEN"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"patient_name": "Jos\\u00e9 Lindqvist", "mrn": 8842119}', ["Jos\\u00e9 Lindqvist", "8842119"]),
        ("Patient: Jos\\u00e9 Lindqvist", ["Jos\\u00e9 Lindqvist"]),
        (
            '{"patient_name": "\\u0141ukasz \\u017b\\u00f3\\u0142ty"}',
            ["\\u0141ukasz \\u017b\\u00f3\\u0142ty"],
        ),
    ],
)
def test_letters_that_json_has_escaped_are_letters(text: str, found: list[str]) -> None:
    assert [text[span.start : span.end] for span in scan(text)] == found
