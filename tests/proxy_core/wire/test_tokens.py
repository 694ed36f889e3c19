"""The estimate counts everything that a model reads, and errs on the high side."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.wire.text_tokens import text_tokens
from proxy_core.wire.tokens import (
    PDF_CHARACTERS_A_TOKEN,
    TOKENS_AN_IMAGE,
    TOKENS_WITH_TOOLS,
    estimate,
    image_size,
)

LONG = "word " * 700
LONG_TOKENS = text_tokens(LONG)


def request(*blocks: Any, **fields: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": list(blocks)}], **fields}


EMPTY = estimate(request())


def png(width: int, height: int) -> str:
    return base64.b64encode(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"x" * 40
    ).decode()


def gif(width: int, height: int) -> str:
    return base64.b64encode(b"GIF89a" + struct.pack("<HH", width, height) + b"x" * 40).decode()


@pytest.mark.parametrize(
    "place",
    [
        lambda text: request(system=text),
        lambda text: request(system=[{"type": "text", "text": text}]),
        lambda text: {"messages": [{"role": "user", "content": text}]},
        lambda text: request({"type": "text", "text": text}),
        lambda text: request({"type": "thinking", "thinking": text, "signature": ""}),
        lambda text: request({"type": "tool_use", "id": "t", "name": "n", "input": {"a": {"b": [text]}}}),
        lambda text: request({"type": "tool_use", "id": "t", "name": "n", "input": {text: 1}}),
        lambda text: request({"type": "tool_result", "tool_use_id": "t", "content": text}),
        lambda text: request(
            {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": text}]}
        ),
        lambda text: request({"type": "document", "source": {"type": "text", "data": text}}),
        lambda text: request(
            {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": text}]}}
        ),
        lambda text: request({"type": "some_future_block", "payload": [text]}),
        lambda text: request(tools=[{"name": "n", "description": text, "input_schema": {}}]),
        lambda text: request(
            tools=[{"name": "n", "input_schema": {"properties": {"id": {"description": text}}}}]
        ),
        lambda text: request({"type": "tool_use", "id": "t", "name": "n", "input": {"id": text}}),
        lambda text: request(
            {"type": "tool_use", "id": "t", "name": "n", "input": {"signature": text, "type": "x"}}
        ),
        lambda text: request(
            {
                "type": "tool_use",
                "id": "t",
                "name": "n",
                "input": {"a": {"type": "image", "source": {"data": text}}},
            }
        ),
    ],
)
def test_text_counts_wherever_a_model_reads_it(place: Any) -> None:
    assert estimate(place(LONG)) - estimate(place("")) == pytest.approx(LONG_TOKENS, abs=2)


@pytest.mark.parametrize(
    "silent",
    [
        {"type": "text", "text": "", "cache_control": {"type": "ephemeral", "note": LONG}},
        {"type": "thinking", "thinking": "", "signature": LONG},
        {"type": "tool_use", "id": LONG, "name": "", "input": {}},
    ],
)
def test_what_no_model_reads_does_not(silent: dict[str, Any]) -> None:
    assert estimate(request(silent)) < EMPTY + 50


def test_there_is_always_something() -> None:
    assert estimate({}) == 1
    assert estimate({"messages": None, "system": None, "tools": None}) == 1


def test_tools_cost_their_system_prompt() -> None:
    assert estimate(request(tools=[{"name": "n"}])) >= EMPTY + TOKENS_WITH_TOOLS
    assert estimate(request(tools=[])) == EMPTY


@pytest.mark.parametrize("text", ["患者の記録", "пациент", "🫀" * 10])
def test_text_beyond_ascii_counts_by_its_bytes(text: str) -> None:
    assert estimate(request({"type": "text", "text": text * 100})) >= len((text * 100).encode()) / 4


def test_more_text_never_counts_less() -> None:
    counts = [estimate(request({"type": "text", "text": "x" * length})) for length in range(0, 2000, 50)]
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("data", "tokens"),
    [
        (png(75, 100), 10),
        (png(1, 1), 1),
        (png(0, 0), 1),
        (png(2**32 - 1, 2**32 - 1), TOKENS_AN_IMAGE),
        (gif(75, 100), 10),
        ("/9j/4AAQSkZJRg==", TOKENS_AN_IMAGE),
        ("", TOKENS_AN_IMAGE),
        (None, TOKENS_AN_IMAGE),
        (5, TOKENS_AN_IMAGE),
    ],
)
def test_an_image_costs_by_its_size_and_at_most_so_much(data: Any, tokens: int) -> None:
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
    assert estimate(request(image)) - EMPTY == pytest.approx(tokens, abs=1)
    within = {"type": "tool_result", "tool_use_id": "t", "content": [image]}
    assert estimate(request(within)) - EMPTY == pytest.approx(tokens, abs=8)


def test_a_pdf_costs_by_its_length() -> None:
    source = {"type": "base64", "media_type": "application/pdf", "data": "x" * 60_000}
    cost = estimate(request({"type": "document", "source": source})) - EMPTY
    assert cost == pytest.approx(60_000 / PDF_CHARACTERS_A_TOKEN, abs=1)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(640, 480), (640, 480)),
        (gif(640, 480), (640, 480)),
        (png(640, 480)[:24], None),
        (gif(640, 480)[:8], None),
        ("", None),
        ("abc", None),
        ("====", None),
        ("é" * 64, None),
        ("\ud800", None),
        ("aGVsbG8=", None),
    ],
)
def test_the_size_is_in_the_first_bytes(data: str, size: tuple[int, int] | None) -> None:
    assert image_size(data) == size


@given(st.text(max_size=100) | st.binary(max_size=60).map(lambda raw: base64.b64encode(raw).decode()))
def test_any_data_has_a_size_or_none(data: str) -> None:
    size = image_size(data)
    assert size is None or len(size) == 2


def test_nesting_deeper_than_python_calls_is_counted() -> None:
    nested: Any = LONG
    for _ in range(100_000):
        nested = {"a": [nested]}
    assert estimate(request({"type": "tool_use", "id": "t", "name": "n", "input": nested})) > 1000
    while isinstance(nested, dict):  # taken apart here: Python would call itself as deep to do it
        nested = nested["a"][0]


trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "source", "data", "id", "input", "text"]), inner, max_size=3
        )
        | inner.map(lambda source: {"type": "image", "source": source})
        | inner.map(lambda source: {"type": "document", "source": source})
    ),
    max_leaves=10,
)


@given(trees, trees)
def test_any_content_has_an_estimate(content: Any, system: Any) -> None:
    assert estimate({"messages": [{"role": "user", "content": content}], "system": system}) >= 1
