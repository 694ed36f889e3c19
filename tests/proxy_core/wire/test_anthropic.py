"""A request is understood or refused with the path of what is wrong, and never quoted in the refusal."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.errors import ProxyError
from proxy_core.wire import json
from proxy_core.wire.anthropic import parse_request, session_of

MINIMAL: dict[str, Any] = {
    "model": "claude-opus-4-8",
    "max_tokens": 64,
    "messages": [{"role": "user", "content": "hi"}],
}
FULL: dict[str, Any] = {
    **MINIMAL,
    "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
    "messages": [
        {"role": "user", "content": "hi"},
        {"role": "system", "content": "a file was modified"},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": "c2ln"},
                {"type": "text", "text": "Looking."},
                {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {"path": "/a", "n": 2**70}},
                {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "x"}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "toolu_1", "content": "text", "is_error": False},
                {"type": "tool_result", "tool_use_id": "toolu_1"},
                {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "t"}]},
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aaaa"}},
                {"type": "document", "source": {"type": "text", "data": "d", "media_type": "text/plain"}},
                {"type": "some_future_block", "anything": [1]},
            ],
        },
    ],
    "tools": [
        {"name": "Read", "description": "Reads.", "input_schema": {"type": "object"}},
        {"type": "custom", "name": "Write", "input_schema": {}},
        {"type": "web_search_20250305", "name": "web_search", "max_uses": 8},
        {"type": "mcp_toolset", "mcp_server_name": "m"},
    ],
    "stream": True,
    "temperature": 1.0,
    "top_p": 0.5,
    "top_k": 0,
    "stop_sequences": ["x"],
    "tool_choice": {"type": "auto"},
    "thinking": {"type": "adaptive"},
    "metadata": {"user_id": "u"},
    "context_management": {"edits": []},
    "some_future_field": {"a": 1},
}


def parse(request: Any, *, counting: bool = False) -> dict[str, Any]:
    return parse_request(json.dumps(request), counting=counting)


def refusal(request: Any, *, counting: bool = False) -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        parse(request, counting=counting)
    error = caught.value
    assert (error.code, error.status, error.type) == ("VALIDATION_FAILED", 400, "invalid_request_error")
    return error


def changed(*path: Any, to: Any) -> dict[str, Any]:
    request = copy.deepcopy(FULL)
    node: Any = request
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = to
    return request


# ---------------------------------------------------------------- what is understood


@pytest.mark.parametrize("request_", [MINIMAL, FULL], ids=["minimal", "full"])
def test_a_valid_request_arrives_as_it_is(request_: dict[str, Any]) -> None:
    assert parse(request_) == request_


@pytest.mark.parametrize("role", ["user", "assistant", "system"])
def test_every_role_may_stand_anywhere_and_repeat(role: str) -> None:
    message = {"role": role, "content": "x"}
    assert parse({**MINIMAL, "messages": [message, message]})


@pytest.mark.parametrize(
    "name", ["system", "tools", "stream", "temperature", "metadata", "stop_sequences", "thinking"]
)
def test_a_field_that_may_be_left_out_may_be_null(name: str) -> None:
    assert parse({**MINIMAL, name: None})[name] is None


def test_counting_needs_no_max_tokens_but_looks_at_it() -> None:
    request = {key: value for key, value in MINIMAL.items() if key != "max_tokens"}
    assert parse(request, counting=True) == request
    assert refusal({**request, "max_tokens": "x"}, counting=True).param == "max_tokens"


# ---------------------------------------------------------------- what is refused, and where


@pytest.mark.parametrize(
    ("request_", "param"),
    [
        ({}, "model"),
        (changed("model", to=None), "model"),
        (changed("model", to=""), "model"),
        (changed("model", to="x" * 257), "model"),
        (changed("model", to=["claude"]), "model"),
        (changed("model", to="claude\r\nx-evil: 1"), "model"),
        (changed("model", to="\x00"), "model"),
        (changed("model", to="Patient: Maria Okafor"), "model"),
        (changed("max_tokens", to=None), "max_tokens"),
        (changed("max_tokens", to=0), "max_tokens"),
        (changed("max_tokens", to=-(2**80)), "max_tokens"),
        (changed("max_tokens", to=True), "max_tokens"),
        (changed("max_tokens", to=1.5), "max_tokens"),
        (changed("messages", to=None), "messages"),
        (changed("messages", to=[]), "messages"),
        (changed("messages", to={}), "messages"),
        (changed("messages", 1, to="x"), "messages[1]"),
        (changed("messages", 0, to={"content": "x"}), "messages[0].role"),
        (changed("messages", 0, "role", to="tool"), "messages[0].role"),
        (changed("messages", 0, "role", to=["user"]), "messages[0].role"),
        (changed("messages", 0, "role", to={}), "messages[0].role"),
        (changed("messages", 0, "content", to=None), "messages[0].content"),
        (changed("messages", 0, "content", to=5), "messages[0].content"),
        (changed("messages", 0, "content", to=["x"]), "messages[0].content[0]"),
        (changed("messages", 0, "content", to=[{}]), "messages[0].content[0].type"),
        (changed("messages", 0, "content", to=[{"type": []}]), "messages[0].content[0].type"),
        (changed("messages", 0, "content", to=[{"type": "text"}]), "messages[0].content[0].text"),
        (changed("messages", 2, "content", 2, "id", to=1), "messages[2].content[2].id"),
        (changed("messages", 2, "content", 2, "name", to=None), "messages[2].content[2].name"),
        (changed("messages", 2, "content", 2, "input", to="{}"), "messages[2].content[2].input"),
        (changed("messages", 3, "content", 0, "tool_use_id", to=None), "messages[3].content[0].tool_use_id"),
        (changed("messages", 3, "content", 0, "content", to=1), "messages[3].content[0].content"),
        (
            changed("messages", 3, "content", 2, "content", 0, "text", to=1),
            "messages[3].content[2].content[0].text",
        ),
        (changed("messages", 3, "content", 3, "source", to="x"), "messages[3].content[3].source"),
        (changed("messages", 3, "content", 4, "source", to={}), "messages[3].content[4].source"),
        (changed("system", to=5), "system"),
        (changed("system", to=[{"type": "text", "text": 1}]), "system[0].text"),
        (changed("tools", to={}), "tools"),
        (changed("tools", 0, to="Read"), "tools[0]"),
        (changed("tools", 0, "name", to=None), "tools[0].name"),
        (changed("tools", 1, to={"type": "custom"}), "tools[1].name"),
        (changed("tools", 2, "name", to=5), "tools[2].name"),
        (changed("tools", 2, "type", to=5), "tools[2].type"),
        (changed("tools", 0, "input_schema", to=[]), "tools[0].input_schema"),
        (changed("stream", to="true"), "stream"),
        (changed("stream", to=1), "stream"),
        (changed("temperature", to="1"), "temperature"),
        (changed("temperature", to=2.1), "temperature"),
        (changed("temperature", to=10**40), "temperature"),
        (changed("top_p", to=True), "top_p"),
        (changed("top_k", to=-1), "top_k"),
        (changed("stop_sequences", to="x"), "stop_sequences"),
        (changed("stop_sequences", to=[1]), "stop_sequences"),
        (changed("tool_choice", to="auto"), "tool_choice"),
        (changed("thinking", to={"budget_tokens": 1}), "thinking"),
        (changed("metadata", to=[]), "metadata"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(request_: dict[str, Any], param: str) -> None:
    error = refusal(request_)
    assert error.param == param
    assert error.message.startswith(f"{param}: ")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"x"', b"1", b"NaN", b"\xff", b'{"a":"\\ud800"}']
)
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(ProxyError) as caught:
        parse_request(body)
    assert (caught.value.code, caught.value.param) == ("VALIDATION_FAILED", None)


@pytest.mark.parametrize("depth", [100, 300, 400, 450, 480, 490, 495, 1000, 20_000])
def test_results_within_results_are_understood_or_refused(depth: int) -> None:
    content = '[{"type":"tool_result","tool_use_id":"t","content":' * depth + '"x"' + "}]" * depth
    body = '{"model":"m","max_tokens":1,"messages":[{"role":"user","content":' + content + "}]}"
    try:
        assert parse_request(body.encode())["model"] == "m"
    except ProxyError as error:
        assert "deep" in error.message  # noqa: PT017 - either outcome is right


# ---------------------------------------------------------------- anything at all

texts = st.text(st.characters(codec="utf-8"), max_size=10)
words = st.sampled_from(
    ["model", "max_tokens", "messages", "system", "tools", "role", "content", "type", "text", "tool_use",
     "tool_result", "image", "document", "source", "id", "name", "input", "tool_use_id", "stream", "user",
     "temperature", "custom"]
)  # fmt: skip
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | words
)
trees = st.recursive(
    scalars | st.just(10**40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | texts, inner, max_size=5),
    max_leaves=12,
)


@given(trees | st.dictionaries(words, trees), st.booleans())
def test_any_json_is_understood_or_refused(request_: Any, counting: bool) -> None:
    try:
        assert parse(request_, counting=counting) == request_
    except ProxyError as error:
        assert error.code == "VALIDATION_FAILED"  # noqa: PT017 - either outcome is right


@given(st.binary(max_size=60))
def test_any_bytes_are_understood_or_refused(body: bytes) -> None:
    with pytest.raises(ProxyError, match="VALIDATION_FAILED"):
        parse_request(body)


CANARY = "Zebra7Qx"


def nodes(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a value."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [place for key, child in children for place in ((*path, key), *nodes(child, (*path, key)))]


@pytest.mark.parametrize("path", nodes(FULL), ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize(
    "planted",
    [CANARY, [CANARY], {CANARY: CANARY}, [{"type": CANARY}], {"type": CANARY, CANARY: 1}, [[CANARY]]],
    ids=["text", "list", "object", "block", "typed", "nested"],
)
def test_a_refusal_quotes_nothing_of_the_request(path: tuple[Any, ...], planted: Any) -> None:
    try:
        parse(changed(*path, to=planted))
    except ProxyError as error:
        told = f"{error} {error!r} {error.message} {error.details} {error.param} {error.body('req_1')}"
        assert CANARY not in told
        assert error.__cause__ is None  # noqa: PT017


def test_a_body_that_breaks_off_is_refused_without_being_quoted() -> None:
    body = json.dumps(changed("messages", 0, "content", to=CANARY))
    for cut in range(len(body)):
        with pytest.raises(ProxyError) as caught:
            parse_request(body[:cut])
        assert CANARY not in f"{caught.value} {caught.value.details}"
        assert "Zebra" not in caught.value.message


# ---------------------------------------------------------------- sessions

SESSION = "6f1c2b9e-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("body", "headers", "session"),
    [
        ({}, {}, ""),
        ({}, {"x-claude-code-session-id": SESSION}, SESSION),
        ({"session_id": "mine"}, {"x-claude-code-session-id": SESSION}, "mine"),
        ({"session_id": ""}, {"x-claude-code-session-id": SESSION}, SESSION),
        ({"metadata": {"user_id": '{"session_id":"' + SESSION + '"}'}}, {}, SESSION),
        ({"metadata": {"user_id": '{"session_id":["x"]}'}}, {}, ""),
        ({"metadata": {"user_id": "{broken"}}, {}, ""),
        ({"metadata": {"user_id": "{" * 5000}}, {}, ""),
        ({"metadata": {"user_id": "user_1"}}, {}, ""),
        ({"metadata": {"user_id": 5}}, {}, ""),
        ({"metadata": []}, {}, ""),
        ({"session_id": 5}, {}, ""),
        ({"session_id": ["a"]}, {}, ""),
        ({"session_id": "Jane Roe, born 1931"}, {}, ""),
        ({"session_id": "a\n"}, {}, ""),
        ({"session_id": "x" * 65}, {}, ""),
        ({}, {"x-claude-code-session-id": "\udcff"}, ""),
    ],
)
def test_a_session_is_an_id_and_never_a_sentence(body: Any, headers: dict[str, str], session: str) -> None:
    assert session_of(body, headers) == session


@given(trees, trees)
def test_any_body_has_a_session_or_none(metadata: Any, session: Any) -> None:
    assert isinstance(session_of({"metadata": metadata, "session_id": session}, {}), str)
