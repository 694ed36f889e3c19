"""What providers' counts teach about the estimate."""

from __future__ import annotations

import pytest

from proxy_core.upstream.calibration import LEAST_TOKENS, MOST_BYTES, Calibration
from tests.fakes.proxy import ask, one_provider, proxy
from tests.fakes.upstream import Answer, Recorded, Step, Upstream, reply

LONG = "A line of a program with some words in it.\n" * 200


def test_an_estimate_is_itself_until_something_is_known() -> None:
    assert Calibration().apply("p", "m", 1000) == 1000
    assert Calibration().apply("p", "m", 0) == 1


def test_the_first_count_is_believed_and_later_ones_move_it() -> None:
    calibration = Calibration()
    calibration.learn("p", "m", 1000, 1300)
    assert calibration.apply("p", "m", 10_000) == 13_000
    calibration.learn("p", "m", 1000, 1100)
    assert calibration.apply("p", "m", 10_000) == 12_000
    for _ in range(100):
        calibration.learn("p", "m", 1000, 900)
    assert calibration.apply("p", "m", 10_000) == pytest.approx(9_000, rel=0.01)
    assert calibration.apply("p", "other", 10_000) == 10_000


@pytest.mark.parametrize(
    ("estimated", "reported"), [(1000, 5000), (5000, 600), (0, 900), (10, LEAST_TOKENS - 1)]
)
def test_odd_and_small_counts_teach_nothing(estimated: int, reported: int) -> None:
    calibration = Calibration()
    calibration.learn("p", "m", estimated, reported)
    assert calibration.apply("p", "m", 1000) == 1000


def test_not_every_exchange_is_worth_its_time() -> None:
    calibration = Calibration()
    wanted = [calibration.wants("p", "m", 1000) for _ in range(40)]
    assert all(wanted[:8])
    assert wanted[8:].count(True) == 2
    assert not calibration.wants("p", "new", MOST_BYTES + 1)


async def test_what_a_provider_has_counted_shows_in_later_estimates() -> None:
    told = 0

    def answer(request: Recorded) -> Answer:
        choice = {"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}
        usage = {"prompt_tokens": told, "completion_tokens": 1, "total_tokens": told + 1}
        return reply({"id": "c", "object": "chat.completion", "choices": [choice], "usage": usage})

    async def count() -> int:
        tokens: int = (await near.post(ask(LONG), "/v1/messages/count_tokens"))[2]["input_tokens"]
        return tokens

    with Upstream([Step(answer)]) as far:
        async with proxy(one_provider(far.url + "/v1", "openai")) as near:
            before = await count()
            told = round(before * 1.4)
            await near.post(ask(LONG))
            await near.last_entry()
            assert await count() == pytest.approx(told, rel=0.01)
            assert before != told
