"""The time that a check may take."""

from __future__ import annotations

import json
import time
from itertools import count

import pytest

from proxy_core.privacy.budget import OverBudget, in_time
from proxy_core.privacy.engine import Engine


def test_in_time_everything_comes_and_in_order() -> None:
    assert list(in_time(range(1000), time.perf_counter() + 60)) == list(range(1000))
    assert list(in_time((), 0)) == []


def test_what_never_ends_is_ended() -> None:
    with pytest.raises(OverBudget):
        list(in_time(count(), time.perf_counter() + 0.01))


#: with this before it a text is read by every reader there is
EVERYTHING = (
    '"resourceType" "birthDate" MSH|^~\\& PID|1| ISA*00* NM1*IL*1 (0010,0010) "00100010": <patient> insert into x ('
    " copy x ( MRN: 8842119 patient diagnosis admitted DOB: 3/4/2024 \n"
)
SIZE = 6000
SIGNS = (
    *(
        "1",
        "123-45-",
        "a@a@",
        "a@a.",
        "|",
        "PID|",
        '"',
        "'",
        "\\",
        '\\"',
        '"\\\\',
        "Maria ",
        "OKAFOR ",
        "x",
        " ",
        "\n",
        "\t",
    ),
    *(
        "{",
        "[",
        '{"a":',
        "<patient>",
        "<given ",
        '"00100010": {',
        "(0010,0010) ",
        "NM1*IL*1*",
        "insert into p (",
    ),
    *(
        "insert into p values (",
        "('a','1'),",
        "copy p (name) ",
        "create table p (",
        "mrn,dob\n",
        "MRN: ",
        "name=",
    ),
    *(
        "Dr. ",
        "http://",
        "a/",
        "1.2.3.4.",
        "a:",
        "a.png/",
        "GB29 NWBK ",
        "3/4/2024 ",
        "\\u00e9",
        "phi-",
        "authors: [",
    ),
)


def nested(size: int) -> str:
    """JSON in a string of JSON in a string of JSON: the backslashes double each time."""
    text = "Patient: Maria Okafor, MRN: 8842119"
    while len(text) < size:
        text = json.dumps({"a": text})
    return text


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.mark.parametrize("text", [*(sign * (SIZE // len(sign)) for sign in SIGNS), nested(SIZE)])
@pytest.mark.parametrize(
    "before", ["", EVERYTHING, EVERYTHING + '"'], ids=["alone", "with signals", "in quotes"]
)
def test_what_repeats_for_ever_does_not_take_for_ever(engine: Engine, before: str, text: str) -> None:
    """A pattern that tries every way to part such a run would not come back from one call."""
    spans, _ = engine.analyse(before + text + "\n", deadline=time.perf_counter() + 60)
    assert not before or any("8842119" in before[span.start : span.end] for span in spans)
