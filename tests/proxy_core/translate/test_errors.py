"""Error bodies of every spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy_core.translate.errors import MAX_WORDS, read_body, read_value, without_keys

ANTHROPIC = {
    "type": "error",
    "error": {"type": "overloaded_error", "message": "Overloaded"},
    "request_id": "r",
}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "m", "type": "t", "code": "c", "param": "p"}}, "m"),
        ({"error": "text"}, "text"),
        ({"error": {"message": ""}, "message": "outer"}, "outer"),
        ({"message": "m"}, "m"),
        ({"detail": "m"}, "m"),
        ({"detail": {"message": "m"}}, "m"),
        ({"msg": "m"}, "m"),
        ({"errors": [{"message": "a"}, {"message": "b"}]}, "a; b"),
        ({"object": "error", "message": "m", "code": 400}, "m"),
        ({"statusCode": 401, "message": "m"}, "m"),
        ({"error_message": "m", "error_type": "BadRequestError"}, "m"),
        ([{"error": {"code": 400, "message": "m", "status": "INVALID_ARGUMENT"}}], "m"),
        (
            {
                "detail": [
                    {"loc": ["body", "messages", 0], "msg": "field required", "type": "missing"},
                    {"msg": "x"},
                ]
            },
            "body.messages.0: field required; x",
        ),
        ([{"loc": ["body", "stop"], "msg": "extra"}], "body.stop: extra"),
        (
            {"object": "error", "message": {"detail": [{"loc": ["body", "stream_options"], "msg": "extra"}]}},
            "body.stream_options: extra",
        ),
        (ANTHROPIC, "Overloaded"),
        ("just text", "just text"),
        ({}, ""),
        ([], ""),
        (None, ""),
        ({"error": None}, ""),
        ({"error": {"metadata": {}}}, ""),
    ],
)
def test_the_sentence_is_found_in_every_spelling(body: Any, message: str) -> None:
    assert read_body(json.dumps(body).encode()).message == message


def test_an_error_framed_as_an_event_of_a_stream_is_read() -> None:
    assert read_body(b'event: error\ndata: {"error": {"message": "m", "code": "c"}}\n\n').code == "c"
    assert read_body(b'data:{"detail": "m"}\n\ndata: [DONE]\n\n').message == "m"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"Bad gateway\n", "Bad gateway"),
        (b"", ""),
        (b"  \n", ""),
        (
            b"<html><head><title>502 Bad\n Gateway &amp; more</title></head><body>x</body></html>",
            "502 Bad Gateway & more",
        ),
        (b"<!doctype html><h1>Not <b>here</b></h1>", "Not here"),
        (b"\xff\xfe broken", "\ufffd\ufffd broken"),
    ],
)
def test_pages_text_and_nothing_are_read_too(body: bytes, message: str) -> None:
    assert read_body(body).message == message


def test_type_code_param_and_status_are_kept() -> None:
    words = read_value({"error": {"message": "m", "type": "t", "code": "c", "param": "p"}})
    assert (words.type, words.code, words.param, words.status, words.anthropic) == (
        "t",
        "c",
        "p",
        None,
        False,
    )
    for body, status in (
        ({"error": {"message": "m", "code": 502}}, 502),
        ({"error": {"message": "m", "code": "429"}}, 429),
        ({"object": "error", "message": "m", "code": "3280", "raw_status_code": 400}, 400),
        ({"status": 503, "message": "m"}, 503),
        ({"error": {"message": "m", "code": 7}}, None),
        ({"error": {"message": "m", "code": True}}, None),
    ):
        assert read_value(body).status == status


def test_anthropics_shape_is_recognised() -> None:
    assert read_value(ANTHROPIC).anthropic
    assert read_value(ANTHROPIC).type == "overloaded_error"
    assert not read_value({"type": "error", "error": "text"}).anthropic


def test_an_error_inside_an_error_is_taken_out() -> None:
    inner = {"type": "error", "error": {"type": "invalid_request_error", "message": "messages: too many"}}
    wrapped = {"error": {"code": 400, "message": json.dumps(inner), "status": "INVALID_ARGUMENT"}}
    words = read_value(wrapped)
    assert (words.message, words.status, words.anthropic) == ("messages: too many", 400, False)
    raw = {
        "error": {
            "message": "Provider returned error",
            "code": 429,
            "metadata": {"raw": json.dumps({"error": "Slow down"})},
        }
    }
    assert (read_value(raw).message, read_value(raw).status) == ("Slow down", 429)
    plain = {"error": {"message": "Provider returned error", "metadata": {"raw": "upstream is down"}}}
    assert read_value(plain).message == "upstream is down"
    assert read_value({"error": {"message": "{not json"}}).message == "{not json"


def test_words_are_capped() -> None:
    assert len(read_value({"error": "x" * 9000}).message) == MAX_WORDS
    assert read_value({"error": "x" * MAX_WORDS}).message == "x" * MAX_WORDS


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdefghijklmnop1234",
        "sk-ant-api03-abcdefgh_ijkl",
        "gsk_abcdefghijklmnop",
        "xai-abcdefghijklmnop",
        "AIzaSyA1234567890abcdefghijklmnop",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sgn-atureXYZ",
        "scrub_live_abcdefghijklmnopqrstuvwxyz012345",
    ],
)
def test_whatever_looks_like_a_key_is_taken_out(secret: str) -> None:
    for text in (
        f"Incorrect API key provided: {secret}.",
        f"Bearer {secret}",
        f"https://h/v1?key={secret}&x=1",
    ):
        assert secret not in read_value({"error": {"message": text}}).message


def test_urls_lose_their_users_and_keys_and_words_stay() -> None:
    assert without_keys("at https://user:pass@host/path?api-key=abc&v=1") == "at https://…@host/path?…&v=1"
    assert without_keys("bearer token-of-mine-123") == "bearer …"
    words = "This model's maximum context length is 8192 tokens; risk-free disk-based task-list."
    assert without_keys(words) == words
    assert without_keys("it was hunter22 again", "hunter22") == "it was … again"
    assert without_keys("abc", "a") == "abc"
