"""The list of provider kinds: each is complete, and its form can be built from what it declares."""

from __future__ import annotations

import pytest

from proxy_core.config import Provider, parse_auth
from proxy_core.providers import KIND_BY_NAME, KINDS
from proxy_core.providers.base import ProviderKind

FIELD_KINDS = {"text", "url", "choice", "bool", "number", "words"}
#: read by the configuration itself
RESERVED = {"name", "kind", "auth", "baa"}


def test_kinds_are_found_by_name_and_named_once() -> None:
    assert list(KIND_BY_NAME) == [kind.kind for kind in KINDS]
    assert all(KIND_BY_NAME[kind.kind] is kind for kind in KINDS)
    assert {"anthropic", "demo"} <= set(KIND_BY_NAME)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_each_kind_says_what_it_is(kind: ProviderKind) -> None:
    assert isinstance(kind, ProviderKind)
    assert kind.kind == kind.kind.lower()
    assert kind.label
    assert kind.help.endswith(".")
    parse_auth(kind.default_auth)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_each_form_can_be_built(kind: ProviderKind) -> None:
    keys = [field.key for field in kind.fields]
    assert len(set(keys)) == len(keys)
    assert not RESERVED & set(keys)
    for field in kind.fields:
        assert field.kind in FIELD_KINDS
        assert field.label
        assert (field.kind == "choice") == bool(field.choices)
        if field.choices:
            assert field.default in field.choices


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_probe_without_a_key_carries_none(kind: ProviderKind) -> None:
    probe = kind.probe(Provider("p", kind.kind, "http://127.0.0.1:9"), None)
    if probe is not None:
        assert probe.url.startswith("http://127.0.0.1:9/")
        assert not {"authorization", "x-api-key", "api-key"} & {name.lower() for name in probe.headers}
