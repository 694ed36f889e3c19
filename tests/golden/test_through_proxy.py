"""The recorded cases through the running proxy: a scripted provider behind it, raw bytes and the official
SDK in front."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import anthropic
import pytest

from proxy_core.providers.profiles import profile_of
from proxy_core.translate import thinking
from proxy_core.translate.responses.thoughts import issuer_of
from tests.fakes.proxy import Proxy, proxy
from tests.fakes.upstream import Answer, Step, Upstream
from tests.golden.replay import Case, cases, message_of, read, without_estimate

CASES = [case for case in cases() if case.is_sent]
#: arguments that the upstream breaks off: the SDK closes the JSON by itself
CUT_OFF = ("arguments_cut_off", "arguments_cut_off_early", "responses_call_cut_off")
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.name)
_MADE = re.compile(rb"(?<=toolu_|..msg_)[0-9a-f]{64}")


def config(case: Case, url: str) -> dict[str, Any]:
    """The case's provider at another address: what its own stands for is said by name."""
    setup = case.json("setup.json")
    options = {"profile": profile_of(setup["base_url"]), **setup.get("options", {})}
    kind = setup.get("kind", "openai")
    provider = {"name": "upstream", "kind": kind, "base_url": f"{url}/v1", "auth": "none", **options}
    route = {"provider": "upstream", "model": setup["model"]}
    return {
        "providers": [provider],
        "models": [{"alias": "*", "routes": [route]}],
        "privacy": {"attachments": "allow"},
    }


def answer(case: Case) -> Answer:
    kind = "text/event-stream" if (case.path / "upstream.sse").exists() else "application/json"
    return Answer((case.upstream,), case.status, {"content-type": kind, **case.headers})


@pytest.fixture
async def near(case: Case) -> AsyncIterator[tuple[Proxy, Upstream]]:
    with Upstream([Step(answer(case), times=0)]) as far:
        async with proxy(config(case, far.url)) as running:
            yield running, far


class Signer:
    """Reasoning items name the address that they are from, which is another here than in the case."""

    def __init__(self, case: Case, url: str) -> None:
        call = case.call
        self._recorded = issuer_of(call.provider, call.model)
        self._here = issuer_of(replace(call.provider, base_url=url), call.model)

    def here(self, text: str) -> str:
        return self._signed(text, self._recorded, self._here)

    def recorded(self, data: bytes) -> bytes:
        return self._signed(data.decode(), self._here, self._recorded).encode()

    def _signed(self, text: str, old: str, new: str) -> str:
        def anew(match: re.Match[str]) -> str:
            packed = thinking.unpack(match[0], thinking.RESPONSES)
            return match[0] if packed is None else thinking.pack(thinking.RESPONSES, packed.replace(old, new))

        return re.sub(rf"\b{thinking.RESPONSES}\.[\w=-]{{20,}}", anew, text)


def comparable(data: bytes) -> bytes:
    """Without what differs from run to run: ids that were made up, and the request's."""
    numbers: dict[bytes, bytes] = {}
    data = _MADE.sub(lambda match: numbers.setdefault(match[0], b"made%d" % (len(numbers) + 1)), data)
    return re.sub(rb'"request_id":"[^"]*"', b'"request_id":""', data)


@every_case
async def test_the_bytes_are_the_recorded_ones(case: Case, near: tuple[Proxy, Upstream]) -> None:
    running, far = near
    signer = Signer(case, far.url)
    request = json.loads(signer.here((case.path / "request.json").read_text(encoding="utf-8")))
    async with running.client.post(f"{running.url}/v1/messages", json=request) as got:
        body = signer.recorded(await got.read())
    assert far.asked[0].json == case.json("upstream_request.json")
    if case.status != 200:
        check_refusal(case.json("expected.json"), got.status, dict(got.headers), json.loads(body))
    elif not case.call.stream:
        expected = case.json("expected.json")
        told = json.loads(comparable(body))
        assert (got.status == 200) is (expected["type"] == "message")
        assert told == expected or told["error"]["message"] == expected["error"]["message"]
    elif got.status == 200:
        expected = (case.path / "expected.sse").read_bytes()
        assert without_estimate(case, comparable(body)) == without_estimate(case, comparable(expected))
    else:
        (event,) = read(case.call, [case.upstream])
        assert json.loads(body)["error"]["message"] == event.data["error"]["message"]


def check_refusal(
    expected: Mapping[str, Any], status: int, headers: Mapping[str, str], body: Mapping[str, Any]
) -> None:
    assert status == expected["status"]
    assert body["type"] == "error"
    assert (body["error"]["type"], body["error"]["message"]) == (expected["type"], expected["message"])
    assert {name.lower(): value for name, value in headers.items()}.get("retry-after") == expected[
        "retry_after"
    ]


@every_case
async def test_the_official_sdk_reads_the_same_message(case: Case, near: tuple[Proxy, Upstream]) -> None:
    running, far = near
    request = dict(case.json("request.json"))
    stream = request.pop("stream", False)
    fields = {name: request.pop(name) for name in ("max_tokens", "messages")}
    fields["model"] = "claude-test"  # the SDK warns of models that will be retired
    del request["model"]
    events = read(case.call, [case.upstream]) if case.status == 200 else []
    async with anthropic.AsyncAnthropic(base_url=running.url, api_key="any", max_retries=0) as client:
        if not events or events[-1].type == "error":
            with pytest.raises(anthropic.APIError):
                async with client.messages.stream(**fields, extra_body=request) as failing:
                    await failing.get_final_message()
            return
        if stream:
            async with client.messages.stream(**fields, extra_body=request) as running_stream:
                message = await running_stream.get_final_message()
        else:
            message = await client.messages.create(**fields, extra_body=request)
    if case.path.name in CUT_OFF:
        assert message.stop_reason == "max_tokens", "half a call must not look complete"
        return
    assert message.model == "claude-test", "under the name that the client asked for"
    got = json.loads(Signer(case, far.url).recorded(message.model_dump_json().encode()))
    assert said(got) == said(message_of(events))


def said(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message without made-up ids and without what the SDK adds."""
    kept = ("type", "text", "thinking", "signature", "name", "input")
    content = [
        {name: block[name] for name in kept if block.get(name) is not None} for block in message["content"]
    ]
    names = ("stop_reason", "stop_sequence")
    return {
        "content": content,
        "usage": message["usage"]["output_tokens"],
        **{name: message[name] for name in names},
    }
