"""Recorded requests and answers, replayed whole, byte by byte and cut at every boundary."""

from __future__ import annotations

import copy
import json

import pytest

from proxy_core.providers.openai import OpenAIChat
from proxy_core.wire.collect import Collector
from tests.golden.replay import Case, cases, check, frames, read

CASES = cases()
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.name)


def test_every_case_says_what_it_is_for() -> None:
    silent = [
        case.path.name for case in CASES if not (case.path / "README").read_text(encoding="utf-8").strip()
    ]
    assert silent == []
    assert len(CASES) >= 40


@every_case
def test_the_request_goes_upstream_as_recorded(case: Case) -> None:
    call = case.call
    before = copy.deepcopy(call.body)
    sent = OpenAIChat().request(call)
    assert json.loads(sent.body) == case.json("upstream_request.json")
    assert call.body == before, "the client's request was changed"


@every_case
def test_the_answer_comes_out_as_recorded(case: Case) -> None:
    events = read(case.call, [case.upstream])
    check(events, broken_input=True)
    if case.call.stream:
        assert frames(events) == (case.path / "expected.sse").read_bytes()
        return
    collector = Collector()
    for event in events:
        collector.feed(event)
    assert (collector.error or collector.message()) == case.json("expected.json")


@every_case
def test_the_answer_is_the_same_byte_by_byte(case: Case) -> None:
    data = case.upstream
    pieces = [data[place : place + 1] for place in range(len(data))]
    assert frames(read(case.call, pieces)) == frames(read(case.call, [data]))


@every_case
def test_the_answer_is_the_same_cut_at_every_boundary(case: Case) -> None:
    data, call = case.upstream, case.call
    whole = frames(read(call, [data]))
    for place in range(1, len(data)):
        assert frames(read(call, [data[:place], data[place:]])) == whole, f"cut at byte {place}"
