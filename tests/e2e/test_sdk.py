"""The official Python SDK through a real `scrubroom serve`: every kind of provider, streaming and not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anthropic
import pytest

from tests.e2e.harness import KINDS, Served, config, serving, through
from tests.e2e.wires import ToolCall, refuses, says
from tests.fakes.upstream import Break, Step, Upstream, sse

both = pytest.mark.parametrize("kind", KINDS)
MODEL = "claude-opus-4-8"
WEATHER: list[anthropic.types.ToolParam] = [
    {
        "name": "get_weather",
        "description": "The weather in a city.",
        "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }
]


@contextmanager
def client_of(scrubroom: Served, key: str = "any") -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=scrubroom.url, api_key=key, max_retries=0, timeout=60) as client:
        yield client


@both
def test_a_message_comes_whole(kind: str, tmp_path: Path) -> None:
    script = Step(says(kind, "Good morning.", stream=False))
    with through(kind, tmp_path, script) as (upstream, scrubroom), client_of(scrubroom) as client:
        message = client.messages.create(
            model=MODEL, max_tokens=100, system="Be kind.", messages=[{"role": "user", "content": "Hello"}]
        )
    assert [block.text for block in message.content if block.type == "text"] == ["Good morning."]
    assert (message.role, message.stop_reason) == ("assistant", "end_turn")
    assert (message.usage.input_tokens, message.usage.output_tokens) == (12, 34)
    assert upstream.asked[0].json["model"] == "scripted-1"


@both
def test_a_message_comes_as_a_stream(kind: str, tmp_path: Path) -> None:
    script = Step(says(kind, "Good morning, größer 漢字.", cut=9))
    with through(kind, tmp_path, script) as (_, scrubroom), client_of(scrubroom) as client:
        with client.messages.stream(
            model=MODEL, max_tokens=100, messages=[{"role": "user", "content": "Hello"}]
        ) as stream:
            pieces = list(stream.text_stream)
            message = stream.get_final_message()
    assert len(pieces) > 1
    assert "".join(pieces) == "Good morning, größer 漢字."
    assert message.stop_reason == "end_turn"
    assert message.usage.output_tokens == 34


@both
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_tools_are_called_and_their_results_go_back(kind: str, stream: bool, tmp_path: Path) -> None:
    calls = [ToolCall("get_weather", {"city": city}) for city in ("Oslo", "Zürich")]
    script = [
        Step(says(kind, "I look.", *calls, stream=stream)),
        Step(says(kind, "Cold in both.", stream=False)),
    ]
    messages: list[anthropic.types.MessageParam] = [{"role": "user", "content": "Where is it warmer?"}]
    with through(kind, tmp_path, *script) as (upstream, scrubroom), client_of(scrubroom) as client:
        if stream:
            with client.messages.stream(
                model=MODEL, max_tokens=100, messages=messages, tools=WEATHER
            ) as answer:
                first: anthropic.types.Message = answer.get_final_message()
        else:
            first = client.messages.create(model=MODEL, max_tokens=100, messages=messages, tools=WEATHER)
        used = [block for block in first.content if block.type == "tool_use"]
        messages.append({"role": "assistant", "content": first.content})
        messages.append(
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": block.id, "content": "-3 °C"} for block in used
                ],
            }
        )
        second = client.messages.create(model=MODEL, max_tokens=100, messages=messages, tools=WEATHER)
    assert first.stop_reason == "tool_use"
    assert [(block.name, block.input) for block in used] == [(call.name, call.input) for call in calls]
    assert len({block.id for block in used}) == 2
    assert second.stop_reason == "end_turn"
    assert upstream.asked[1].body.count("-3 °C".encode()) + upstream.asked[1].body.count(b"-3 \\u00b0C") == 2


def test_the_demo_model_answers_with_no_configuration_at_all(tmp_path: Path) -> None:
    with serving(tmp_path, None) as scrubroom, client_of(scrubroom) as client:
        prompt = 'Mr. Testina Sampleton, SSN 536-22-8417\ncall get_weather {"city": "Oslo"}'
        message = client.messages.create(
            model=MODEL, max_tokens=500, messages=[{"role": "user", "content": prompt}], tools=WEATHER
        )
        with client.messages.stream(
            model=MODEL, max_tokens=500, messages=[{"role": "user", "content": "Hello, SSN 536-22-8417"}]
        ) as stream:
            pieces = list(stream.text_stream)
    text, call = message.content
    assert text.type == "text"
    assert "SSN 536-22-8417" in text.text, "the original is put back"
    assert "1 SSN" in text.text, "the model saw a placeholder"
    assert call.type == "tool_use"
    assert call.input == {"city": "Oslo"}
    assert message.stop_reason == "tool_use"
    assert len(pieces) > 3
    assert "You said: Hello, SSN 536-22-8417" in "".join(pieces)


@pytest.mark.parametrize("kind", [*KINDS, "demo"])
def test_tokens_are_counted(kind: str, tmp_path: Path) -> None:
    with Upstream() as upstream:
        text = None if kind == "demo" else config({kind: upstream.url})
        with serving(tmp_path, text) as scrubroom, client_of(scrubroom) as client:
            counted = client.messages.count_tokens(
                model=MODEL,
                messages=[{"role": "user", "content": "How many tokens are these?"}],
                tools=WEATHER,
            )
    if kind == "anthropic":
        assert counted.input_tokens == 42, "the provider's own count"
    else:
        # An estimate, with what Anthropic adds for the use of tools (346 tokens, in its own documentation).
        assert 346 < counted.input_tokens < 600
    assert upstream.asked == []


def test_the_aliases_are_listed_as_models(tmp_path: Path) -> None:
    with through("anthropic", tmp_path, alias="claude-opus-4-8") as (_, scrubroom):
        with client_of(scrubroom) as client:
            assert "claude-opus-4-8" in [model.id for model in client.models.list()]
            assert client.models.retrieve("claude-opus-4-8").id == "claude-opus-4-8"
            with pytest.raises(anthropic.NotFoundError):
                client.models.retrieve("no-such-model")


@both
@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (400, "invalid_request_error", anthropic.BadRequestError),
        (429, "rate_limit_error", anthropic.RateLimitError),
        (500, "api_error", anthropic.InternalServerError),
        (529, "overloaded_error", anthropic.InternalServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_an_error_of_the_provider_is_raised_as_what_it_is(
    kind: str, status: int, error: str, expected: type[anthropic.APIStatusError], stream: bool, tmp_path: Path
) -> None:
    script = Step(refuses(kind, status, "No, and this is why.", error, retry_after="7"))
    with through(kind, tmp_path, script) as (_, scrubroom), client_of(scrubroom) as client:
        with pytest.raises(expected) as raised:
            client.messages.create(
                model=MODEL, max_tokens=9, stream=stream, messages=[{"role": "user", "content": "Hello"}]
            )
    assert "No, and this is why." in str(raised.value)
    assert raised.value.request_id
    if status == 429:
        assert raised.value.response.headers["retry-after"] == "7"


@both
def test_a_refused_provider_key_is_not_taken_for_the_client_s_own(kind: str, tmp_path: Path) -> None:
    script = Step(refuses(kind, 401, "invalid x-api-key", "authentication_error"))
    with through(kind, tmp_path, script) as (_, scrubroom), client_of(scrubroom) as client:
        with pytest.raises(anthropic.APIStatusError) as raised:
            client.messages.create(model=MODEL, max_tokens=9, messages=[{"role": "user", "content": "Hello"}])
    assert raised.value.status_code not in (401, 403)
    assert kind in str(raised.value), "the provider is named"


@both
@pytest.mark.parametrize("how", Break)
def test_a_stream_that_breaks_is_an_error_and_no_short_answer(kind: str, how: Break, tmp_path: Path) -> None:
    frames = says(kind, "An answer that will not be finished.").parts
    script = Step(sse([*frames[:5], how]))
    with through(kind, tmp_path, script) as (_, scrubroom), client_of(scrubroom) as client:
        with pytest.raises(anthropic.APIError):
            with client.messages.stream(
                model=MODEL, max_tokens=9, messages=[{"role": "user", "content": "Hello"}]
            ) as stream:
                stream.get_final_message()


def test_an_unmapped_model_is_not_found_and_the_aliases_are_named(tmp_path: Path) -> None:
    with through("anthropic", tmp_path, alias="claude-opus-*") as (_, scrubroom):
        with client_of(scrubroom) as client, pytest.raises(anthropic.NotFoundError, match=r"claude-opus-\*"):
            client.messages.create(model="gpt-x", max_tokens=9, messages=[{"role": "user", "content": "Hi"}])


def test_a_local_key_is_asked_for_once_there_is_one(tmp_path: Path) -> None:
    with Upstream([Step(says("anthropic", "Welcome.", stream=False))]) as upstream:
        sha256 = "2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90"  # of "alice"
        keys = f'[[keys]]\nname = "laptop"\nsha256 = "{sha256}"\nlast_four = "lice"\n'
        text = config({"anthropic": upstream.url}) + keys
        with serving(tmp_path, text) as scrubroom:
            hello: list[anthropic.types.MessageParam] = [{"role": "user", "content": "Hello"}]
            with client_of(scrubroom, "mallory") as client, pytest.raises(anthropic.AuthenticationError):
                client.messages.create(model=MODEL, max_tokens=9, messages=hello)
            with client_of(scrubroom, "alice") as client:
                client.messages.create(model=MODEL, max_tokens=9, messages=hello)
    (request,) = upstream.asked
    assert "alice" not in str(request.headers), "the local key stays here"


def test_a_request_that_is_none_is_told_which_field_is_wrong(tmp_path: Path) -> None:
    with serving(tmp_path, None) as scrubroom, client_of(scrubroom) as client:
        with pytest.raises(anthropic.BadRequestError, match="max_tokens") as raised:
            client.messages.create(model=MODEL, max_tokens=0, messages=[{"role": "user", "content": "Hello"}])
    assert raised.value.body == raised.value.response.json()
    assert raised.value.response.json()["error"]["code"] == "VALIDATION_FAILED"
