"""One message as items: their order, their content, what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.translate.dialect import Dialect
from proxy_core.translate.messages import NO_RESULT, conversation
from proxy_core.translate.responses.thoughts import signature
from proxy_core.translate.responses.turns import as_input, item_turns
from proxy_core.wire import json

KEEPS = Dialect(reasoning_items="encrypted", tool_images=True, pdf=True, pdf_url=True)
THOUGHT = {
    "type": "thinking",
    "thinking": "I think.",
    "signature": signature({"id": "rs_1", "encrypted_content": "gAAA"}, "me"),
}
SENT = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [{"type": "summary_text", "text": "I think."}],
    "encrypted_content": "gAAA",
}
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}
SEEN = {"type": "input_image", "image_url": "data:image/png;base64,aGk=", "detail": "auto"}


def items(*messages: dict[str, Any], dialect: Dialect = KEEPS, issuer: str = "me") -> list[Any]:
    notes: list[str] = []
    made = conversation({"messages": list(messages)}, item_turns(dialect, "m", issuer), notes)
    found: list[Any] = json.loads(json.dumps(made))
    return found


def user(*blocks: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def use(id: str) -> dict[str, Any]:
    return {"type": "tool_use", "id": id, "name": "Read", "input": {"path": id}}


def call(id: str) -> dict[str, Any]:
    return {"type": "function_call", "call_id": id, "name": "Read", "arguments": f'{{"path":"{id}"}}'}


def result(id: str, content: Any = "done", **more: Any) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": id, "content": content, **more}


def output(id: str, content: Any = "done") -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": id, "output": content}


def said(role: str, words: str, **more: Any) -> dict[str, Any]:
    kind = "output_text" if role == "assistant" else "input_text"
    return {"type": "message", "role": role, "content": [{"type": kind, "text": words}], **more}


def test_thoughts_words_and_calls_keep_their_order_and_results_come_right_behind() -> None:
    made = items(
        user(text("go")),
        assistant(THOUGHT, text("I look."), use("a"), THOUGHT, use("b")),
        user(text("and this"), result("b"), result("a", [text("one"), text("two")], is_error=True)),
    )
    assert made == [
        said("user", "go"),
        SENT,
        said("assistant", "I look."),
        call("a"),
        SENT,
        call("b"),
        output("a", "Error: one\ntwo"),
        output("b"),
        said("user", "and this"),
    ]


@pytest.mark.parametrize(
    ("dialect", "issuer"),
    [(KEEPS, "somebody else"), (Dialect(reasoning_items="drop"), "me"), (Dialect(), "me")],
)
def test_a_thought_that_nobody_there_can_read_stays_behind(dialect: Dialect, issuer: str) -> None:
    made = items(assistant(THOUGHT, text("Hi")), user(text("go")), dialect=dialect, issuer=issuer)
    assert made == [said("assistant", "Hi"), said("user", "go")]


def test_a_thought_goes_back_as_text_where_that_is_wanted() -> None:
    made = items(assistant(THOUGHT, use("a")), dialect=Dialect(reasoning_items="text"))
    assert made[0]["content"] == [{"type": "reasoning_text", "text": "I think."}]


def test_a_thought_of_which_nothing_came_is_left_out() -> None:
    assert items(assistant(text("Hi"), THOUGHT), user(text("go"))) == [
        said("assistant", "Hi"),
        said("user", "go"),
    ]
    assert items(assistant(THOUGHT), user(text("go"))) == [said("user", "go")]


def test_words_know_their_phase_where_the_model_wants_it() -> None:
    made = items(
        assistant(text("I look."), use("a")),
        user(result("a")),
        {"role": "assistant", "content": "There."},
        dialect=Dialect(phases=True),
    )
    assert made[0] == said("assistant", "I look.", phase="commentary")
    assert made[-1] == said("assistant", "There.", phase="final_answer")


def test_images_stay_in_their_results_or_are_lifted_out() -> None:
    talk = (assistant(use("a")), user(result("a", [text("seen"), IMAGE])))
    assert items(*talk)[1] == output("a", [{"type": "input_text", "text": "seen"}, SEEN])
    lifted = items(*talk, dialect=Dialect())
    assert lifted[1] == output("a", "seen")
    assert lifted[2]["content"][1] == SEEN


def test_a_call_without_result_gets_one_and_a_result_without_call_is_the_users_word() -> None:
    made = items(assistant(use("a")), user(result("lost", "x")))
    assert made[1] == output("a", NO_RESULT)
    assert made[2] == said("user", "The result of the tool call lost:\nx")


def test_parts_are_input_and_input_stays() -> None:
    data, address = "data:application/pdf;base64,aGk=", "https://example.com/a.pdf"
    file = {"filename": "a.pdf", "file_data": data}
    assert as_input({"type": "file", "file": file}) == {"type": "input_file", **file}
    by_address = as_input({"type": "file", "file": {"filename": "a.pdf", "file_data": address}})
    assert by_address == {"type": "input_file", "file_url": address}
    assert as_input(by_address) is by_address


def test_user_messages_in_a_row_become_one_where_roles_must_alternate() -> None:
    made = items(user(text("one")), user(text("two")), dialect=Dialect(merge_user=True))
    parts = [{"type": "input_text", "text": "one"}, {"type": "input_text", "text": "two"}]
    assert made == [{"type": "message", "role": "user", "content": parts}]


def test_what_the_system_says_in_the_middle_keeps_its_role_or_is_a_reminder() -> None:
    talk = ({"role": "user", "content": "go"}, {"role": "system", "content": "Now in plan mode."})
    assert items(*talk, dialect=Dialect(system_anywhere=True))[1] == said("system", "Now in plan mode.")
    assert items(*talk, dialect=Dialect())[1] == said(
        "user", "<system-reminder>\nNow in plan mode.\n</system-reminder>"
    )


def test_known_messages_say_what_they_said_when_they_were_new() -> None:
    talk = [user(text("go")), assistant(THOUGHT, use("a")), user(result("a", [IMAGE]))]
    known: list[Any] = [json.Encoded(message) for message in talk]
    newest = user(text("Go on."))
    for issuer in ("me", "you", "me"):
        assert items(*known, newest, issuer=issuer) == items(*talk, newest, issuer=issuer)
