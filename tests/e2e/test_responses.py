"""Real Claude Code on the Responses API: what must come back to the model, and what must stay nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.harness import Workplace, config, serving
from tests.fakes.responses import response_stream
from tests.fakes.upstream import Step, Upstream, recut, reply, sse

#: what a provider says of an item that it cannot read
UNREADABLE = {
    "message": "The encrypted content gAAA...pted could not be verified.",
    "type": "invalid_request_error",
    "code": "invalid_encrypted_content",
    "param": None,
}


def reasoning_model(url: str) -> str:
    """The configuration for a provider whose model reasons."""
    return config({"openai_responses": url}).replace("scripted-1", "gpt-5.2")


@pytest.mark.parametrize("readable", [True, False], ids=["kept", "refused"])
def test_a_thought_goes_back_to_the_model_and_is_spared_where_it_cannot_be_read(
    readable: bool, tmp_path: Path, workplace: Workplace
) -> None:
    note = workplace.project / "note.txt"
    call = ("Write", {"file_path": str(note), "content": "a note\n"})
    script = [
        Step(sse(recut(response_stream("I write it.", [call], thought="A note is wanted."), 13))),
        *([] if readable else [Step(reply({"error": UNREADABLE}, 400))]),
        Step(sse(response_stream("Written."))),
    ]
    with Upstream(script) as upstream, serving(tmp_path, reasoning_model(upstream.url)) as scrubroom:
        run = workplace.run(scrubroom.url, "write a note")
    assert (run.code, run.text) == (0, "Written.")
    assert note.read_text() == "a note\n"
    assert all(request.json["store"] is False for request in upstream.asked)
    assert all(request.json["include"] == ["reasoning.encrypted_content"] for request in upstream.asked)
    kinds = [item["type"] for item in upstream.asked[1].json["input"]]
    place = kinds.index("reasoning")
    assert kinds[place : place + 4] == ["reasoning", "message", "function_call", "function_call_output"]
    assert upstream.asked[1].json["input"][place] == {
        "type": "reasoning",
        "id": "rs_scripted",
        "summary": [{"type": "summary_text", "text": "A note is wanted."}],
        "encrypted_content": "gAAAscripted",
    }
    if not readable:
        again = upstream.asked[2].json
        assert [item for item in again["input"] if item["type"] == "reasoning"] == []
