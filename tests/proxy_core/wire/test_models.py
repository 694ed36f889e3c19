"""The list of models: what a client may ask for, in the shape that it reads."""

from __future__ import annotations

from datetime import datetime

import pytest

from proxy_core.config import ModelMapping, Route
from proxy_core.errors import ProxyError
from proxy_core.wire import json
from proxy_core.wire.models import CLAUDE_CODE_MODELS, listing, model_entry, names

ANTHROPIC = {"anthropic-version": "2023-06-01"}


def mapped(*aliases: str) -> tuple[ModelMapping, ...]:
    return tuple(ModelMapping(alias, (Route("demo"),)) for alias in aliases)


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        ((), []),
        (("b", "a"), ["b", "a"]),
        (("*",), list(CLAUDE_CODE_MODELS)),
        (("gpt-*",), []),
        (("claude-opus-*",), ["claude-opus-4-8"]),
        (
            ("mine", "claude-sonnet-5", "*"),
            ["mine", "claude-sonnet-5", "claude-opus-4-8", "claude-haiku-4-5-20251001"],
        ),
        (("claude-sonnet-5",), ["claude-sonnet-5"]),
    ],
)
def test_exact_aliases_come_in_order_and_wildcards_as_what_they_answer_to(
    aliases: tuple[str, ...], expected: list[str]
) -> None:
    assert names(mapped(*aliases)) == expected
    assert len(set(names(mapped(*aliases)))) == len(expected)


def test_a_client_of_anthropics_reads_anthropics_shape() -> None:
    body = listing(mapped("mine", "claude-sonnet-*"), ANTHROPIC)
    assert (body["first_id"], body["last_id"], body["has_more"]) == ("mine", "claude-sonnet-5", False)
    assert [entry["display_name"] for entry in body["data"]] == ["mine", "Claude Sonnet 5"]
    for entry in body["data"]:
        assert entry["type"] == "model"
        assert datetime.fromisoformat(entry["created_at"])


@pytest.mark.parametrize("headers", [ANTHROPIC, {}])
def test_the_limits_are_those_of_the_model_that_answers(headers: dict[str, str]) -> None:
    models = (ModelMapping("claude-opus-*", (Route("demo", "gpt-5.2"), Route("demo", "gpt-5.5"))),)
    (entry,) = listing(models, headers)["data"]
    assert (entry["max_input_tokens"], entry["max_tokens"]) == (272_000, 128_000)
    (unknown,) = listing((ModelMapping("mine", (Route("demo", "my-own"),)),), headers)["data"]
    assert not unknown.keys() & {"max_input_tokens", "max_tokens"}


def test_a_key_in_anthropics_header_is_enough() -> None:
    assert "has_more" in listing((), {"x-api-key": "k"})


def test_any_other_client_reads_openais_shape() -> None:
    assert listing(mapped("mine"), {"authorization": "Bearer k"}) == {
        "object": "list",
        "data": [{"id": "mine", "object": "model", "created": 0, "owned_by": "scrubroom"}],
    }


def test_an_empty_list_is_still_a_list() -> None:
    assert listing((), ANTHROPIC) == {"data": [], "has_more": False, "first_id": None, "last_id": None}
    assert listing((), {}) == {"object": "list", "data": []}


def test_one_model_is_told_like_its_row_in_the_list() -> None:
    models = mapped("mine", "claude-*")
    for headers in (ANTHROPIC, {}):
        assert model_entry(models, "mine", headers) in listing(models, headers)["data"]
    assert model_entry(models, "claude-anything", ANTHROPIC)["id"] == "claude-anything"


def test_a_model_that_nothing_answers_to_is_not_found() -> None:
    with pytest.raises(ProxyError) as caught:
        model_entry(mapped("mine"), "x" * 500, ANTHROPIC)
    assert (caught.value.code, caught.value.status, caught.value.param) == ("MODEL_NOT_MAPPED", 404, "model")
    assert "There are: mine." in caught.value.message
    assert "x" * 101 not in caught.value.message


def test_every_listing_can_be_encoded() -> None:
    for headers in (ANTHROPIC, {}):
        assert json.loads(json.dumps(listing(mapped("ü", "*"), headers)))
