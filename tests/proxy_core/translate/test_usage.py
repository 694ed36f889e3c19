"""Token counts."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.translate import usage


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ({"prompt_tokens": 10, "completion_tokens": 4}, (10, 4, 0, 0)),
        ({"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14}, (10, 4, 0, 0)),
        (
            {"prompt_tokens": 10, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 7}},
            (3, 4, 0, 7),
        ),
        ({"prompt_tokens": 10, "completion_tokens": 4, "prompt_cache_hit_tokens": 6}, (4, 4, 0, 6)),
        ({"prompt_tokens": 10, "completion_tokens": 4, "cached_tokens": 6}, (4, 4, 0, 6)),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 4,
                "cache_read_input_tokens": 5,
                "cache_creation_input_tokens": 3,
            },
            (2, 4, 3, 5),
        ),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 4,
                "prompt_tokens_details": {"cached_tokens": 2, "cache_write_tokens": 3},
            },
            (5, 4, 3, 2),
        ),
        ({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 45}, (10, 35, 0, 0)),
        ({"prompt_tokens": 5, "completion_tokens": None, "prompt_tokens_details": None}, (5, 0, 0, 0)),
        ({"prompt_tokens": 5, "prompt_tokens_details": {"cached_tokens": 9}}, (0, 0, 0, 9)),
        ({"prompt_tokens": "5", "completion_tokens": True}, (0, 0, 0, 0)),
    ],
)
def test_input_is_the_prompt_less_what_came_from_the_cache(
    told: dict[str, Any], counts: tuple[int, ...]
) -> None:
    names = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    assert usage.convert(told) == dict(zip(names, counts, strict=True))


@pytest.mark.parametrize(
    ("chunk", "choice", "found"),
    [
        ({"usage": {"prompt_tokens": 1}}, None, True),
        ({"usage": None}, {"usage": {"prompt_tokens": 1}}, True),
        ({"x_groq": {"usage": {"prompt_tokens": 1}}}, None, True),
        ({"x_groq": {"id": "r"}}, {}, False),
        ({"usage": {}}, None, False),
        ({"usage": "odd"}, None, False),
        ({"x_groq": None}, None, False),
    ],
)
def test_usage_is_found_wherever_providers_put_it(chunk: Any, choice: Any, found: bool) -> None:
    assert (usage.find(chunk, choice) is not None) is found


def test_the_responses_api_counts_what_came_from_the_cache_elsewhere() -> None:
    told = {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 4},
        "output_tokens": 3,
        "total_tokens": 13,
    }
    assert usage.convert(told) == {
        "input_tokens": 6,
        "output_tokens": 3,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 4,
    }


def test_what_nobody_told_is_estimated() -> None:
    told = {"prompt_tokens": 5, "completion_tokens": 2}
    assert usage.counts(told, lambda: 9, 100) == usage.convert(told)
    estimated = usage.counts(None, lambda: 9, 9)
    assert (estimated["input_tokens"], estimated["output_tokens"]) == (9, 3)
    assert usage.counts(None, None, 0)["input_tokens"] == 0
