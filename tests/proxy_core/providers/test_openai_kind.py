"""What both kinds of OpenAI's wires share: options, errors."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from proxy_core.config import Auth, Provider
from proxy_core.errors import ProxyError
from proxy_core.providers.base import Call
from proxy_core.providers.openai import OpenAIChat
from proxy_core.providers.openai_kind import dialect_of
from proxy_core.secrets import Secret
from proxy_core.translate.dialect import option_problem
from tests.golden.replay import call, read, sse

KIND = OpenAIChat()
KEY = Secret("sk-test-0123456789abcdef")
REQUEST = {"model": "claude", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}


def a_call(
    base_url: str, model: str = "m", stream: bool = False, secret: Secret | None = KEY, **options: Any
) -> Call:
    provider = Provider("p", "openai", base_url, Auth("keyring"), options=options)
    return Call(
        provider, model, REQUEST, stream, {"authorization": "Bearer client", "x-api-key": "client"}, secret
    )


def test_every_field_of_the_form_takes_its_own_choices_and_default() -> None:
    keys = [field.key for field in KIND.fields]
    assert keys[0] == "base_url"
    assert len(keys) == len(set(keys))
    for field in KIND.fields:
        assert field.label
        assert field.help
        for choice in (*field.choices, field.default):
            if field.key not in ("base_url", "profile"):
                assert option_problem(field.key, choice) is None
    made = a_call("https://api.openai.com/v1", **{field.key: field.default for field in KIND.fields[1:]})
    assert dialect_of(made) == dialect_of(a_call("https://api.openai.com/v1"))


def test_a_wrong_option_is_named_to_the_person_who_can_mend_it() -> None:
    with pytest.raises(ProxyError) as wrong:
        KIND.request(a_call("https://api.openai.com/v1", images="perhaps"))
    assert "images" in wrong.value.message
    assert "'p'" in wrong.value.message


def test_notes_say_what_was_lowered() -> None:
    made = call({**REQUEST, "max_tokens": 64000}, model="gpt-4o")
    assert KIND.request(made).notes == (
        "max_tokens was lowered from 64000 to 16384, the most that gpt-4o takes",
    )


def test_a_full_context_without_numbers_gets_those_that_are_known() -> None:
    words = {"message": "Your input exceeds the context window of this model."}
    long = {**REQUEST, "stream": True, "messages": [{"role": "user", "content": "word and more, " * 300_000}]}
    made = call(long, model="gpt-4.1")
    refused = KIND.failure(made, 400, {}, json.dumps({"error": words}).encode())
    assert re.match(r"prompt is too long: \d+ tokens > 1047576 maximum", refused.message)
    (told,) = read(made, [sse({"error": words})])
    assert told.data["error"]["message"] == refused.message


def test_a_failure_never_shows_the_key() -> None:
    body = json.dumps({"error": {"message": f"No access with {KEY.reveal()} or 'hunter-two-two'"}}).encode()
    made = a_call("https://api.openai.com/v1", secret=Secret("hunter-two-two"))
    error = KIND.failure(made, 400, {}, body)
    assert "hunter-two-two" not in error.message
    assert KEY.reveal() not in error.message
    assert KIND.failure(a_call("https://api.openai.com/v1", secret=None), 500, {}, b"x").status == 500
