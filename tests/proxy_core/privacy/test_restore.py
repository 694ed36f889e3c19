"""The originals come back, at any chunking, and only where they may."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_core.errors import ProxyError
from proxy_core.privacy.guard import Guard, Redaction
from proxy_core.privacy.restore import Restorer, stays_here
from proxy_core.wire import json
from proxy_core.wire.events import Event
from tests.eval.corpus import build

GUARD = Guard(b"a synthetic install key")
NOTE = 'Patient: Maria Okafor, MRN: 8842119; "SSN: 219-09-4821"'


def redact(text: str) -> tuple[Redaction, str]:
    result = GUARD.redact({"messages": [{"role": "user", "content": text}]})
    return result, result.body["messages"][0]["content"]


def start(block: dict[str, Any]) -> Event:
    return Event.of({"type": "content_block_start", "index": 0, "content_block": block})


def delta(kind: str, field: str, text: str) -> Event:
    return Event.of({"type": "content_block_delta", "index": 0, "delta": {"type": kind, field: text}})


STOP = {"type": "content_block_stop", "index": 0}


def streamed(restorer: Restorer, block: dict[str, Any], kind: str, field: str, pieces: list[str]) -> str:
    events = restorer.feed(start(block))
    for piece in pieces:
        events += restorer.feed(delta(kind, field, piece))
    events += restorer.feed(Event.of(STOP))
    return "".join(e.data["delta"][field] for e in events if e.type == "content_block_delta")


def text_back(restorer: Restorer, pieces: list[str]) -> str:
    return streamed(restorer, {"type": "text", "text": ""}, "text_delta", "text", pieces)


def input_back(restorer: Restorer, name: str, pieces: list[str]) -> Any:
    block = {"type": "tool_use", "id": "t", "name": name, "input": {}}
    return json.loads(streamed(restorer, block, "input_json_delta", "partial_json", pieces))


def cut(text: str, sizes: list[int]) -> list[str]:
    pieces, at = [], 0
    for size in [*sizes, len(text)]:
        pieces.append(text[at : at + size])
        at += size
    return [piece for piece in pieces if piece]


FRAGMENTS = st.sampled_from(
    ["Patient: Maria Okafor", "MRN: 8842119", "SSN 219-09-4821", "Okafor", "PHI_", "PHI_NAME_7K3Q9X2C", "phi-name-7k3q9x2c", '"', "\\", "\n", "é🙂", "P", "DOB: 3/4/60", "m.okafor@gmail.com"]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS | st.text(max_size=12), max_size=8).map(" ".join)
SIZES = st.lists(st.integers(1, 9), max_size=40)


@given(TEXTS, SIZES)
def test_text_comes_back_exactly_at_any_chunking(text: str, sizes: list[int]) -> None:
    result, masked = redact(text)
    assert text_back(GUARD.restorer(result), cut(masked, sizes)) == text


@given(TEXTS, SIZES)
def test_a_tools_input_comes_back_exactly_at_any_chunking(text: str, sizes: list[int]) -> None:
    result, masked = redact(text)
    raw = json.dumps({"content": masked, masked: [masked]}).decode()
    assert input_back(GUARD.restorer(result), "Write", cut(raw, sizes)) == {"content": text, text: [text]}


@given(TEXTS)
def test_redaction_is_idempotent(text: str) -> None:
    _, once = redact(text)
    assert redact(once)[1] == once


@settings(max_examples=15)
@given(st.integers(0, 10_000), SIZES)
def test_documents_come_back_exactly(seed: int, sizes: list[int]) -> None:
    sample = build(seed, 1)[seed % 40]
    result, masked = redact(sample.text)
    assert text_back(GUARD.restorer(result), cut(masked, sizes)) == sample.text


def test_every_cut_through_a_placeholder_is_mended() -> None:
    result, masked = redact(NOTE)
    for at in range(len(masked)):
        assert text_back(GUARD.restorer(result), [masked[:at], masked[at:]]) == NOTE


def test_only_what_may_begin_a_placeholder_waits() -> None:
    result, _ = redact(NOTE)
    restorer = GUARD.restorer(result)
    restorer.feed(start({"type": "text", "text": ""}))
    (event,) = restorer.feed(delta("text_delta", "text", "plain words and PHI_NA"))
    assert event.data["delta"]["text"] == "plain words and "


def test_without_findings_events_pass_undecoded() -> None:
    result, _ = redact("nothing here")
    event = Event("content_block_delta", payload=b"not even json")
    assert GUARD.restorer(result).feed(event) == [event]


def test_untouched_events_are_the_same_objects() -> None:
    result, _ = redact(NOTE)
    restorer = GUARD.restorer(result)
    events = [
        start({"type": "text", "text": ""}),
        delta("text_delta", "text", "hello "),
        Event.of(STOP),
        Event.of({"type": "ping"}),
    ]
    assert [restorer.feed(event)[0] for event in events] == events


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        lambda t: t.replace("_", "-"),
        lambda t: t.replace("_", r"\_"),
        lambda t: t.replace("_", " "),
    ],
)
def test_a_models_spellings_are_understood(spell: Any) -> None:
    result, masked = redact("MRN: 8842119")
    token = masked.removeprefix("MRN: ")
    assert text_back(GUARD.restorer(result), [f"the {spell(token)}s"]) == "the 8842119s"


@pytest.mark.parametrize("tool", ["WebFetch", "WebSearch", "mcp__files__read"])
def test_tools_that_reach_outside_keep_placeholders(tool: str) -> None:
    result, masked = redact(NOTE)
    raw = json.dumps({"query": masked}).decode()
    assert input_back(GUARD.restorer(result), tool, [raw]) == {"query": masked}
    assert input_back(GUARD.restorer(result, lambda _: True), tool, [raw]) == {"query": NOTE}
    assert not stays_here(tool)
    assert stays_here("Bash")


def test_thinking_keeps_its_placeholders() -> None:
    result, masked = redact(NOTE)
    restorer = GUARD.restorer(result)
    restorer.feed(start({"type": "thinking", "thinking": ""}))
    event = delta("thinking_delta", "thinking", masked)
    assert restorer.feed(event) == [event]


def test_an_unknown_placeholder_of_ours_is_counted() -> None:
    result, _ = redact("MRN: 8842119")
    _, other = redact("MRN: 9917722")
    restorer = GUARD.restorer(result)
    assert text_back(restorer, [other]) == other
    assert restorer.unresolved == 1


def test_an_escape_inside_a_placeholder_stops_the_tool() -> None:
    result, masked = redact(NOTE)
    raw = json.dumps({"a": masked, "b": masked}).decode().replace("PHI_MRN", "PHI\\u005fMRN", 1)
    with pytest.raises(ProxyError) as caught:
        input_back(GUARD.restorer(result), "Bash", [raw])
    assert caught.value.code == "PRIVACY_CHECK_FAILED"
    assert "8842119" not in str(caught.value)


def test_broken_json_of_the_provider_goes_on_as_it_is() -> None:
    result, masked = redact("MRN: 8842119")
    restorer = GUARD.restorer(result)
    block = {"type": "tool_use", "id": "t", "name": "Bash", "input": {}}
    assert (
        streamed(restorer, block, "input_json_delta", "partial_json", ['{"a": "' + masked])
        == '{"a": "MRN: 8842119'
    )


def test_parallel_blocks_do_not_mix() -> None:
    result, masked = redact("MRN: 8842119")
    restorer = GUARD.restorer(result)
    half = len(masked) // 2
    out: dict[int, str] = {0: "", 1: ""}
    for index in (0, 1):
        restorer.feed(
            Event.of(
                {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}}
            )
        )
    for piece in (masked[:half], masked[half:]):
        for index in (0, 1):
            for event in restorer.feed(
                Event.of(
                    {
                        "type": "content_block_delta",
                        "index": index,
                        "delta": {"type": "text_delta", "text": piece},
                    }
                )
            ):
                out[index] += event.data["delta"]["text"]
    assert out == {0: "MRN: 8842119", 1: "MRN: 8842119"}


def test_what_waits_comes_at_the_end_of_a_cut_stream() -> None:
    result, _ = redact(NOTE)
    restorer = GUARD.restorer(result)
    restorer.feed(start({"type": "text", "text": ""}))
    restorer.feed(delta("text_delta", "text", "ends with PHI_NAME"))
    (event,) = restorer.finish()
    assert event.data["delta"]["text"] == "PHI_NAME"
    assert restorer.finish() == []


def test_citations_quote_the_originals() -> None:
    result, masked = redact("MRN: 8842119")
    citation = {"type": "char_location", "cited_text": masked, "encrypted_index": masked}
    event = Event.of(
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "citations_delta", "citation": citation},
        }
    )
    (out,) = GUARD.restorer(result).feed(event)
    assert out.data["delta"]["citation"]["cited_text"] == "MRN: 8842119"
    assert out.data["delta"]["citation"]["encrypted_index"] == masked
