"""Recorded requests and answers, replayed whole, byte by byte and cut at every boundary."""

from __future__ import annotations

import copy
import json
import re

import pytest

from proxy_core.errors import ProxyError
from proxy_core.providers import KIND_BY_NAME
from proxy_core.wire.collect import Collector
from tests.golden.replay import ROOT, Case, cases, check, frames, read, told, without_estimate

CASES = cases()
SENT = [case for case in CASES if case.is_sent]


def each(chosen: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case.path.name)


every_answer = each([case for case in SENT if case.status == 200])


def test_every_case_says_what_it_is_for() -> None:
    silent = [
        case.path.name for case in CASES if not (case.path / "README").read_text(encoding="utf-8").strip()
    ]
    assert silent == []
    assert len(CASES) >= 180
    told = " ".join((case.path / "README").read_text(encoding="utf-8") for case in CASES)
    assert len(set(re.findall(r"[\w.-]+/[\w.-]+#\d+", told))) >= 40, "cases that people met with"


def test_every_rule_of_the_conversion_has_a_case() -> None:
    page = (ROOT.parent.parent / "docs" / "CONVERSION.md").read_text(encoding="utf-8")
    rules = {int(number) for number in re.findall(r"^(\d+)\. \*\*", page, re.MULTILINE)}
    assert rules == set(range(1, len(rules) + 1))
    readmes = [(case.path / "README").read_text(encoding="utf-8") for case in CASES]
    named = [re.match(r"Rule ([\d and]+)\.", text) for text in readmes]
    assert {int(number) for match in named if match for number in match[1].split(" and ")} == rules


@each(SENT)
def test_the_request_goes_upstream_as_recorded(case: Case) -> None:
    call = case.call
    before = copy.deepcopy(call.body)
    sent = KIND_BY_NAME[call.provider.kind].request(call)
    assert json.loads(sent.body) == case.json("upstream_request.json")
    assert call.body == before, "the client's request was changed"


@every_answer
def test_the_answer_comes_out_as_recorded(case: Case) -> None:
    events = read(case.call, [case.upstream])
    check(events, broken_input=True)
    if case.call.stream:
        expected = (case.path / "expected.sse").read_bytes()
        assert without_estimate(case, frames(events)) == without_estimate(case, expected)
        return
    collector = Collector()
    for event in events:
        collector.feed(event)
    assert (collector.error or collector.message()) == case.json("expected.json")


@every_answer
def test_the_answer_is_the_same_byte_by_byte(case: Case) -> None:
    data = case.upstream
    pieces = [data[place : place + 1] for place in range(len(data))]
    assert frames(read(case.call, pieces)) == frames(read(case.call, [data]))


@every_answer
def test_the_answer_is_the_same_cut_at_every_boundary(case: Case) -> None:
    data, call = case.upstream, case.call
    whole = frames(read(call, [data]))
    for place in range(1, len(data)):
        assert frames(read(call, [data[:place], data[place:]])) == whole, f"cut at byte {place}"


@each([case for case in SENT if case.status != 200])
def test_a_refusal_comes_out_as_recorded(case: Case) -> None:
    error = KIND_BY_NAME[case.call.provider.kind].failure(case.call, case.status, case.headers, case.upstream)
    assert told(error) == case.json("expected.json")


@each([case for case in CASES if not case.is_sent])
def test_what_cannot_be_said_is_refused_as_recorded(case: Case) -> None:
    with pytest.raises(ProxyError) as refused:
        KIND_BY_NAME[case.call.provider.kind].request(case.call)
    assert told(refused.value) == case.json("expected.json")
