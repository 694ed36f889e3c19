"""What of a delta is thought and what is said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy_core.translate import thinking
from proxy_core.translate.reasoning import Details, Said, ThinkTags, parts_of


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        ({"content": "a"}, Said("", "a")),
        ({"content": None}, Said()),
        ({"reasoning_content": "t", "content": "a"}, Said("t", "a")),
        ({"reasoning": {"content": "t"}, "content": "a"}, Said("t", "a")),
        ({"thinking": {"content": "t", "signature": "s"}}, Said("t", "", "s")),
        ({"thinking": {"signature": "s"}}, Said("", "", "s")),
        ({"reasoning": {"effort": "low"}, "reasoning_text": "t"}, Said("t")),
        ({"reasoning": "t"}, Said("t")),
        ({"reasoning_content": "", "reasoning": "t"}, Said("t")),
        ({"reasoning": {"odd": 1}, "content": 3}, Said()),
        ({"thinking": "t"}, Said("t")),
        ({"reasoning": "t", "reasoning_details": [{"type": "reasoning.text", "text": "t"}]}, Said("t")),
        ({"reasoning_details": [{"text": "a"}, {"summary": "b"}, {"data": "x"}, None]}, Said("ab")),
        ({"thinking_blocks": [{"type": "thinking", "thinking": "t", "signature": "s"}]}, Said("t", "", "s")),
        (
            {"reasoning_content": "t", "thinking_blocks": [{"thinking": "t", "signature": ""}]},
            Said("t"),
        ),
        (
            {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "t"}]},
                    {"type": "text", "text": "a"},
                    {"type": "reference", "reference_ids": [1]},
                    "odd",
                ]
            },
            Said("t", "a"),
        ),
    ],
)
def test_thoughts_are_found_wherever_providers_put_them(delta: dict[str, Any], said: Said) -> None:
    assert parts_of(delta) == said


def split(style: str, *pieces: str) -> tuple[str, str]:
    tags = ThinkTags(style)
    parts = [tags.feed(piece) for piece in pieces]
    parts += [] if tags.over else [tags.flush()]
    return "".join(part.thought for part in parts), "".join(part.text for part in parts)


@pytest.mark.parametrize("tag", ["think", "thinking", "thought"])
def test_an_answer_that_begins_with_a_thought_in_tags_is_parted(tag: str) -> None:
    text = f"\n<{tag}>\nTwo.\n</{tag}>\n\nFour, not <b>five</b>."
    whole = ("Two.", "Four, not <b>five</b>.")
    assert split("tags", text) == whole
    for place in range(1, len(text)):
        thought, said = split("tags", text[:place], text[place:])
        assert (thought.strip(), said.strip()) == whole, place


def test_tags_later_in_the_text_are_text() -> None:
    assert split("tags", "I use <think>tags</think>.") == ("", "I use <think>tags</think>.")
    assert split("tags", "<thin", " air>") == ("", "<thin air>")
    assert split("tags", "<") == ("", "<")


def test_an_answer_that_begins_inside_a_thought_is_parted_at_its_end() -> None:
    assert split("open", "Two.", "</think>Four.") == ("Two.", "Four.")
    assert split("open", "never ", "ending </thi") == ("never ending </thi", "")


def test_details_that_must_come_back_become_a_signature() -> None:
    details = Details()
    details.take({"reasoning_details": [{"type": "reasoning.text", "text": "a", "index": 0}]})
    assert details.signature() == ""
    details.take(
        {"reasoning_details": [{"type": "reasoning.text", "text": "b", "index": 0, "signature": None}]}
    )
    details.take({"reasoning_details": [{"type": "reasoning.text", "index": 0, "signature": "s"}]})
    details.take(
        {
            "reasoning_details": [
                {"type": "reasoning.encrypted", "index": 1, "data": "x"},
                {"type": "reasoning.encrypted", "index": 1, "data": "y"},
            ]
        }
    )
    packed = thinking.unpack(details.signature(), thinking.OPENROUTER)
    assert json.loads(packed or "") == [
        {"type": "reasoning.text", "index": 0, "signature": "s"},
        {"type": "reasoning.encrypted", "index": 1, "data": "xy"},
    ]
    assert details.signature() == ""
