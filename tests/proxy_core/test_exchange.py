"""Each stage holds the one before it, cannot be changed, and shows nothing of what it carries."""

from __future__ import annotations

import dataclasses
import itertools
from types import MappingProxyType
from typing import Any, get_type_hints

import pytest

from proxy_core.auth import Principal
from proxy_core.config import Provider, Route
from proxy_core.exchange import Authorized, Candidate, Parsed, Received, Redacted, Routed, Surface
from proxy_core.privacy.guard import Guard
from proxy_core.providers.demo import Demo
from tests.fakes.clock import START

STAGES = (Received, Authorized, Parsed, Redacted, Routed)
PATIENT = "Mrs. Canary Testperson, SSN 219-09-9999"


def received(**headers: str) -> Received:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Received("req_1", Surface.MESSAGES, MappingProxyType(named), PATIENT.encode(), START, 1.0)


def routed() -> Routed:
    authorized = Authorized(received(authorization="Bearer canary-key"), Principal("laptop", ("ai:chat",)))
    body = {"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": PATIENT}]}
    parsed = Parsed(authorized, body, "m", False, "s1")
    redacted = Redacted(parsed, Guard(b"k" * 16).redact(body))
    candidate = Candidate(Provider("demo", "demo"), Demo(), Route("demo"), "m")
    return Routed(redacted, (candidate,))


def stages() -> list[object]:
    last = routed()
    parsed = last.redacted.parsed
    return [parsed.authorized.received, parsed.authorized, parsed, last.redacted, last]


@pytest.mark.parametrize(("earlier", "later"), list(itertools.pairwise(STAGES)))
def test_a_stage_cannot_be_made_without_the_one_before_it(earlier: type, later: Any) -> None:
    (holds,) = [name for name, kind in get_type_hints(later).items() if kind is earlier]
    (field,) = [field for field in dataclasses.fields(later) if field.name == holds]
    assert field.default is dataclasses.MISSING
    assert field.default_factory is dataclasses.MISSING


@pytest.mark.parametrize("position", range(len(STAGES)))
def test_a_stage_cannot_be_changed(position: int) -> None:
    stage = stages()[position]
    assert type(stage) is STAGES[position]
    name = next(iter(STAGES[position].__dataclass_fields__))
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(stage, name, None)
    assert not hasattr(stage, "__dict__")


@pytest.mark.parametrize("position", range(len(STAGES)))
def test_a_stage_shows_neither_content_nor_keys(position: int) -> None:
    shown = f"{stages()[position]!r} {stages()[position]} {[stages()[position]]}"
    for secret in ("Canary", "219-09-9999", "canary-key"):
        assert secret not in shown
    assert "req_1" in shown


def test_phi_counts_as_found_only_if_something_was() -> None:
    found = routed().redacted
    parsed = found.parsed
    clean = Guard(b"k" * 16).redact({"messages": [{"role": "user", "content": "hello"}]})
    assert found.has_phi
    assert not Redacted(parsed, clean).has_phi


@pytest.mark.parametrize(
    ("agent", "client"),
    [
        ("claude-cli/2.1.197 (external, cli)", "claude-cli/2.1.197"),
        ("", ""),
        (" x", ""),
        ("x" * 500, "x" * 60),
        ("ev\udcffil\x1b[31m/1", "evil[31m/1"),
    ],
)
def test_the_client_is_the_first_word_of_its_name(agent: str, client: str) -> None:
    assert received(user_agent=agent).client == client
    assert received(user_agent=agent).client.encode().decode() == client


def test_a_client_without_a_name_has_none() -> None:
    assert received().client == ""
