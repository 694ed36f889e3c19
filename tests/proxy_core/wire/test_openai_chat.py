"""What chat completions look like."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.wire.json import InvalidJson, dumps
from proxy_core.wire.openai_chat import decode, first_choice, is_error


def test_done_is_no_chunk() -> None:
    assert decode(b"[DONE]") is None
    assert decode(b" [DONE]\n") is None


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b'{"a":1}', {"a": 1}),
        (b' [{"error":{"code":400}}] ', {"error": {"code": 400}}),
        (b'{"logprob":NaN,"a":"x"}', None),
        (b'{"a":"one\ntwo"}', {"a": "one\ntwo"}),
        (b'{"a":"half \\ud83d","b":["\\ude00"]}', {"a": "half \ufffd", "b": ["\ufffd"]}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
    ],
)
def test_one_odd_token_does_not_end_an_answer(payload: bytes, value: dict[str, Any] | None) -> None:
    read = decode(payload)
    assert read is not None
    assert value is None or read == value
    assert dumps({key: item for key, item in read.items() if key != "logprob"})


@pytest.mark.parametrize("payload", [b"", b"not json", b"[1,2]", b'"text"', b"{", b"[" * 100_000])
def test_what_is_no_object_is_refused_without_quoting_it(payload: bytes) -> None:
    with pytest.raises(InvalidJson) as refused:
        decode(payload)
    assert "not json" not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        {"error": {"message": "m"}},
        {"error": "m"},
        {"error": {"message": "m"}, "choices": [{"finish_reason": "error"}]},
        {"object": "error", "message": "m"},
        {"type": "error", "error": None},
        {"detail": "m"},
        {"detail": [{"msg": "m"}]},
        {"message": "m", "code": 400},
        {"choices": None, "error_type": "BadRequestError", "error_message": "m"},
    ],
)
def test_a_failure_with_status_200_is_recognised(value: dict[str, Any]) -> None:
    assert is_error(value)


@pytest.mark.parametrize(
    "value",
    [
        {"choices": [{"delta": {}}], "error": None},
        {"choices": [{"delta": {}}], "message": "all is well"},
        {"choices": [], "usage": {"prompt_tokens": 1}, "detail": "x"},
        {"choices": []},
        {},
        {"id": "1", "choices": [], "prompt_filter_results": []},
    ],
)
def test_a_chunk_is_no_failure(value: dict[str, Any]) -> None:
    assert not is_error(value)


def test_the_first_choice_is_the_one_with_index_0() -> None:
    assert first_choice({"choices": [{"index": 1}, {"index": 0, "a": 1}]}) == {"index": 0, "a": 1}
    assert first_choice({"choices": [{"a": 1}]}) == {"a": 1}
    without: list[dict[str, Any]] = [
        {},
        {"choices": None},
        {"choices": []},
        {"choices": [None, {"index": 2}]},
    ]
    for none in [*without, {"choices": "x"}]:
        assert first_choice(none) is None
