"""What every provider kind has without doing anything for it, and what a call never shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.providers.anthropic import Anthropic
from proxy_core.providers.base import AnswerReader, Call, Field, ProviderKind, UpstreamRequest
from proxy_core.providers.whole import WholeReader
from proxy_core.secrets import Secret


class Plain(ProviderKind):
    """The least that a kind must be."""

    kind: ClassVar[str] = "plain"
    label: ClassVar[str] = "Plain"
    help: ClassVar[str] = "Nothing more than a kind must have."

    def request(self, call: Call) -> UpstreamRequest:
        return UpstreamRequest("POST", call.provider.base_url, {})

    def reader(self, call: Call, content_type: str) -> AnswerReader:
        return WholeReader(call.provider.name, lambda body: None)

    def failure(self, call: Call, status: int, headers: Mapping[str, str], body: bytes) -> ProxyError:
        return ProxyError("INFERENCE_UPSTREAM_FAILURE", status=status)

    def probe(self, provider: Provider, secret: Secret | None) -> None:
        return None


CALL = Call(
    Provider("p", "plain", "http://127.0.0.1:9"),
    "m",
    {"messages": ["canary"]},
    False,
    client_headers={"authorization": "Bearer canary"},
    secret=Secret("canary-0123456789"),
)


def test_a_kind_that_cannot_count_leaves_it_to_the_estimate() -> None:
    assert Plain().count_tokens(CALL) is None


def test_a_kind_that_says_nothing_of_it_leaves_nothing_out() -> None:
    assert Plain().leaves_out(CALL) == ()


@pytest.mark.parametrize(
    ("value", "good"), [(["a1", "b2"], True), ([], True), (["a1", "b"], False), ("a1", False), ([1], False)]
)
def test_words_are_a_list_of_which_each_fits(value: object, good: bool) -> None:
    field = Field("w", "W", "words", pattern=r"[a-z]\d", placeholder="a1")
    assert (field.problem(value) is None) is good


def test_a_kind_without_a_form_has_no_fields_and_takes_its_key_from_the_keyring() -> None:
    assert Plain().fields == ()
    assert Plain().default_auth == "keyring"


def test_a_refusal_is_the_answer_unless_the_kind_knows_better() -> None:
    assert Plain().amend(CALL, ProxyError("UPSTREAM_REJECTED", "temperature is not supported")) is None


def test_a_kind_that_leaves_something_out_cannot_be_made() -> None:
    class Half(ProviderKind):
        kind: ClassVar[str] = "half"

    with pytest.raises(TypeError):
        Half()  # type: ignore[abstract]


def test_neither_a_call_nor_its_request_shows_content_or_keys() -> None:
    request = UpstreamRequest("POST", "http://127.0.0.1:9", {"authorization": "canary"}, b"canary")
    assert "canary" not in f"{CALL!r} {CALL} {request!r} {[request]}"
    assert "http://127.0.0.1:9" in repr(request)


def test_a_field_is_a_free_text_unless_it_says_otherwise() -> None:
    field = Field("region", "Region")
    assert (field.kind, field.default, field.required, field.choices) == ("text", "", False, ())


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("key_header", "bearer", None),
        ("key_header", "Bearer", "one of"),
        ("key_headr", "bearer", "not a field"),
        ("base_url", 7, "string"),
    ],
)
def test_an_option_is_checked_against_the_declared_fields(key: str, value: object, word: str | None) -> None:
    problem = Anthropic().option_problem(key, value)
    assert problem is None if word is None else word in (problem or "")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [("bool", True, "yes"), ("number", 3, -1), ("number", 0, True), ("text", "x", 1)],
)
def test_a_field_checks_its_values(kind: str, good: object, bad: object) -> None:
    field = Field("key", "Label", kind)
    assert field.problem(good) is None
    assert field.problem(bad)
