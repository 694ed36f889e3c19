"""One message alone: what of it is kept, for whom, and that what is kept says the same."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.errors import ProxyError
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.messages import convert
from proxy_core.translate.turns import system_text, turns_for
from proxy_core.wire import json

WORDS = st.sampled_from(
    ["", "one", "two words", 'quote " and \\ slash', "Ünï", "x-anthropic-billing-header: v"]
)
IDS = st.sampled_from(["a", "b", "c", "functions_x2eRead_x3a0", "long" * 14])
TEXT = st.builds(lambda words: {"type": "text", "text": words}, WORDS)
IMAGE = st.just({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}})
PDF = st.just({"type": "document", "title": "Scan", "source": {"type": "base64", "data": "aGk="}})
THOUGHT = st.builds(lambda words: {"type": "thinking", "thinking": words, "signature": "s"}, WORDS)
USE = st.builds(
    lambda id, words: {"type": "tool_use", "id": id, "name": "Read", "input": {"a": words}}, IDS, WORDS
)
RESULT = st.builds(
    lambda id, content, failed: {
        "type": "tool_result",
        "tool_use_id": id,
        "content": content,
        "is_error": failed,
    },
    IDS,
    st.one_of(WORDS, st.lists(st.one_of(TEXT, IMAGE), max_size=3)),
    st.booleans(),
)
USER = st.one_of(WORDS, st.lists(st.one_of(TEXT, IMAGE, PDF, RESULT, RESULT), max_size=5))
ASSISTANT = st.one_of(WORDS, st.lists(st.one_of(TEXT, THOUGHT, USE, USE), max_size=4))
MESSAGE = st.one_of(
    st.builds(lambda content: {"role": "user", "content": content}, USER),
    st.builds(lambda content: {"role": "assistant", "content": content}, ASSISTANT),
    st.builds(lambda content: {"role": "system", "content": content}, WORDS),
)
DIALECTS = st.builds(
    Dialect,
    merge_user=st.booleans(),
    images=st.booleans(),
    tool_images=st.booleans(),
    system_anywhere=st.booleans(),
    reasoning_history=st.sampled_from(["off", "reasoning_content"]),
    reasoning_required=st.booleans(),
    call_ids=st.sampled_from(["any", "forty", "nine"]),
)
NEWEST = {"role": "user", "content": "Go on."}


def said(messages: list[Any], dialect: Dialect, model: str = "model") -> tuple[Any, list[str]]:
    notes: list[str] = []
    return json.loads(json.dumps(convert({"messages": messages}, dialect, model, notes))), notes


@given(st.lists(MESSAGE, max_size=8), DIALECTS, DIALECTS)
def test_messages_that_are_known_say_what_they_said_when_they_were_new(
    messages: list[Any], dialect: Dialect, other: Dialect
) -> None:
    known: list[Any] = [json.Encoded(message) for message in messages]
    for one in (dialect, other, dialect):  # the second time from what is kept, then for another model
        for _ in range(2):
            assert said([*known, NEWEST], one) == said([*messages, NEWEST], one)
    assert [dict(message) for message in known] == messages


def test_a_known_message_is_turned_once_for_one_model() -> None:
    message = json.Encoded({"role": "assistant", "content": [{"type": "text", "text": "hi"}]})
    first = turns_for(Dialect(), "m").of(message, "messages[0]", newest=False)
    assert turns_for(Dialect(), "m").of(message, "messages[3]", newest=False) is first
    assert isinstance(first.messages[0], msgspec.Raw)
    assert turns_for(Dialect(), "other").of(message, "messages[0]", newest=False) is not first


def test_what_cannot_be_said_is_refused_each_time_with_its_place() -> None:
    message = json.Encoded({"role": "user", "content": [{"type": "container_upload", "file_id": "f"}]})
    for index in (0, 4):
        with pytest.raises(ProxyError) as caught:
            turns_for(Dialect(), "m").of(message, f"messages[{index}]", newest=False)
        assert caught.value.param == f"messages[{index}].content[0].type"


def test_a_system_prompt_of_nothing_is_nothing() -> None:
    assert system_text(None) == system_text([]) == ""
    assert system_text("only") == "only"
