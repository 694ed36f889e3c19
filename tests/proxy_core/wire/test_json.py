"""JSON goes in and out without loss, and what is not JSON is refused without being quoted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.wire import json

texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**18, 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=15,
)


@given(values)
def test_any_value_comes_back_as_it_was(value: Any) -> None:
    encoded = json.dumps(value)
    assert json.loads(encoded) == value
    assert json.loads(bytearray(encoded)) == json.loads(memoryview(encoded)) == value
    assert json.loads(encoded.decode()) == value


@given(values)
def test_encoding_is_compact_and_has_no_line_ends(value: Any) -> None:
    # An SSE frame would break at a line end.
    encoded = json.dumps(value)
    assert b"\n" not in encoded
    assert b"\r" not in encoded


@pytest.mark.parametrize(
    "text",
    [
        "18446744073709551616",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "1.0",
        "0.1",
        "-1",
        "1e22",
    ],
)
def test_numbers_keep_every_digit(text: str) -> None:
    assert json.dumps(json.loads(text)) == text.encode()


def test_a_repeated_key_counts_as_its_last_value() -> None:
    assert json.loads(b'{"a":1,"a":2}') == {"a": 2}


BROKEN = [
    b"", b" ", b"{", b"[1,]", b"{} x", b"{'a':1}", b"nul", b"NaN", b"Infinity", b"-Infinity", b"1e999", b"01",
    b"+1",
    b'"\xff"', b'{"\xff":1}', b'"\xed\xa0\x80"', b'"\\ud800"', b'"\\udc00"', b'"\\ud800\\u0041"', b'"\\x"',
    b'"\x01"',
    b"\xef\xbb\xbf{}", b"\x00", "{}".encode("utf-16"), b"1" * 5000, b"[" * 100_000, b'{"a":' * 100_000,
    b"// comment\n{}", b"/* */ {}", '"\ud800"', "\udcff",
]  # fmt: skip


@pytest.mark.parametrize("data", BROKEN, ids=lambda data: repr(data[:20]))
def test_what_is_not_json_is_refused(data: bytes | str) -> None:
    with pytest.raises(json.InvalidJson) as caught:
        json.loads(data)
    assert str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_an_unpaired_surrogate_is_told_in_words() -> None:
    with pytest.raises(json.InvalidJson, match="unpaired surrogate"):
        json.loads(b'"\\ud800"')


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_a_refusal(data: bytes) -> None:
    try:
        value = json.loads(data)
    except json.InvalidJson:
        return
    assert json.loads(json.dumps(value)) == value


@given(st.integers(0, 300), st.sampled_from(["", "\x01", "\\x", "\\ud800", '"', "}", ","]))
def test_a_refusal_says_where_and_never_what(cut: int, junk: str) -> None:
    whole = (
        '{"note":"canary ' + junk + 'Zebra","canary":["Zebra",1234567,' + '"Zebra"' * (len(junk) % 2) + "]}"
    )
    with pytest.raises(json.InvalidJson) as caught:
        json.loads(whole[:cut].encode() + b"\xff")
    assert "canary" not in str(caught.value)
    assert "Zebra" not in str(caught.value)
    assert "1234567" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ("a\ud83d\udcffb", "a\ufffd\ufffdb"),
        ({"k\udcff": ["\ud800", 1, None]}, {"k\ufffd": ["\ufffd", 1, None]}),
        ("Zoë 🫀", "Zoë 🫀"),
        (5, 5),
    ],
)
def test_half_of_a_pair_becomes_the_replacement_character(value: Any, clean: Any) -> None:
    assert json.without_lone_surrogates(value) == clean
    assert json.loads(json.dumps(json.without_lone_surrogates(value))) == clean
