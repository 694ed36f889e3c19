"""Both sides of an exchange, text by text: every value is marked where it was replaced or put back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.inspector.compare import aligned, view_of
from proxy_core.inspector.view import Fate, Leaf
from proxy_core.wire.events import Event
from tests.proxy_core.inspector.making import CHART, GUARD, kept, tokens, user


def values(leaf: Leaf) -> list[tuple[str, str]]:
    return [(mark.type, leaf.value(mark)) for mark in leaf.marks]


def test_the_values_of_a_text_are_marked_on_both_sides() -> None:
    made = kept(user(CHART))
    (leaf,) = [leaf for leaf in view_of(made).request if leaf.changed]
    assert (leaf.path, leaf.part, leaf.number, leaf.role, leaf.kind) == (
        "messages[0].content[0].text", "messages", 1, "user", "text",
    )  # fmt: skip
    assert values(leaf) == [("NAME", "Maria Gonzalez"), ("SSN", "536-22-8741"), ("MRN", "00482913")]
    for mark in leaf.marks:
        assert leaf.provider[mark.at : mark.until] == mark.token == tokens(made)[leaf.value(mark)]
        assert mark.fate is Fate.REPLACED


@given(st.lists(st.sampled_from([CHART, "PHI_", "PHI_NAME_AAAAAAAA", "phi-ssn-7k3q9x2c", " ", "x", "\n"])))
def test_both_texts_are_the_pieces_between_the_marks_and_the_marks(pieces: list[str]) -> None:
    made = kept(user("".join(pieces) + "."))
    (leaf,) = [leaf for leaf in view_of(made).request if leaf.part == "messages"]
    mine = theirs = ""
    start = at = 0
    for mark in leaf.marks:
        assert leaf.client[start : mark.start] == leaf.provider[at : mark.at]
        mine += leaf.client[start : mark.end]
        theirs += leaf.provider[at : mark.until]
        start, at = mark.end, mark.until
    assert leaf.client[start:] == leaf.provider[at:]
    assert (mine + leaf.client[start:], theirs + leaf.provider[at:]) == (leaf.client, leaf.provider)


def test_texts_of_every_place_are_named() -> None:
    body = {
        "system": [{"type": "text", "text": CHART}],
        "tools": [{"name": "Read", "description": "Reads a file", "input_schema": {"type": "object"}}],
        "messages": [
            {"role": "user", "content": "Look"},
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "t1", "name": "Edit", "input": {"note": CHART}}],
            },
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": "t1",
                        "content": [{"type": "text", "text": CHART}],
                    }
                ],
            },
        ],
        "metadata": {"user_id": "somebody"},
    }
    leaves = {leaf.path: leaf for leaf in view_of(kept(body)).request}
    assert leaves["system[0].text"].part == "system"
    assert leaves["tools[0].description"].name == "Read"
    assert leaves["messages[0].content"].role == "user"
    edit = leaves["messages[1].content[0].input.note"]
    assert (edit.number, edit.role, edit.kind, edit.name) == (2, "assistant", "tool_use", "Edit")
    result = leaves["messages[2].content[0].content[0].text"]
    assert (result.number, len(result.marks)) == (3, 3)
    assert leaves["metadata.user_id"].part == "other"


def test_what_is_exempt_is_counted_by_reason_and_not_shown() -> None:
    body = user({"type": "tool_result", "tool_use_id": "toolu_1", "content": "plain"})
    made = kept(body)
    view = view_of(made)
    assert "toolu_1" not in {leaf.client for leaf in view.request}
    assert dict(view.exempt)["refers to a call by its id"] == 1
    assert sum(count for _, count in view.exempt) == GUARD.redact(made.client).exempt


def test_a_key_and_a_number_that_were_replaced_are_texts_too() -> None:
    call = {"type": "tool_use", "id": "t", "name": "X", "input": {"ssn": 536228741, CHART: "x"}}
    leaves = [leaf for leaf in view_of(kept(user(call))).request if leaf.changed]
    assert {leaf.client for leaf in leaves} == {"536228741", CHART}
    assert {leaf.kind for leaf in leaves} == {"tool_use", "key"}
    assert not any("Gonzalez" in leaf.path for leaf in leaves)


def answer_of(text: Any, *blocks: dict[str, Any]) -> dict[str, Leaf]:
    made = kept(user(CHART))
    known = tokens(made)
    again = kept(user(CHART), *(_with(block, known) for block in ({"type": "text", "text": text}, *blocks)))
    return {leaf.path: leaf for leaf in view_of(again).answer}


def _with(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, str):
        for name, token in known.items():
            value = value.replace(name, token)
        return value
    return {key: _with(item, known) for key, item in value.items()} if isinstance(value, dict) else value


def test_the_answer_shows_what_was_put_back() -> None:
    leaf = answer_of("For Maria Gonzalez: 536-22-8741.")["content[0].text"]
    assert leaf.client == "For Maria Gonzalez: 536-22-8741."
    assert values(leaf) == [("NAME", "Maria Gonzalez"), ("SSN", "536-22-8741")]
    assert {mark.fate for mark in leaf.marks} == {Fate.RESTORED}
    assert "Gonzalez" not in leaf.provider


def test_the_answer_shows_what_was_left_on_purpose_and_what_nobody_knows() -> None:
    stray = "PHI_NAME_ABCDEFG"
    stray = next(stray + last for last in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if fits(stray + last))
    leaves = answer_of(
        f"About {stray}",
        {"type": "tool_use", "id": "t1", "name": "WebSearch", "input": {"query": "Maria Gonzalez"}},
        {"type": "tool_use", "id": "t2", "name": "Edit", "input": {"text": "Maria Gonzalez"}},
    )
    assert [mark.fate for mark in leaves["content[0].text"].marks] == [Fate.UNKNOWN]
    search = leaves["content[1].input.query"]
    assert (search.name, [mark.fate for mark in search.marks]) == ("WebSearch", [Fate.LEFT])
    assert "Gonzalez" not in search.client
    assert values(leaves["content[2].input.text"]) == [("NAME", "Maria Gonzalez")]


def fits(token: str) -> bool:
    return GUARD.new_vault().fits(token)


def test_an_answer_that_broke_off_is_shown_as_far_as_it_came() -> None:
    made = kept(user(CHART))
    made.came = made.sent = [
        Event("message_start", payload=b"broken"),
        Event("content_block_start", payload=b"broken"),
        Event.of({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        Event.of(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "half"}}
        ),
        Event.of(
            {
                "type": "content_block_start",
                "index": 1,
                "content_block": {"type": "tool_use", "name": "Edit", "input": {}},
            }
        ),
        Event.of(
            {
                "type": "content_block_delta",
                "index": 1,
                "delta": {"type": "input_json_delta", "partial_json": '{"a": "b'},
            }
        ),
    ]
    view = view_of(made)
    assert not view.complete
    assert [leaf.client for leaf in view.answer] == ["half", '{"a": "b']


@pytest.mark.parametrize("provider", ["", "PHI_NAME_ABCDEFGH and more", "something else"])
def test_texts_that_do_not_belong_together_break_nothing(provider: str) -> None:
    vault = kept(user(CHART)).vault
    assert all(mark.end >= mark.start for mark in aligned("short", provider, vault, answer=True))
