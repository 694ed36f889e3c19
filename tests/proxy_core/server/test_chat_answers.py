"""Clients that speak chat completions, and the envelope of `/api/v1/messages`, through the real proxy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes.answers import message, stream, text_block, tool_block
from tests.fakes.proxy import PATIENT, PATIENT_VALUES, Proxy, ask, one_provider, proxy
from tests.fakes.signals import Signal
from tests.fakes.upstream import Break, Recorded, Step, Upstream, reply, sse

CHAT = "/v1/chat/completions"
ENVELOPE = "/api/v1/messages"


def chat(text: str = "Hello", **fields: Any) -> dict[str, Any]:
    return {"model": "gpt-test", "messages": [{"role": "user", "content": text}], **fields}


async def streamed(near: Proxy, path: str, body: dict[str, Any]) -> list[Any]:
    """The `data:` lines of a stream, decoded; `[DONE]` stays a string."""
    async with near.client.post(near.url + path, json={**body, "stream": True}) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.content_type == "text/event-stream"
        lines = (await answer.text()).split("\n")
    assert not any(line.startswith("event:") for line in lines)
    payloads = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    return [payload if payload == "[DONE]" else json.loads(payload) for payload in payloads]


def said(chunks: list[Any]) -> str:
    deltas = [choice["delta"] for chunk in chunks if chunk != "[DONE]" for choice in chunk["choices"]]
    return "".join(delta.get("content") or "" for delta in deltas)


async def test_a_chat_client_is_answered_in_its_own_words() -> None:
    async with proxy() as near:
        status, headers, body = await near.post(chat("Hi"), CHAT)
        chunks = await streamed(near, CHAT, chat("Hi"))
    assert (status, body["object"]) == (200, "chat.completion")
    assert headers["request-id"].startswith("req_")
    assert body["choices"][0]["message"]["content"].startswith("You said: Hi")
    assert said(chunks).startswith("You said: Hi")
    assert chunks[-1] == "[DONE]"
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"


async def test_counts_end_a_stream_that_asks_for_them() -> None:
    async with proxy() as near:
        chunks = await streamed(near, CHAT, chat(stream_options={"include_usage": True}))
    assert chunks[-2]["choices"] == []
    assert chunks[-2]["usage"]["total_tokens"] > 0


def repeat(request: Recorded) -> Any:
    """Says what the user said, and writes it to a file."""
    content = request.json["messages"][0]["content"]
    text = content if isinstance(content, str) else content[-1]["text"]
    answer = message([text_block(text), tool_block("Write", {"text": text})])
    return sse(stream(answer, piece=3)) if request.json.get("stream") else reply(answer)


@pytest.mark.parametrize("path", [CHAT, ENVELOPE])
async def test_phi_does_not_leave_and_comes_back(path: str) -> None:
    request = chat(PATIENT) if path == CHAT else ask(PATIENT)
    with Upstream([Step(repeat, times=2)]) as far:
        async with proxy(one_provider(far.url)) as near:
            _, _, body = await near.post(request, path)
            chunks = await streamed(near, path, request)
    assert not any(value in asked.body.decode() for value in PATIENT_VALUES for asked in far.asked)
    whole = (body.get("data") or body)["choices"][0]["message"]
    assert whole["content"] == PATIENT == said(chunks)
    calls = [call for chunk in chunks[:-1] for call in chunk["choices"][0]["delta"].get("tool_calls", ())]
    arguments = "".join(call["function"]["arguments"] for call in calls)
    assert json.loads(arguments) == {"text": PATIENT}
    assert json.loads(whole["tool_calls"][0]["function"]["arguments"]) == {"text": PATIENT}


async def test_a_chat_client_reaches_a_provider_of_either_wire() -> None:
    completion = {
        "id": "c",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }
    with Upstream([Step(reply(completion))]) as far:
        async with proxy(one_provider(far.url + "/v1", "openai")) as near:
            _, _, body = await near.post(chat("Hi", max_tokens=9), CHAT)
    sent = far.asked[0].json
    assert (sent["model"], sent["max_tokens"]) == ("far-1", 9)
    assert sent["messages"] == [{"role": "user", "content": "Hi"}]
    assert body["choices"][0]["message"]["content"] == "Hi"
    assert body["usage"]["total_tokens"] == 3


async def test_the_envelope_holds_one_answer_as_a_string() -> None:
    async with proxy() as near:
        status, _, body = await near.post(ask("Hi"), ENVELOPE)
        chunks = await streamed(near, ENVELOPE, ask("Hi"))
    assert status == 200
    assert {name: body[name] for name in ("success", "code", "message")} == {
        "success": True,
        "code": "200",
        "message": "successful",
    }
    assert set(body["data"]) == {"id", "model", "choices", "usage"}
    (choice,) = body["data"]["choices"]
    assert choice["message"]["content"].startswith("You said: Hi")
    assert said(chunks).startswith("You said: Hi")
    assert chunks[-1] == "[DONE]"
    assert chunks[-2]["usage"]["completion_tokens"] > 0
    assert all(chunk["choices"] for chunk in chunks[:-1]), "a client may read choices[0] of every chunk"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "VALIDATION_FAILED"),
        ({"model": "m", "max_tokens": 1}, 400, "VALIDATION_FAILED"),
        ({**ask(), "model": "unknown"}, 404, "MODEL_NOT_MAPPED"),
    ],
)
async def test_errors_of_the_envelope_are_in_the_envelope(body: Any, status: int, code: str) -> None:
    async with proxy(
        {"models": [{"alias": "other", "routes": [{"provider": "demo", "model": "demo"}]}]}
    ) as near:
        got, _, answer = await near.post(body, ENVELOPE)
    assert (got, answer["success"], answer["code"], answer["data"]) == (status, False, code, None)
    assert answer["message"] == answer["error"]["message"]


async def test_a_method_that_the_envelope_does_not_take_is_refused_in_the_envelope() -> None:
    async with proxy() as near, near.client.get(near.url + ENVELOPE) as answer:
        assert (answer.status, (await answer.json())["code"]) == (405, "METHOD_NOT_ALLOWED")


async def test_what_a_chat_client_asks_wrongly_is_named() -> None:
    async with proxy() as near:
        status, _, body = await near.post(chat(n=2), CHAT)
        assert (status, body["error"]["param"]) == (400, "n")
        status, _, body = await near.post([1], CHAT)
        assert (status, body["error"]["code"]) == (400, "VALIDATION_FAILED")
        status, _, body = await near.post({"messages": chat()["messages"]}, CHAT)
        assert (status, body["error"]["param"]) == (400, "model")


@pytest.mark.parametrize("path", [CHAT, ENVELOPE])
async def test_a_failure_in_the_midst_of_a_stream_is_told_and_no_end_is_faked(path: str) -> None:
    frames = stream(message([text_block("Hello")]))
    with Upstream([Step(sse([*frames[:3], Break.EOF]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            chunks = await streamed(near, path, chat() if path == CHAT else ask())
    assert chunks[-1]["error"]["code"] == "INFERENCE_UPSTREAM_FAILURE"
    assert "[DONE]" not in chunks


async def test_a_silent_provider_is_told_by_comments() -> None:
    gate = Signal("the provider's answer")
    settings = {"keepalive_s": 1, "first_byte_hold_s": 1}
    with Upstream([Step(sse(stream(message([text_block("Hi")])), hold=gate))]) as far:
        async with (
            proxy(one_provider(far.url, server=settings)) as near,
            near.client.post(near.url + CHAT, json=chat(stream=True)) as answer,
        ):
            assert (await answer.content.readuntil(b"\n\n")).startswith(b": ")
            gate.set()
            assert b"data: [DONE]" in await answer.read()
