"""The built-in model answers to every valid request, the same way each time, and calls a tool when told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.config import DEMO
from proxy_core.errors import ProxyError
from proxy_core.privacy.placeholders import Placeholders
from proxy_core.privacy.types import PHI_TYPES
from proxy_core.providers.base import Call
from proxy_core.providers.demo import ECHO_CHARACTERS, URL, Demo, answer
from proxy_core.wire import json
from proxy_core.wire.anthropic import parse_request
from proxy_core.wire.collect import Collector
from proxy_core.wire.events import Event
from proxy_core.wire.sse import SseDecoder

TOOLS = [
    {"name": "Read", "input_schema": {}},
    {"type": "web_search_20250305", "name": "web_search"},
    {"type": "x"},
]


def asked(content: Any, **fields: Any) -> dict[str, Any]:
    return {"model": "m", "max_tokens": 900, "messages": [{"role": "user", "content": content}], **fields}


def said(request: dict[str, Any]) -> dict[str, Any]:
    """The message that the demo answers with."""
    call = Call(DEMO, request["model"], request, True)
    reader, collector = Demo().reader(call, "text/event-stream"), Collector()
    frames = list(answer(Demo().request(call).body))
    for event in [event for frame in frames for event in reader.feed(frame)] + reader.finish():
        collector.feed(event)
    assert collector.error is None
    return collector.message()


def text_of(request: dict[str, Any]) -> str:
    return str(said(request)["content"][0]["text"])


def test_it_says_what_it_was_sent() -> None:
    message = said(asked("Hello there"))
    assert message["content"][0]["text"].startswith("You said: Hello there\n\n")
    assert "no PHI placeholders" in message["content"][0]["text"]
    assert (message["model"], message["stop_reason"]) == ("m", "end_turn")
    assert message["usage"]["output_tokens"] > 0


def test_it_answers_the_same_each_time() -> None:
    assert said(asked("Hello")) == said(asked("Hello"))
    assert said(asked("Hello"))["id"] != said(asked("Hello!"))["id"]


def test_it_counts_the_placeholders_of_every_type() -> None:
    make = Placeholders(b"k" * 16).make
    report = text_of(asked(" ".join(make(kind, "value") for kind in PHI_TYPES), system=make("NAME", "other")))
    for kind in PHI_TYPES:
        assert f"{2 if kind == 'NAME' else 1} {kind}" in report


def test_a_long_text_is_cut() -> None:
    assert len(text_of(asked("x" * 100_000))) < ECHO_CHARACTERS + 200


def test_it_streams_word_by_word() -> None:
    deltas = [frame for frame in answer(json.dumps(asked("one two three"))) if b"text_delta" in frame]
    assert len(deltas) > 5


@pytest.mark.parametrize(
    "prompt",
    [
        'call Read {"path": "/a"}',
        '  call   Read   {"path": "/a"}  ',
        'Please:\n\ncall Read {"path": "/a"}\n\nThank you.',
        'call Read {"path": "/a"}\r\n',
    ],
)
def test_it_calls_a_tool_when_it_is_told_to(prompt: str) -> None:
    message = said(asked(prompt, tools=TOOLS))
    (call,) = [block for block in message["content"] if block["type"] == "tool_use"]
    assert (call["name"], call["input"]) == ("Read", {"path": "/a"})
    assert message["stop_reason"] == "tool_use"


def test_calls_of_one_answer_and_of_later_turns_have_ids_of_their_own() -> None:
    request = asked('call Read {"n": 1}\ncall Read {"n": 2}', tools=TOOLS)
    calls = [block for block in said(request)["content"] if block["type"] == "tool_use"]
    later = {
        **request,
        "messages": [*request["messages"], {"role": "assistant", "content": "x"}, *request["messages"]],
    }
    calls += [block for block in said(later)["content"] if block["type"] == "tool_use"]
    assert len({call["id"] for call in calls}) == 4


@pytest.mark.parametrize(
    "prompt",
    ['call Write {"a": 1}', "call Read {broken}", "call Read", "call Read []", 'do not call Read {"a": 1}'],
)
def test_it_calls_nothing_else(prompt: str) -> None:
    message = said(asked(prompt, tools=TOOLS))
    assert [block["type"] for block in message["content"]] == ["text"]
    assert message["stop_reason"] == "end_turn"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("plain", "plain"),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "a\nb"),
        ([{"type": "image", "source": {"type": "base64", "data": ""}}], "[image]"),
        ([{"type": "future", "text": 5}], "[future]"),
        (None, ""),
        ([], ""),
    ],
)
def test_it_says_what_a_tool_returned(content: Any, told: str) -> None:
    result = {"type": "tool_result", "tool_use_id": "t", "content": content}
    assert text_of(asked([result, {"type": "text", "text": "ignored"}])) == f"The tool returned: {told}"


def test_empty_lines_without_end_are_read_once() -> None:
    # A pattern that looks at each of them from each of them would take hours.
    assert "You said" in text_of(asked("\n" * 300_000 + "call"))
    assert "You said" in text_of(asked(" " * 300_000 + "call Read {" + " }" * 100_000, tools=TOOLS))


texts = st.text(st.characters(codec="utf-8"), max_size=8)
blocks = st.recursive(
    st.fixed_dictionaries({"type": st.just("text"), "text": texts | st.just('call Read {"a":1}')})
    | st.fixed_dictionaries(
        {"type": st.sampled_from(["future", "thinking"])}, optional={"text": st.none() | st.integers()}
    ),
    lambda inner: st.fixed_dictionaries(
        {"type": st.just("tool_result"), "tool_use_id": texts},
        optional={"content": texts | st.lists(inner, max_size=3)},
    ),
    max_leaves=6,
)


@given(st.lists(texts | st.lists(blocks, max_size=3), min_size=1, max_size=3), st.booleans())
def test_every_valid_request_has_an_answer(contents: list[Any], tools: bool) -> None:
    messages = [{"role": "user", "content": content} for content in contents]
    request = {**asked(""), "messages": messages, **({"tools": TOOLS} if tools else {})}
    try:
        parse_request(json.dumps(request))
    except ProxyError:
        pytest.fail("the request was to be valid")
    assert said(request)["role"] == "assistant"


def test_it_needs_no_network_and_no_key() -> None:
    demo = Demo()
    assert demo.request(Call(DEMO, "m", asked("x"), False)).url == URL
    assert demo.probe(DEMO, None) is None  # type: ignore[func-returns-value]
    assert (demo.fields, demo.default_auth) == ((), "none")


def test_notes_that_the_client_adds_are_not_taken_for_the_prompt() -> None:
    messages = [
        {
            "role": "user",
            "content": [{"type": "text", "text": "<system-reminder>CLAUDE.md</system-reminder>"}],
        },
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "My own words"},
                {"type": "text", "text": "<system-reminder>A file changed.</system-reminder>"},
            ],
        },
        {"role": "system", "content": "Available agent types"},
    ]
    body = json.dumps({"model": "m", "messages": messages})
    answered = b"".join(answer(body)).decode()
    assert "My" in answered
    assert "Available agent types" not in answered


def collected(request: dict[str, Any]) -> dict[str, Any]:
    whole = Collector()
    decoder = SseDecoder()
    for frame in answer(json.dumps(request)):
        for item in decoder.feed(frame):
            whole.feed(Event(item.event, payload=item.data))
    return whole.message()


def test_an_answer_is_cut_where_the_client_said() -> None:
    message = collected({**asked("Hello"), "max_tokens": 3})
    assert message["content"] == [{"type": "text", "text": "You said: He"}]
    assert message["stop_reason"] == "max_tokens"


@pytest.mark.parametrize("choice", [{"type": "tool", "name": "get"}, {"type": "any"}])
def test_a_forced_tool_is_called_with_the_least_input_that_fits(choice: dict[str, str]) -> None:
    properties = {"city": {"type": "string"}, "unit": {"enum": ["c", "f"]}, "days": {"type": "integer"}}
    schema = {"type": "object", "properties": properties, "required": ["city", "unit"]}
    tools = [{"name": "get", "input_schema": schema}]
    message = collected(asked("Weather?", tools=tools, tool_choice=choice) | {"max_tokens": 200})
    assert message["stop_reason"] == "tool_use"
    assert message["content"][1]["input"] == {"city": "", "unit": "c"}
