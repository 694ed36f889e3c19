"""Counting tokens upstream: the provider's word if it has one, else None."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.answers import anthropic_error
from tests.fakes.proxy import PATIENT, PATIENT_VALUES, ask, one_provider, proxy
from tests.fakes.signals import Signal
from tests.fakes.upstream import Break, Recorded, Step, Upstream, html, reply, silent, sse

PATH = "/v1/messages/count_tokens"


def counting(request: Recorded) -> bool:
    return request.path == PATH


async def test_what_is_counted_is_redacted_first() -> None:
    with Upstream([Step(reply({"input_tokens": 77}), when=counting)]) as far:
        async with proxy(one_provider(far.url)) as near:
            assert (await near.post(ask(PATIENT), PATH))[2] == {"input_tokens": 77}
    assert not any(value.encode() in far.requests[0].body for value in PATIENT_VALUES)


@pytest.mark.parametrize(
    "answer",
    [
        reply({"error": "none"}, 404),
        reply({"error": "none"}, 501),
        reply(anthropic_error("api_error", "x"), 500),
        reply({"tokens": 5}),
        reply({"input_tokens": "many"}),
        html("Sign in"),
        sse([Break.RESET]),
    ],
)
async def test_without_an_answer_there_is_the_estimate(answer: Any) -> None:
    with Upstream([Step(answer, when=counting)]) as far:
        async with proxy(one_provider(far.url)) as near:
            status, _, body = await near.post(ask("word " * 100), PATH)
    assert status == 200
    assert 100 <= body["input_tokens"] <= 200


async def test_a_silent_provider_is_not_waited_for() -> None:
    never = Signal("never")
    with Upstream([Step(silent(never), when=counting)]) as far:
        async with proxy(one_provider(far.url, server={"connect_timeout_s": 1})) as near:
            assert (await near.post(ask(), PATH))[0] == 200


async def test_the_clients_mistake_is_told() -> None:
    words = "messages.0: text is empty"
    with Upstream([Step(reply(anthropic_error("invalid_request_error", words), 400), when=counting)]) as far:
        async with proxy(one_provider(far.url)) as near:
            status, _, body = await near.post(ask(), PATH)
    assert (status, body["error"]["message"]) == (400, words)
