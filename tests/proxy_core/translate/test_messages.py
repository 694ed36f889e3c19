"""The conversation: its order, its roles, and what of it must not leave."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.messages import NO_RESULT, convert

IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}
PART = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}


def messages(*turns: dict[str, Any], system: Any = None, notes: list[str] | None = None, **flags: Any) -> Any:
    body = {"messages": list(turns), "system": system}
    return convert(body, Dialect(**flags), "model", [] if notes is None else notes)


def user(*blocks: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def use(id: str, **value: Any) -> dict[str, Any]:
    return {"type": "tool_use", "id": id, "name": "Read", "input": value}


def result(id: str, content: Any = "ok", **more: Any) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": id, "content": content, **more}


def roles(made: list[dict[str, Any]]) -> list[str]:
    return [message["role"] for message in made]


def test_tool_results_come_first_then_their_images_then_the_users_own_words() -> None:
    made = messages(assistant(use("a")), user(text("Go on."), result("a", [text("page"), IMAGE])))
    assert roles(made) == ["assistant", "tool", "user", "user"]
    assert made[1] == {"role": "tool", "tool_call_id": "a", "content": "page"}
    assert made[2]["content"][1] == PART
    assert "a" in made[2]["content"][0]["text"]
    assert made[3]["content"] == "Go on."


def test_each_call_has_one_result_right_behind_it_in_the_calls_order() -> None:
    made = messages(
        assistant(use("a"), use("b"), use("c")),
        user(result("c", "C")),
        {"role": "system", "content": "note"},
        user(result("a", "A"), text("more")),
        assistant(text("fine")),
    )
    assert roles(made) == ["assistant", "tool", "tool", "tool", "user", "user", "assistant"]
    assert [message["content"] for message in made[1:4]] == ["A", NO_RESULT, "C"]


def test_a_result_without_a_call_becomes_words_of_the_user() -> None:
    made = messages(
        user(result("lost", "text")), assistant(use("a")), user(result("a"), result("a", "again"))
    )
    assert made[0] == {"role": "user", "content": "The result of the tool call lost:\ntext"}
    assert made[2] == {"role": "tool", "tool_call_id": "a", "content": "ok"}
    assert made[3]["content"].endswith("again")


@pytest.mark.parametrize(
    ("content", "more", "sent"),
    [
        ("plain", {}, "plain"),
        ([text("one"), text(""), text("two")], {}, "one\ntwo"),
        ([], {}, ""),
        (None, {}, ""),
        ("broken", {"is_error": True}, "Error: broken"),
        (None, {"is_error": True}, "Error"),
        ("Error: known", {"is_error": True}, "Error: known"),
        ([{"type": "tool_reference", "tool_name": "Edit"}], {}, "The tool Edit is available."),
    ],
)
def test_a_result_is_text_joined_by_newlines_never_json_of_blocks(content: Any, more: Any, sent: str) -> None:
    made = messages(assistant(use("a")), user(result("a", content, **more)))
    assert made[1]["content"] == sent


def test_a_provider_that_takes_images_in_tool_messages_gets_them_there() -> None:
    made = messages(assistant(use("a")), user(result("a", [text("see"), IMAGE])), tool_images=True)
    assert roles(made) == ["assistant", "tool"]
    assert made[1]["content"] == [text("see"), PART]


def test_the_system_prompt_is_one_leading_message_in_the_order_of_its_blocks() -> None:
    blocks = [text("x-anthropic-billing-header: cc_version=1;"), text("first"), text(""), text("second")]
    made = messages(user(text("hi")), system=blocks, system_role="developer")
    assert made[0] == {"role": "developer", "content": "first\n\nsecond"}


def test_a_system_message_inside_keeps_its_place_or_becomes_a_reminder_of_the_user() -> None:
    turns = (user(text("hi")), {"role": "system", "content": [text("note")]})
    assert messages(*turns, system_anywhere=True)[1] == {"role": "system", "content": "note"}
    reminder = "<system-reminder>\nnote\n</system-reminder>"
    assert messages(*turns)[1] == {"role": "user", "content": reminder}
    wrapped = {"role": "system", "content": reminder}
    assert messages(turns[0], wrapped)[1]["content"] == reminder
    assert len(messages(turns[0], {"role": "system", "content": ""})) == 1


def test_system_messages_at_the_beginning_are_part_of_the_system_prompt() -> None:
    first = {"role": "system", "content": [text("Be brief.")]}
    made = messages(first, {"role": "system", "content": "Be kind."}, user(text("Hello")), system="You help.")
    assert made[0] == {"role": "system", "content": "You help.\n\nBe brief.\n\nBe kind."}
    assert roles(made) == ["system", "user"]


def test_user_messages_in_a_row_become_one_where_roles_must_alternate() -> None:
    turns = (user(text("a")), {"role": "user", "content": "b"}, user(IMAGE))
    assert messages(*turns, merge_user=True) == [{"role": "user", "content": [text("a\n\nb"), PART]}]
    assert len(messages(*turns)) == 3


def test_an_assistants_text_and_calls_are_one_message_and_text_may_be_missing() -> None:
    made = messages(assistant(text("one"), use("a", path="x"), text("two")))
    assert made[0]["content"] == "one\n\ntwo"
    function = made[0]["tool_calls"][0]["function"]
    assert function == {"name": "Read", "arguments": '{"path":"x"}'}
    assert messages(assistant(use("a")))[0]["content"] is None
    assert messages({"role": "assistant", "content": "plain"}) == [{"role": "assistant", "content": "plain"}]


def test_calls_alone_have_null_or_an_empty_text_for_content_as_the_provider_wants() -> None:
    turn = assistant(use("a"))
    assert messages(turn)[0]["content"] is None
    assert messages(turn, null_content=False)[0]["content"] == ""
    assert messages(assistant(text("I look."), use("a")), null_content=False)[0]["content"] == "I look."


def test_cited_text_is_joined_without_a_gap() -> None:
    cited = text("the sky", citations=[{"type": "char_location"}])
    assert (
        messages(assistant(text("I say "), cited, text(" is blue")))[0]["content"] == "I say the sky is blue"
    )


def test_parts_that_only_anthropic_knows_never_leave() -> None:
    made = messages(
        assistant(
            {"type": "thinking", "thinking": "secret", "signature": "s"},
            {"type": "redacted_thinking", "data": "xyz"},
            {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}},
            {"type": "web_search_tool_result", "tool_use_id": "s", "content": []},
            text("Found.", cache_control={"type": "ephemeral"}),
        )
    )
    assert made == [{"role": "assistant", "content": "Found."}]
    assert messages(assistant({"type": "thinking", "thinking": "t", "signature": ""})) == []


def test_a_summary_of_what_went_before_is_kept() -> None:
    made = messages(assistant({"type": "compaction", "content": "So far: nothing."}))
    assert made == [{"role": "assistant", "content": "So far: nothing."}]


def test_a_thought_alone_stays_where_thoughts_are_wanted() -> None:
    thought = {"type": "thinking", "thinking": "t", "signature": ""}
    made = messages(assistant(thought), reasoning_history="reasoning_content")
    assert made == [{"role": "assistant", "content": "", "reasoning_content": "t"}]


@pytest.mark.parametrize(
    ("turn", "param"),
    [
        (user({"type": "container_upload", "file_id": "f"}), "messages[0].content[0].type"),
        (assistant(text("a"), {"type": "hologram"}), "messages[0].content[1].type"),
        (
            user({"type": "image", "source": {"type": "file", "file_id": "f"}}),
            "messages[0].content[0].source.type",
        ),
    ],
)
def test_what_the_wire_cannot_say_is_refused_by_its_place(turn: dict[str, Any], param: str) -> None:
    with pytest.raises(ProxyError) as refused:
        messages(turn)
    assert refused.value.code == "UNSUPPORTED_PARAMETER"
    assert refused.value.param == param


def test_ids_are_the_same_in_calls_and_results_whatever_the_provider_wants() -> None:
    long_id = "call_" + "x" * 90
    for style, pattern_length in (("forty", 40), ("nine", 9)):
        made = messages(assistant(use(long_id)), user(result(long_id)), call_ids=style)
        id = made[0]["tool_calls"][0]["id"]
        assert len(id) == pattern_length
        assert made[1]["tool_call_id"] == id
