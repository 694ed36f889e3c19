"""Requests and configurations for stages that are tested alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from proxy_core.auth import ANYBODY, Principal
from proxy_core.config import Config, parse_config
from proxy_core.exchange import Authorized, Parsed, Received, Surface
from tests.fakes.clock import START


def parsed(
    body: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    *,
    principal: Principal = ANYBODY,
    surface: Surface = Surface.MESSAGES,
) -> Parsed:
    """A request that has been parsed. headers: lower-case names."""
    received = Received("req_1", surface, MappingProxyType(dict(headers or {})), b"", START, 0.0)
    model = str(body.get("model", ""))
    return Parsed(Authorized(received, principal), body, model, body.get("stream") is True, "")


def config(**sections: Any) -> Config:
    """A configuration as in the file."""
    return parse_config(sections)
