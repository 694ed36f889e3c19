"""The connection test says what a person must know, and costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app import probe as module
from app.probe import probe
from proxy_core.config import DEMO, Auth, Provider
from proxy_core.secrets import Secret
from tests.app.running import running
from tests.fakes.signals import Signal
from tests.fakes.upstream import Break, Recorded, Step, Upstream, html, redirect, reply, silent, sse


def models(request: Recorded) -> bool:
    return request.path.endswith("/models")


def provider(url: str, kind: str = "anthropic") -> Provider:
    return Provider("far", kind, url, Auth("keyring"))


@pytest.mark.parametrize("kind", ["anthropic", "openai", "openai_responses"])
async def test_a_good_connection_names_the_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with Upstream([]) as far:
        async with running(tmp_path, monkeypatch) as built:
            result = await probe(
                built, provider(far.url + ("/v1" if kind != "anthropic" else ""), kind), Secret("sk-typed")
            )
    assert result.ok
    assert result.models == ("scripted-1",)
    request = far.requests[0]
    assert (request.method, request.path) == ("GET", "/v1/models")
    assert any("sk-typed" in value for value in request.headers.values())


@pytest.mark.parametrize(
    ("answer", "ok", "word"),
    [
        (reply({"error": "no"}, 401), False, "refused the key"),
        (reply({"error": "no"}, 403), False, "refused the key"),
        (reply({"error": "no"}, 404), True, "no list of models"),
        (reply({"error": "no"}, 500), False, "status 500"),
        (reply({"hello": "world"}), False, "not a model provider"),
        (html("Sign in"), False, "not a model provider"),
        (redirect("https://example.org/"), False, "redirects"),
        (sse([Break.RESET]), False, "broke"),
        (reply({"data": []}), True, "Connected"),
        (reply({"data": [{"id": 7}, "x", {"id": "good"}]}), True, "offers 1 model."),
    ],
)
async def test_every_answer_becomes_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Any, ok: bool, word: str
) -> None:
    # As often as asked: a GET whose connection broke may be sent again.
    with Upstream([Step(answer, when=models, times=0)]) as far:
        async with running(tmp_path, monkeypatch) as built:
            result = await probe(built, provider(far.url), Secret("sk-typed"))
    assert (result.ok, word in result.message) == (ok, True), result.message


async def test_the_saved_key_is_used_if_none_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Upstream([]) as far:
        async with running(tmp_path, monkeypatch) as built:
            missing = await probe(built, provider(far.url), None)
            await built.keyring.set("far", Secret("sk-saved"))
            found = await probe(built, provider(far.url), None)
    assert not missing.ok
    assert "far" in missing.message
    assert found.ok
    assert far.requests[0].headers["x-api-key"] == "sk-saved"


async def test_a_silent_provider_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT_S", 0.05)
    never = Signal("never")
    with Upstream([Step(silent(never), when=models)]) as far:
        async with running(tmp_path, monkeypatch) as built:
            result = await probe(built, provider(far.url), Secret("sk-typed"))
    assert not result.ok
    assert "did not answer" in result.message


async def test_the_demo_needs_no_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tmp_path, monkeypatch) as built:
        assert (await probe(built, DEMO, None)).ok
