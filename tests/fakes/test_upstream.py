"""The scripted provider does what its script says: otherwise the tests that use it would show nothing."""

from __future__ import annotations

import aiohttp
import pytest

from tests.fakes import answers
from tests.fakes.signals import Signal
from tests.fakes.upstream import (
    Answer,
    Break,
    Recorded,
    Step,
    Upstream,
    gzipped,
    html,
    recut,
    redirect,
    reply,
    silent,
    sse,
)

HELLO = answers.stream(answers.message([answers.text_block("Hello, scripted world")]))


async def post(url: str, path: str = "/v1/messages", body: object = None) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url + path, json=body or {"model": "m"}, allow_redirects=False) as response,
    ):
        return response.status, await response.read()


async def test_steps_answer_in_order_and_every_request_is_recorded() -> None:
    with Upstream([Step(sse(HELLO)), Step(reply({"error": "busy"}, 529))]) as upstream:
        assert await post(upstream.url, body={"model": "a"}) == (200, b"".join(HELLO))
        assert (await post(upstream.url, body={"model": "b"}))[0] == 529
        assert [request.json["model"] for request in upstream.requests] == ["a", "b"]
        assert upstream.requests[0].headers["content-type"] == "application/json"


async def test_a_stream_may_be_cut_anywhere_and_says_the_same() -> None:
    with Upstream([Step(sse(recut(HELLO, 5)))]) as upstream:
        assert (await post(upstream.url))[1] == b"".join(HELLO)


async def test_a_stream_waits_for_the_test() -> None:
    go = Signal("go")
    with Upstream([Step(sse([HELLO[0], go, *HELLO[1:]]))]) as upstream:
        async with (
            aiohttp.ClientSession() as session,
            session.post(upstream.url + "/v1/messages", json={}) as response,
        ):
            first = await response.content.readany()
            go.set()
            rest = await response.read()
    assert first == HELLO[0]
    assert rest == b"".join(HELLO[1:])


@pytest.mark.parametrize("how", Break)
async def test_a_broken_stream_is_seen_as_broken(how: Break) -> None:
    with Upstream([Step(sse([HELLO[0], how]))]) as upstream, pytest.raises(aiohttp.ClientError):
        await post(upstream.url)


@pytest.mark.parametrize("how", Break)
async def test_a_connection_closed_before_the_status_is_no_answer(how: Break) -> None:
    with Upstream([Step(Answer([how]))]) as upstream, pytest.raises(aiohttp.ClientConnectionError):
        await post(upstream.url)


async def test_a_client_that_leaves_a_silent_provider_is_seen() -> None:
    told = Signal("told")
    with Upstream([Step(silent(told))]) as upstream:
        arrival = upstream.arrival()
        timeout = aiohttp.ClientTimeout(total=0.05)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            with pytest.raises(TimeoutError):
                await session.post(upstream.url + "/v1/messages", json={})
        await arrival.arrived()
        await upstream.requests[0].left.arrived()
        assert not upstream.requests[0].finished.is_set


async def test_other_answers_are_told_as_scripted() -> None:
    script = [
        Step(gzipped(reply({"ok": True}))),
        Step(html("Sign in", 403)),
        Step(redirect("http://127.0.0.1:9/")),
    ]
    with Upstream(script) as upstream:
        assert await post(upstream.url) == (200, b'{"ok": true}')
        status, page = await post(upstream.url)
        assert (status, b"Sign in" in page) == (403, True)
        assert (await post(upstream.url))[0] == 302


async def test_models_and_token_counts_need_no_script() -> None:
    with Upstream() as upstream:
        assert await post(upstream.url, "/v1/messages/count_tokens") == (200, b'{"input_tokens": 42}')


async def test_a_step_can_be_for_some_requests_only_and_be_used_often() -> None:
    def small(request: Recorded) -> bool:
        return bool(request.json["model"] == "small")

    script = [Step(reply("small"), when=small, times=0), Step(reply("big"))]
    with Upstream(script) as upstream:
        said = [(await post(upstream.url, body={"model": model}))[1] for model in ("small", "big", "small")]
    assert said == [b'"small"', b'"big"', b'"small"']


async def test_an_unscripted_request_fails_the_test() -> None:
    with (
        pytest.raises(AssertionError, match=r"POST /v1/messages was not in the script"),
        Upstream() as upstream,
    ):
        await post(upstream.url)


async def test_an_unused_step_fails_the_test() -> None:
    with pytest.raises(AssertionError, match=r"step 0 was used 0 of 1 times"), Upstream([Step(reply({}))]):
        pass


async def test_a_broken_expectation_fails_the_test() -> None:
    def expect(request: Recorded) -> None:
        assert request.json["model"] == "other", "the model is wrong"

    with (
        pytest.raises(AssertionError, match="the model is wrong"),
        Upstream([Step(reply({}), expect)]) as upstream,
    ):
        await post(upstream.url)
