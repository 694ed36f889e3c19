"""Real Claude Code through a real `scrubroom serve`, against scripted providers of both wires."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.harness import KINDS, PROVIDER_KEY, Workplace, config, serving, through
from tests.e2e.wires import PLACEHOLDER, ToolCall, refuses, says, tool_names, tool_results
from tests.fakes import answers
from tests.fakes.signals import Signal
from tests.fakes.upstream import Answer, Recorded, Step, Upstream, sse

both = pytest.mark.parametrize("kind", KINDS)
#: errors that the client would retry for minutes are shown after one more try
ONE_RETRY = {"CLAUDE_CODE_MAX_RETRIES": "1"}
SSN = "536-22-8417"


@both
def test_a_file_is_written_in_two_turns_through_a_stream_cut_anywhere(
    kind: str, tmp_path: Path, workplace: Workplace
) -> None:
    note = workplace.project / "note.txt"
    call = ToolCall("Write", {"file_path": str(note), "content": "first line\nsecond: größer, 漢字\n"})
    script = [Step(says(kind, "I write it.", call, cut=11)), Step(says(kind, "The note is written."))]
    with through(kind, tmp_path, *script) as (upstream, scrubroom):
        run = workplace.run(scrubroom.url, "write a note")
    assert (run.code, run.text) == (0, "The note is written.")
    assert note.read_text(encoding="utf-8") == "first line\nsecond: größer, 漢字\n"
    first, second = upstream.asked
    assert "Write" in tool_names(first)
    assert "File created successfully" in tool_results(second)[0]
    key = first.headers["x-api-key"] if kind == "anthropic" else first.headers["authorization"]
    assert key.removeprefix("Bearer ") == PROVIDER_KEY


@both
def test_a_patient_leaves_as_a_placeholder_and_is_written_to_the_file_as_it_was(
    kind: str, tmp_path: Path, workplace: Workplace
) -> None:
    note = workplace.project / "letter.txt"

    def letter(request: Recorded) -> Answer:
        placeholder = PLACEHOLDER.search(request.body.decode())
        assert placeholder, "no placeholder reached the provider"
        text = f"Dear colleague, the number is {placeholder[0]}.\n"
        return says(kind, "", ToolCall("Write", {"file_path": str(note), "content": text}), cut=13)

    with through(kind, tmp_path, Step(letter), Step(says(kind, "Done."))) as (upstream, scrubroom):
        run = workplace.run(scrubroom.url, f"Write a letter about the patient with SSN {SSN}.")
    assert run.text == "Done."
    assert note.read_text() == f"Dear colleague, the number is {SSN}.\n"
    for request in upstream.requests:
        assert SSN.encode() not in request.body
    assert SSN not in scrubroom.output


@both
def test_claude_code_s_own_words_are_no_phi(kind: str, tmp_path: Path, workplace: Workplace) -> None:
    """Its prompt names models, people who sign commits, dates and versions; none of them is a patient's."""
    with through(kind, tmp_path, Step(says(kind, "Hello."))) as (upstream, scrubroom):
        workplace.run(scrubroom.url, "Say hello.")
    body = upstream.asked[0].body.decode()
    assert [body[max(0, found.start() - 60) : found.end() + 20] for found in PLACEHOLDER.finditer(body)] == []


@both
def test_calls_in_parallel_are_all_carried_out(kind: str, tmp_path: Path, workplace: Workplace) -> None:
    files = [workplace.project / name for name in ("one.txt", "two.txt", "three.txt")]
    calls = [ToolCall("Write", {"file_path": str(file), "content": file.stem}) for file in files]
    script = [Step(says(kind, "", *calls)), Step(says(kind, "Three files."))]
    with through(kind, tmp_path, *script) as (upstream, scrubroom):
        run = workplace.run(scrubroom.url, "write three files")
    assert run.text == "Three files."
    assert [file.read_text() for file in files] == ["one", "two", "three"]
    assert len(tool_results(upstream.asked[1])) == 3


@both
def test_a_streamed_call_runs_before_the_answer_ends(kind: str, tmp_path: Path, workplace: Workplace) -> None:
    go_on = Signal("the rest of the answer")
    with socket.create_server(("127.0.0.1", 0)) as bell:
        bell.settimeout(60)
        ring = f"echo > /dev/tcp/127.0.0.1/{bell.getsockname()[1]}; echo rang"
        frames = says(kind, "", ToolCall("Bash", {"command": f"bash -c '{ring}'"})).parts
        held = sse([*frames[:-2], go_on, *frames[-2:]])
        with through(kind, tmp_path, Step(held), Step(says(kind, "It ran."))) as (upstream, scrubroom):
            process = workplace.start(scrubroom.url, "run it")
            bell.accept()[0].close()
            assert not upstream.asked[0].finished.is_set
            go_on.set()
            assert process.wait(60) == 0
    assert "rang" in tool_results(upstream.asked[1])[0]


@both
def test_a_failure_of_the_provider_is_retried_by_the_client(
    kind: str, tmp_path: Path, workplace: Workplace
) -> None:
    script = [Step(refuses(kind, 500, "the model fell over", "api_error")), Step(says(kind, "Back again."))]
    with through(kind, tmp_path, *script) as (_, scrubroom):
        run = workplace.run(scrubroom.url, "hello")
    assert (run.code, run.text) == (0, "Back again.")
    assert len([event for event in run.events if event.get("subtype") == "api_retry"]) == 1


@both
def test_a_lasting_failure_is_shown_with_the_provider_s_words(
    kind: str, tmp_path: Path, workplace: Workplace
) -> None:
    fails = Step(refuses(kind, 500, "the model fell over", "api_error"), times=2)
    with through(kind, tmp_path, fails) as (_, scrubroom):
        run = workplace.run(scrubroom.url, "hello", env=ONE_RETRY)
    assert run.code == 1
    assert "the model fell over" in run.text


@both
def test_the_next_route_answers_when_the_first_fails(kind: str, tmp_path: Path, workplace: Workplace) -> None:
    broken, sound = f"{kind}-broken", f"{kind}-sound"
    with (
        Upstream([Step(refuses(kind, 529, "overloaded", "overloaded_error"))]) as first,
        Upstream([Step(says(kind, "From the second route."))]) as second,
        serving(tmp_path, config({broken: first.url, sound: second.url})) as scrubroom,
    ):
        run = workplace.run(scrubroom.url, "hello", env=ONE_RETRY)
    assert (run.code, run.text) == (0, "From the second route.")


@both
def test_a_refusal_is_shown_word_for_word(kind: str, tmp_path: Path, workplace: Workplace) -> None:
    words = "tools.3.input_schema: the keyword 'propertyNames' is not known here.\nRemove it and try again."
    with through(kind, tmp_path, Step(refuses(kind, 400, words))) as (_, scrubroom):
        run = workplace.run(scrubroom.url, "hello")
    assert run.code == 1
    assert run.text.startswith("API Error: 400 ")
    assert words in run.text


@both
@pytest.mark.parametrize("begun", [False, True], ids=["before the answer", "within the answer"])
def test_a_client_that_goes_takes_its_request_along(
    kind: str, begun: bool, tmp_path: Path, workplace: Workplace
) -> None:
    never = Signal("the rest of the answer")
    frames = says(kind, "Some words before a long silence.").parts
    held = sse([*frames[: 4 * begun], never])
    with through(kind, tmp_path, Step(held)) as (upstream, scrubroom):
        process = workplace.start(scrubroom.url, "hello")
        upstream.arrival().wait()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        upstream.asked[0].left.wait()
        assert not upstream.asked[0].finished.is_set


def test_an_unmapped_model_is_said_to_be_one(tmp_path: Path, workplace: Workplace) -> None:
    with through("anthropic", tmp_path, alias="claude-opus-*") as (upstream, scrubroom):
        run = workplace.run(scrubroom.url, "hello", "--model", "claude-sonnet-5")
    assert run.code == 1
    assert "claude-sonnet-5" in run.text
    assert upstream.asked == []


@both
def test_context_is_counted_and_asks_no_model(kind: str, tmp_path: Path, workplace: Workplace) -> None:
    with through(kind, tmp_path) as (upstream, scrubroom):
        run = workplace.run(scrubroom.url, "/context")
    assert run.code == 0
    assert "Context Usage" in run.text
    assert upstream.asked == []


def test_a_web_search_of_the_provider_comes_through(tmp_path: Path, workplace: Workplace) -> None:
    """The client asks for a search in a request of its own, with a tool that runs at the provider."""
    found = {"type": "web_search_result", "url": "https://example.org/a", "title": "A page about parsers"}
    content: list[dict[str, Any]] = [
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "parsers"}},
        {
            "type": "web_search_tool_result",
            "tool_use_id": "srvtoolu_1",
            "content": [{**found, "encrypted_content": "b3BhcXVl"}],
        },
        answers.text_block("One page was found."),
    ]
    searched = answers.message(content, stop_reason="end_turn")
    script = [
        Step(says("anthropic", "", ToolCall("WebSearch", {"query": "parsers"}))),
        Step(sse(answers.stream(searched)), when=searches),
        Step(says("anthropic", "I have read it.")),
    ]
    with through("anthropic", tmp_path, *script) as (upstream, scrubroom):
        run = workplace.run(scrubroom.url, "search the web for parsers")
    assert (run.code, run.text) == (0, "I have read it.")
    assert "https://example.org/a" in run.tool_results()[0]
    assert searches(upstream.asked[1])


def test_a_web_search_that_a_provider_cannot_run_says_so_and_the_work_goes_on(
    tmp_path: Path, workplace: Workplace
) -> None:
    script = [
        Step(says("openai", "", ToolCall("WebSearch", {"query": "parsers"}))),
        Step(says("openai", "I go on without it.")),
    ]
    with through("openai", tmp_path, *script) as (upstream, scrubroom):
        run = workplace.run(scrubroom.url, "search the web for parsers")
    assert (run.code, run.text) == (0, "I go on without it.")
    assert "web_search_20250305" in run.tool_results()[0]
    assert len(upstream.asked) == 2, "the search itself was not sent"


def searches(request: Recorded) -> bool:
    """Whether a request asks for a search at the provider."""
    return b"web_search_20250305" in request.body
