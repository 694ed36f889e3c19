"""Which parameters a provider would not get."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.translate.dialect import Dialect
from proxy_core.translate.dropped import dropped

SCHEMA = {"format": {"type": "json_schema", "schema": {"type": "object"}}}


@pytest.mark.parametrize(
    ("given", "flags", "expected"),
    [
        ({"temperature": 0.1, "top_p": 1, "stop_sequences": ["a"] * 9}, {}, ()),
        ({"temperature": 0, "top_p": 1}, {"sampling": False}, ("temperature", "top_p")),
        ({"top_k": 1}, {}, ("top_k",)),
        ({"top_k": 1}, {"top_k": True}, ()),
        ({"thinking": {"type": "enabled", "budget_tokens": 2000}}, {}, ("thinking",)),
        ({"thinking": {"type": "disabled"}}, {}, ()),
        ({"thinking": {"type": "adaptive"}}, {"reasoning": "effort"}, ()),
        ({"output_config": {"effort": "low"}}, {}, ("output_config.effort",)),
        ({"output_config": SCHEMA}, {}, ()),
        ({"output_config": SCHEMA}, {"response_format": "prompt"}, ("output_config.format",)),
        ({"tool_choice": {"type": "any"}}, {"forced_tool_choice": False}, ("tool_choice",)),
        ({"tool_choice": {"type": "tool", "name": "t"}}, {"named_tool_choice": False}, ("tool_choice",)),
        ({"tool_choice": {"type": "any"}}, {"named_tool_choice": False}, ()),
        (
            {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}},
            {"parallel_tool_calls": False},
            ("tool_choice.disable_parallel_tool_use",),
        ),
        (
            {"service_tier": "auto", "context_management": {}, "speed": None},
            {},
            ("service_tier", "context_management"),
        ),
        ({"metadata": {"user_id": "u"}, "system": "s", "stream": True, "cache_control": {}}, {}, ()),
    ],
)  # fmt: skip
def test_what_is_given_and_would_not_arrive(
    given: dict[str, Any], flags: dict[str, Any], expected: tuple[str, ...]
) -> None:
    request = {"model": "m", "max_tokens": 1, "messages": [], **given}
    assert dropped(request, Dialect(**flags)) == expected
