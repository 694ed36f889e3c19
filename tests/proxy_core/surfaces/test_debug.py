"""The `debug` member of an answer: what it says, and who may ask for it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.fakes.answers import anthropic_error, message, stream, text_block
from tests.fakes.proxy import PATIENT, PATIENT_VALUES, ask, proxy
from tests.fakes.upstream import Step, Upstream, reply, sse
from tests.proxy_core.upstream.test_attempt import two_providers

KEY = "scrub_live_" + "d" * 32
HEADERS = {"x-api-key": KEY}
ANSWER = message([text_block("Done.")])
BUSY = reply(anthropic_error("overloaded_error", "busy"), 529)
SECRET = "sk-ant-very-secret-1234567890"


def configured(first: str, second: str, *scopes: str) -> dict[str, Any]:
    key = {
        "name": "laptop",
        "sha256": hashlib.sha256(KEY.encode()).hexdigest(),
        "last_four": "dddd",
        "scopes": list(scopes),
    }
    config = two_providers(first, second, keys=[key])
    for each in config["providers"]:
        each["auth"] = "keyring"
    return config


@pytest.mark.parametrize("streamed", [False, True])
async def test_it_says_what_was_tried_and_redacted_and_nothing_else(streamed: bool) -> None:
    good = sse(stream(ANSWER)) if streamed else reply(ANSWER)
    keys = {"first": SECRET, "second": SECRET}
    with Upstream([Step(BUSY)]) as one, Upstream([Step(good)]) as two:
        async with proxy(configured(one.url, two.url, "ai:chat", "debug"), keys=keys) as near:
            body = ask(PATIENT, debug={"enabled": True})
            if streamed:
                text = (await near.stream(body, headers=HEADERS)).decode()
                frames = [json.loads(line[6:]) for line in text.split("\n") if line.startswith("data: ")]
                (delta,) = [frame for frame in frames if frame["type"] == "message_delta"]
                debug = delta["debug"]
            else:
                _, _, answer = await near.post(body, headers=HEADERS)
                text, debug = json.dumps(answer), answer["debug"]
            entry = await near.last_entry()
        sent = two.asked[0].json
    assert debug["request_id"] == entry.request_id
    assert [(each["provider"], each["model"], each["outcome"]) for each in debug["attempts"]] == [
        ("first", "m1", "529 INFERENCE_UNAVAILABLE"), ("second", "m2", "ok"),
    ]  # fmt: skip
    assert (debug["provider"], debug["redacted"]) == ("second", dict(entry.phi))
    assert debug["redacted"]["SSN"] == 1
    assert debug["total_ms"] >= debug["first_byte_ms"] > 0
    assert "debug" not in sent
    for value in (*PATIENT_VALUES, SECRET, KEY):
        assert value not in text


@pytest.mark.parametrize("wish", [None, False, {}, {"enabled": False}])
async def test_who_does_not_ask_needs_no_scope_and_gets_none(wish: Any) -> None:
    with Upstream([Step(reply(ANSWER))]) as one:
        keys = {"first": SECRET, "second": SECRET}
        async with proxy(configured(one.url, one.url, "ai:chat"), keys=keys) as near:
            status, _, body = await near.post(ask(debug=wish), headers=HEADERS)
    assert (status, body) == (200, ANSWER)


async def test_it_needs_the_scope_and_a_sense() -> None:
    with Upstream([]) as one:
        async with proxy(configured(one.url, one.url, "ai:chat")) as near:
            status, _, body = await near.post(ask(debug=True), headers=HEADERS)
            assert (status, body["error"]["code"]) == (403, "MISSING_SCOPE")
            assert body["error"]["details"] == {"required_scope": "debug"}
        async with proxy(configured(one.url, one.url, "ai:chat", "debug")) as near:
            for wish in ("yes", {"enabled": "yes"}, [1]):
                status, _, body = await near.post(ask(debug=wish), headers=HEADERS)
                assert (status, body["error"]["param"]) == (400, "debug")
            status, _, body = await near.post(ask(debug=True), "/api/v1/messages", headers=HEADERS)
            assert (status, body["error"]["param"]) == (400, "debug")
            status, _, body = await near.post(
                ask(debug={"enabled": True, "return_upstream_request": True}), headers=HEADERS
            )
            assert (status, body["error"]["code"]) == (400, "UNSUPPORTED_PARAMETER")
