"""A short soak: all kinds of failures of a provider, and what must hold whatever fails."""

from __future__ import annotations

import pytest

from tests.bench.faults import Fault
from tests.bench.soak import Outcome, _streamed, _text_problem, soak


async def test_every_client_gets_an_answer_or_a_clear_error_once_and_nothing_is_left() -> None:
    report = await soak(1200, 12 * len(Fault))
    assert not report.problems, report.table()
    assert {
        report.plan.faults[each.job] for each in report.outcomes if each.job in report.plan.faults
    } == set(Fault)
    whats = {each.what for each in report.outcomes}
    assert whats == {"answered", "error", "error in the stream"}, "each way to end has been met"
    without = [each for each in report.outcomes if each.job not in report.plan.faults]
    assert {each.what for each in without} == {"answered"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("jobaaaaaaaa attempt 1 ... the end of the answer.", ""),
        ("jobaaaaaaaa attempt 1 ...", "the answer is not whole"),
        ("jobaaaaaaab attempt 1 the end of the answer.", "a part of the answer is another request's"),
        (
            "jobaaaaaaaa attempt 1 jobaaaaaaaa attempt 2 the end of the answer.",
            "two attempts are in one answer",
        ),
        ("the end of the answer.", "the answer is another one"),
    ],
)
def test_a_wrong_answer_is_seen(text: str, problem: str) -> None:
    assert _text_problem("jobaaaaaaaa", text) == problem


def test_a_stream_that_merely_stops_is_no_answer() -> None:
    frame = 'event: x\ndata: {"type":"content_block_delta","delta":{"text":"a"}}\n\n'
    assert _streamed("job", frame, 1) == Outcome(
        "job", "nothing", 1, "the stream ended without message_stop or error"
    )
