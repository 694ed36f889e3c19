"""How much thinking is asked for, and what comes back with a thought."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.translate import thinking
from proxy_core.translate.dialect import Dialect

ALL = ("none", "minimal", "low", "medium", "high", "xhigh", "max")


def fields(reasoning: str, request: dict[str, Any], tools: bool = False, **flags: Any) -> dict[str, Any]:
    return thinking.request_fields(request, Dialect(reasoning=reasoning, **flags), tools)


def enabled(budget: int) -> dict[str, Any]:
    return {"thinking": {"type": "enabled", "budget_tokens": budget}}


@pytest.mark.parametrize(
    ("budget", "effort"),
    [
        (1023, "minimal"),
        (1024, "low"),
        (2047, "low"),
        (2048, "medium"),
        (4095, "medium"),
        (4096, "high"),
        (31999, "high"),
    ],
)
def test_a_budget_becomes_an_effort(budget: int, effort: str) -> None:
    assert fields("effort", enabled(budget), efforts=ALL) == {"reasoning_effort": effort}


@pytest.mark.parametrize(
    ("wanted", "known", "effort"),
    [
        ("max", ("low", "medium", "high"), "high"),
        ("xhigh", ("none", "low", "medium", "high", "xhigh"), "xhigh"),
        ("medium", ("low", "high"), "low"),
        ("low", ("high",), "high"),
        ("high", ("none",), None),
    ],
)
def test_adaptive_thinking_takes_the_effort_that_the_model_knows(
    wanted: str, known: Any, effort: str | None
) -> None:
    request = {"thinking": {"type": "adaptive"}, "output_config": {"effort": wanted}}
    assert fields("effort", request, efforts=known).get("reasoning_effort") == effort


def test_disabled_thinking_is_none_only_if_the_model_knows_it() -> None:
    off = {"thinking": {"type": "disabled"}, "output_config": {"effort": "high"}}
    assert fields("effort", off, efforts=("none", "low")) == {"reasoning_effort": "none"}
    assert fields("effort", off, efforts=("low", "high")) == {}
    assert fields("object", off) == {"reasoning": {"enabled": False}}
    assert fields("object", off, thinking_off=False) == {}


def test_a_request_that_says_nothing_of_thinking_says_nothing_upstream() -> None:
    for style in ("off", "effort", "object", "thinking", "enable_thinking", "chat_template"):
        assert fields(style, {}) == {}
    assert fields("off", enabled(9000)) == {}
    assert fields("effort", {"thinking": {"type": "adaptive"}}) == {}


@pytest.mark.parametrize(
    ("style", "request_body", "sent"),
    [
        ("object", enabled(9000), {"reasoning": {"effort": "high"}}),
        ("thinking", enabled(9000), {"thinking": {"type": "enabled"}, "reasoning_effort": "high"}),
        (
            "thinking",
            {"thinking": {"type": "disabled"}, "output_config": {"effort": "low"}},
            {"thinking": {"type": "disabled"}},
        ),
        ("enable_thinking", enabled(9000), {"enable_thinking": True, "thinking_budget": 9000}),
        ("enable_thinking", {"thinking": {"type": "disabled"}}, {"enable_thinking": False}),
        (
            "chat_template",
            {"thinking": {"type": "adaptive"}},
            {"chat_template_kwargs": {"enable_thinking": True}},
        ),
        (
            "chat_template",
            {"thinking": {"type": "disabled"}},
            {"chat_template_kwargs": {"enable_thinking": False}},
        ),
    ],
)
def test_each_provider_is_asked_in_its_own_way(style: str, request_body: Any, sent: Any) -> None:
    assert fields(style, request_body) == sent


def test_effort_beside_tools_is_kept_dropped_or_none() -> None:
    assert fields("effort", enabled(9000), tools=True) == {"reasoning_effort": "high"}
    assert fields("effort", enabled(9000), tools=True, effort_with_tools="drop") == {}
    assert fields("effort", {}, tools=True, effort_with_tools="none") == {"reasoning_effort": "none"}
    assert fields("effort", enabled(9000), effort_with_tools="none") == {"reasoning_effort": "high"}


def test_a_companion_of_a_thought_travels_as_its_signature() -> None:
    packed = thinking.pack(thinking.GOOGLE, "SIG/+é")
    assert thinking.unpack(packed, thinking.GOOGLE) == "SIG/+é"
    assert thinking.unpack(packed, thinking.OPENROUTER) is None
    for foreign in ("", None, "EqQBCg", "google.!", "google.é", "google._w=="):
        assert thinking.unpack(foreign, thinking.GOOGLE) is None


def history(style: str, *thoughts: dict[str, Any], calls: Any = None, **flags: Any) -> dict[str, Any]:
    return thinking.history_fields(
        thoughts, Dialect(reasoning_history=style, **flags), calls if calls is not None else []
    )


def test_thoughts_of_earlier_turns_go_only_to_providers_that_want_them() -> None:
    thought = {"type": "thinking", "thinking": "t", "signature": ""}
    assert history("off", thought) == {}
    assert history("reasoning_content", thought, thought) == {"reasoning_content": "t\nt"}
    assert history("reasoning", thought) == {"reasoning": "t"}
    assert history("reasoning_content") == {}
    assert history("reasoning_content", calls=[{}], reasoning_required=True) == {"reasoning_content": ""}


def test_geminis_signature_goes_back_on_the_first_call_of_the_step() -> None:
    signed = {"type": "thinking", "thinking": "", "signature": thinking.pack("google", "SIG")}
    calls: list[dict[str, Any]] = [{"id": "a"}, {"id": "b"}]
    assert history("google", signed, calls=calls) == {}
    assert calls == [{"id": "a", "extra_content": {"google": {"thought_signature": "SIG"}}}, {"id": "b"}]
    foreign: list[dict[str, Any]] = [{"id": "a"}]
    history("google", calls=foreign, reasoning_required=True)
    assert foreign[0]["extra_content"]["google"]["thought_signature"] == thinking.GOOGLE_NO_SIGNATURE
    unsigned: list[dict[str, Any]] = [{"id": "a"}]
    history("google", calls=unsigned)
    assert unsigned == [{"id": "a"}]


def test_openrouters_details_come_back_with_the_text_of_their_thought() -> None:
    packed = thinking.pack(
        "openrouter", '[{"type":"reasoning.text","signature":"s"},{"type":"reasoning.encrypted","data":"d"}]'
    )
    made = history("reasoning_details", {"thinking": "t", "signature": packed})
    assert made == {
        "reasoning_details": [
            {"type": "reasoning.text", "signature": "s", "text": "t"},
            {"type": "reasoning.encrypted", "data": "d"},
        ]
    }
    broken = thinking.pack("openrouter", "[{")
    assert history("reasoning_details", {"thinking": "t", "signature": broken}) == {"reasoning": "t"}
