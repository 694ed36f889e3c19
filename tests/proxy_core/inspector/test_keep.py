"""What is kept for the inspector: bounded, referenced and not copied, never out of memory."""

from __future__ import annotations

import copy
import pickle

import pytest

from proxy_core.inspector.compare import view_of
from proxy_core.inspector.keep import Keep
from proxy_core.wire.events import Event
from tests.e2e.wires import PLACEHOLDER
from tests.fakes.answers import message, stream, text_block
from tests.fakes.proxy import PATIENT, ask, one_provider, proxy
from tests.fakes.upstream import Answer, Recorded, Step, Upstream, sse
from tests.proxy_core.inspector.making import CHART, redacted, user

PIECE = b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"xxxx"}}'


def test_nothing_is_kept_until_somebody_can_look() -> None:
    keep = Keep()
    assert not keep.on
    assert keep.begin(redacted(user(CHART))) is None
    assert len(keep) == 0


def test_a_request_is_kept_by_reference_and_without_its_headers() -> None:
    keep = Keep()
    keep.resize(5, 1 << 20)
    request = redacted(user(CHART))
    made = keep.begin(request)
    assert made is keep.get("req_1")
    assert made is not None
    assert made.client is request.parsed.body
    assert made.provider is request.redaction.body
    assert not any("scrub_live" in str(getattr(made, name)) for name in made.__slots__)


def test_the_oldest_leave_first_by_number_and_by_bytes() -> None:
    keep = Keep()
    keep.resize(2, 1 << 20)
    for number in range(3):
        keep.begin(redacted(user("Hello"), f"req_{number}"))
    assert [keep.get(f"req_{number}") is not None for number in range(3)] == [False, True, True]
    one = keep.weight // 2
    keep.resize(10, one + one // 2)
    assert [keep.get(f"req_{number}") is not None for number in range(3)] == [False, False, True]
    assert keep.weight == one


def test_a_request_that_is_too_large_alone_is_not_kept_and_drives_nobody_out() -> None:
    keep = Keep()
    keep.resize(5, 4096)
    keep.begin(redacted(user("Hello")))
    assert keep.begin(redacted(user("x" * 5000), "req_2")) is None
    assert keep.get("req_1") is not None


def test_an_answer_counts_and_one_that_is_too_long_is_let_go() -> None:
    keep = Keep()
    keep.resize(5, 20_000)
    made = keep.begin(redacted(user("Hello")))
    assert made is not None
    before = keep.weight
    event = Event("content_block_delta", payload=PIECE)
    keep.answer(made, [event], [event])
    assert keep.weight > before + len(PIECE)
    for _ in range(100):
        keep.answer(made, [event], [event])
    assert made.cut
    assert not made.came
    assert keep.weight <= 20_000
    assert keep.get("req_1") is made


def test_an_answer_to_what_has_left_is_not_counted() -> None:
    keep = Keep()
    keep.resize(1, 1 << 20)
    first = keep.begin(redacted(user("Hello")))
    keep.begin(redacted(user("Hello"), "req_2"))
    before = keep.weight
    assert first is not None
    keep.answer(first, [Event("ping", payload=b"{}")], [])
    assert keep.weight == before


@pytest.mark.parametrize("size", [(0, 1 << 20), (5, 0)])
def test_switching_it_off_lets_go_of_everything(size: tuple[int, int]) -> None:
    keep = Keep()
    keep.resize(5, 1 << 20)
    keep.begin(redacted(user(CHART)))
    keep.resize(*size)
    assert not keep.on
    assert (len(keep), keep.weight) == (0, 0)


def test_it_is_cleared_on_demand() -> None:
    keep = Keep()
    keep.resize(5, 1 << 20)
    keep.begin(redacted(user(CHART)))
    keep.clear()
    assert keep.on
    assert (len(keep), keep.weight, keep.get("req_1")) == (0, 0, None)


def test_nothing_of_it_is_printed_pickled_or_copied() -> None:
    keep = Keep()
    keep.resize(5, 1 << 20)
    made = keep.begin(redacted(user(CHART)))
    for thing in (keep, made):
        assert "Gonzalez" not in f"{thing!r} {thing}"
        for carry_off in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                carry_off(thing)


async def test_the_proxy_keeps_both_sides_of_an_exchange() -> None:
    def answer(request: Recorded) -> Answer:
        token = PLACEHOLDER.search(request.body.decode())
        assert token is not None
        return sse(stream(message([text_block(f"The number of {token[0]}")])))

    with Upstream([Step(answer)]) as far:
        async with proxy(one_provider(far.url)) as running:
            running.core.keep.resize(5, 1 << 20)
            await running.stream(ask(PATIENT))
            entry = await running.last_entry()
            made = running.core.keep.get(entry.request_id)
    assert made is not None
    assert made.complete
    view = view_of(made)
    assert [leaf.value(mark) for leaf in view.request for mark in leaf.marks] == [
        "Maria Gonzalez", "536-22-8741", "00482913",
    ]  # fmt: skip
    assert [leaf.client for leaf in view.answer] == ["The number of Maria Gonzalez"]
    assert "Maria" not in view.answer[0].provider


async def test_what_is_refused_after_the_check_is_kept_too() -> None:
    async with proxy({"privacy": {"mode": "block"}}) as running:
        running.core.keep.resize(5, 1 << 20)
        await running.post(ask(PATIENT))
        entry = await running.last_entry()
        made = running.core.keep.get(entry.request_id)
    assert entry.code == "PHI_BLOCKED"
    assert made is not None
    assert not made.complete
    assert len(view_of(made).answer) == 0
