"""Tokens of a text without a tokenizer, against counts of real tokenizers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.wire.text_tokens import text_tokens

HL7 = "PID|1||884213^^^HOSP^MR||SAMPLETON^TESTINA^Q||19610214|F|||12 Elm St^^Boise^ID^83702||2085550147\r"
CODE = "def total(rows: list[Row]) -> int:\n    return sum(row.amount for row in rows if row.isPaid)\n"
PROSE = "The patient was admitted in the morning with strong pain and had a quiet night afterwards.\n"
CSV = "884213,Sampleton,Testina,1961-02-14,2085550147,12 Elm St,83702,119.50\n"


#: the counts of cl100k_base, of Claude 2's tokenizer and of DeepSeek's
@pytest.mark.parametrize(
    ("text", "counts"),
    [(HL7, (45, 47, 47)), (CODE, (25, 31, 28)), (PROSE, (17, 18, 17)), (CSV, (32, 33, 32))],
)
def test_the_count_is_near_those_of_tokenizers(text: str, counts: tuple[int, ...]) -> None:
    assert 0.85 * min(counts) <= text_tokens(text * 50) / 50 <= 1.2 * max(counts)


def test_nothing_costs_nothing() -> None:
    assert text_tokens("") == 0.0


@given(st.text(), st.text())
def test_more_text_costs_more_and_a_cut_about_the_same(one: str, two: str) -> None:
    whole, parts = text_tokens(one + two), text_tokens(one) + text_tokens(two)
    assert whole <= parts + 2.5
    assert parts <= whole + 2.5
    assert text_tokens(one) >= 0


def test_half_of_a_surrogate_pair_is_counted_like_any_other() -> None:
    assert text_tokens("\ud83e") > 0
