"""The kind of the Responses API: its address, its form, and what it makes of a request for its machine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy_core.config import Auth, Provider
from proxy_core.providers.base import Call
from proxy_core.providers.openai_kind import dialect_of
from proxy_core.providers.openai_responses import OpenAIResponses
from proxy_core.secrets import Secret
from proxy_core.translate.dialect import option_problem
from tests.golden.replay import call, check, message_of, read, sse

KIND = OpenAIResponses()
REQUEST = {"model": "claude", "max_tokens": 50, "messages": [{"role": "user", "content": "hi"}]}
TEXT = {"type": "message", "id": "m", "content": [{"type": "output_text", "text": "Hi"}]}
WHOLE = {"id": "resp_1", "object": "response", "status": "completed", "output": [TEXT], "error": None}
STREAM = sse(
    {"type": "response.created", "response": {**WHOLE, "output": []}},
    {"type": "response.completed", "response": WHOLE},
)


def a_call(base_url: str = "https://api.openai.com/v1", model: str = "gpt-5.2", **options: Any) -> Call:
    provider = Provider("p", "openai_responses", base_url, Auth("keyring"), options=options)
    return Call(provider, model, REQUEST, False, {}, Secret("k" * 20))


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://api.openai.com", "https://api.openai.com/v1/responses"),
        ("https://api.openai.com/v1/responses", "https://api.openai.com/v1/responses"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1/responses"),
        ("https://x.openai.azure.com", "https://x.openai.azure.com/openai/v1/responses"),
        (
            "https://x.openai.azure.com/openai/responses?api-version=1",
            "https://x.openai.azure.com/openai/v1/responses",
        ),
        ("https://x.openai.azure.com/openai/deployments/gpt", "https://x.openai.azure.com/openai/responses"),
        ("https://openrouter.ai", "https://openrouter.ai/api/v1/responses"),
        ("http://localhost:11434", "http://localhost:11434/v1/responses"),
    ],
)
def test_a_request_goes_to_the_responses_of_its_address(base_url: str, url: str) -> None:
    sent = KIND.request(a_call(base_url))
    assert (sent.method, sent.url) == ("POST", url)
    assert json.loads(sent.body)["store"] is False


def test_azures_dated_version_goes_along() -> None:
    made = a_call(
        "https://x.openai.azure.com/openai/deployments/gpt", extra_query="api-version=2025-04-01-preview"
    )
    assert KIND.request(made).url.endswith("/openai/responses?api-version=2025-04-01-preview")


def test_every_field_of_the_form_takes_its_own_choices_and_default() -> None:
    keys = [field.key for field in KIND.fields]
    assert len(keys) == len(set(keys))
    for field in KIND.fields[1:]:
        assert field.label
        assert field.help
        for choice in (*field.choices, field.default):
            assert field.key == "profile" or option_problem(field.key, choice) is None
    made = a_call(**{field.key: field.default for field in KIND.fields[1:]})
    assert dialect_of(made) == dialect_of(a_call())


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("body", [STREAM, json.dumps(WHOLE).encode(), b"\xef\xbb\xbf\n" + STREAM])
def test_an_answer_is_read_as_what_it_is_not_as_what_was_asked_for(stream: bool, body: bytes) -> None:
    events = read(call({**REQUEST, "stream": stream}, kind="openai_responses"), [body])
    check(events)
    assert message_of(events)["content"] == [{"type": "text", "text": "Hi"}]


def test_the_name_of_an_event_may_stand_beside_its_data_alone() -> None:
    data = b"".join(
        b"event: %b\ndata: %b\n\n" % (name.encode(), json.dumps({"response": value}).encode())
        for name, value in (("response.created", {"id": "resp_1"}), ("response.completed", WHOLE))
    )
    assert message_of(read(call(REQUEST, kind="openai_responses"), [data]))["id"] == "msg_1"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty answer"),
        (b"data: {broken\n\n", "not JSON"),
        (b'{"output": [', "broken JSON"),
        (b'{"object": "chat.completion", "choices": []}', "not a response"),
        (b'{"error": {"message": "It failed"}}', "It failed"),
        (b'event: error\ndata: {"message": "It failed"}\n\n', "It failed"),
        (json.dumps({**WHOLE, "status": "in_progress"}).encode(), "broke off"),
        (json.dumps({**WHOLE, "status": "failed", "error": {"message": "It failed"}}).encode(), "It failed"),
    ],
)
def test_what_is_no_answer_is_one_error_that_says_so(body: bytes, words: str) -> None:
    events = read(call(REQUEST, kind="openai_responses"), [body])
    assert [event.type for event in events] == ["error"]
    assert words in events[0].data["error"]["message"]


def test_the_kind_makes_its_own_reader() -> None:
    machine = KIND.reader(call(REQUEST, kind="openai_responses"), "text/event-stream")
    assert message_of([*machine.feed(STREAM), *machine.finish()])["model"] == "claude"
