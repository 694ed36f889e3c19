"""A full context window, in the words of those who report it."""
# ruff: noqa: E501 - the words are quoted whole

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.translate.overflow import Known, as_anthropic

COUNTED = [
    ("This model's maximum context length is 4097 tokens. However, your messages resulted in 4294 tokens. Please reduce the length of the messages.", 4294, 4097),
    ("This model's maximum context length is 16384 tokens. However, you requested 122946 tokens (112946 in the messages, 10000 in the completion). Please reduce the length of the messages or completion.", 122946, 16384),
    ("This endpoint's maximum context length is 1000000 tokens. However, you requested about 1284668 tokens (1284000 of text input, 668 in the output).", 1284668, 1000000),
    ("Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300123 tokens. Please reduce the length of the messages.", 300123, 272000),
    ("The decoder prompt (length 40000) is longer than the maximum model length of 32768.", 40000, 32768),
    ("The input (40000 tokens) is longer than the model's context length (32768 tokens).", 40000, 32768),
    ("Requested token count exceeds the model's maximum context length of 32768 tokens. You requested a total of 40960 tokens: 36864 tokens from the input messages and 4096 tokens for the completion.", 40960, 32768),
    ("request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it", 9000, 8192),
    ("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", 1200000, 1048576),
    ("Unable to submit request because the input token count is 32825 but model only supports up to 32768.", 32825, 32768),
    ("Prompt contains 140000 tokens and 0 draft tokens, too large for model with 131072 maximum context length", 140000, 131072),
    ("This model's maximum prompt length is 131072 but the request contains 140000 tokens.", 140000, 131072),
    ("Your request exceeded model token limit: 262144 (requested: 265000)", 265000, 262144),
    ("Current length is 8300 while limit is 8192", 8300, 8192),
    ("Input length 131393 exceeds the maximum allowed input length of 131040 tokens.", 131393, 131040),
    ("Input length (265330) exceeds model's maximum context length (262144).", 265330, 262144),
    ("Prompt tokens (9000) exceeds context size (8192)", 9000, 8192),
    ("Prompt too long: 5152 tokens exceeds max_seq_len 2048 (leave room for output tokens)", 5152, 2048),
    ("Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens", 9000, 4096),
    ("This model's maximum context length is 262144 tokens. However, you requested 0 output tokens and your prompt contains at least 262145 input tokens, for a total of at least 262145 tokens.", 262145, 262144),
    ("The prompt is too long: 140000, model maximum context length: 131071", 140000, 131071),
    ("prompt token count of 140000 exceeds the limit of 128000", 140000, 128000),
    ("length of prompt_tokens (40000) must be less than max_seq_len (32768).", 40000, 32768),
    ("Input validation error: `inputs` must have less than 4096 tokens. Given: 5000", 5000, 4096),
    ("`inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`", 9512, 8193),
]  # fmt: skip

UNCOUNTED = [
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
    "the request exceeds the available context size. try increasing the context size or enable context shift",
    "Please reduce the length of the messages or completion.",
    "input length exceeds maximum context length",
    "prompt too long; exceeded max context length by 12 tokens",
    "Input is too long for requested model.",
    "invalid params, context window exceeds limit (2013)",
    "Range of input length should be [1, 129024]",
    "Prompt exceeds max length",
    "Context window exceeded",
    "too many tokens: size limit exceeded by 1000 tokens. Try using shorter or fewer inputs",
]


@pytest.mark.parametrize(("message", "whole", "maximum"), COUNTED)
def test_counted_words_become_anthropics_with_the_upstreams_own_numbers(
    message: str, whole: int, maximum: int
) -> None:
    assert as_anthropic(message) == f"prompt is too long: {whole} tokens > {maximum} maximum ({message})"


@pytest.mark.parametrize("message", UNCOUNTED)
def test_words_without_numbers_are_only_introduced(message: str) -> None:
    assert as_anthropic(message) == f"prompt is too long: {message}"


def test_the_code_alone_is_enough() -> None:
    assert as_anthropic("Too much.", "context_length_exceeded") == "prompt is too long: Too much."


def test_counts_beside_the_message_are_used() -> None:
    details = {"n_prompt_tokens": 9000, "n_ctx": 8192}
    told = as_anthropic("the request exceeds the available context size", "400", details)
    assert told is not None
    assert told.startswith("prompt is too long: 9000 tokens > 8192 maximum")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "'max_tokens' or 'max_completion_tokens' is too large: 32000. This model's maximum context length is 32768 tokens and your request has 17459 input tokens (32000 > 32768 - 17459). (parameter=max_tokens, value=32000)",
            "input length and `max_tokens` exceed context limit: 17459 + 32000 > 32768",
        ),
        (
            "This model's maximum context length is 128000 tokens. However, you requested 164000 tokens (100000 in the messages, 64000 in the completion).",
            "input length and `max_tokens` exceed context limit: 100000 + 64000 > 128000",
        ),
    ],
)  # fmt: skip
def test_where_only_the_answer_is_too_large_the_client_is_told_to_ask_for_less(
    message: str, told: str
) -> None:
    assert as_anthropic(message) == told


def test_where_no_room_is_left_for_an_answer_the_prompt_is_too_long() -> None:
    message = "'max_tokens' is too large: 8000. This model's maximum context length is 32768 tokens and your request has 31000 input tokens (8000 > 32768 - 31000)."
    told = as_anthropic(message)
    assert told is not None
    assert told.startswith("prompt is too long: 39000 tokens > 32768 maximum")


@pytest.mark.parametrize(
    "message",
    [
        "prompt is too long: 210000 tokens > 200000 maximum",
        "input length and `max_tokens` exceed context limit: 170636 + 34048 > 200000, decrease input length or `max_tokens` and try again",
    ],
)
def test_anthropics_own_words_stay(message: str) -> None:
    assert as_anthropic(message) == message


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (
            "Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 64000.",
            "rate_limit_exceeded",
        ),
        ("Too many tokens, please wait before trying again.", ""),
        ("Rate limit reached: reduce the length of the messages", ""),
        (
            "Invalid 'user': string too long. Expected a string with maximum length 64",
            "string_above_max_length",
        ),
        ("max_tokens is too large: 64000. This model supports at most 16384 completion tokens.", ""),
        ("The model does not exist", "model_not_found"),
        ("", ""),
    ],
)
def test_other_limits_are_not_taken_for_it(message: str, code: str) -> None:
    assert as_anthropic(message, code) is None


def test_numbers_with_commas_are_read() -> None:
    told: Any = as_anthropic(
        "maximum context length is 8,192 tokens. However, your messages resulted in 9,001 tokens."
    )
    assert told.startswith("prompt is too long: 9001 tokens > 8192 maximum")


@pytest.mark.parametrize(
    ("message", "known", "numbers"),
    [
        ("Your input exceeds the context window of this model.", Known(290000, 272000), "290000 tokens > 272000 maximum"),
        ("Your input exceeds the context window of this model.", Known(260000, 272000), "272001 tokens > 272000 maximum"),
        ("Your input exceeds the context window of this model.", Known(9000, 272000), ""),
        ("Your input exceeds the context window of this model.", Known(290000, 0), ""),
        ("The input token count exceeds the maximum number of tokens allowed (1048576).", Known(1200000, 0), "1200000 tokens > 1048576 maximum"),
        ("The input token count exceeds the maximum number of tokens allowed (1048576).", Known(900, 2048), "1048577 tokens > 1048576 maximum"),
        ("The maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.", Known(1, 1), "9001 tokens > 8192 maximum"),
    ],
)  # fmt: skip
def test_missing_numbers_are_filled_in_if_what_is_known_agrees(
    message: str, known: Known, numbers: str
) -> None:
    told = as_anthropic(message, known=lambda: known)
    assert told == (
        f"prompt is too long: {numbers} ({message})" if numbers else f"prompt is too long: {message}"
    )
