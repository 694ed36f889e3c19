"""The whole of `scrubroom verify`, in process."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from app.verify import verify
from proxy_core.config import parse_config
from tests.app.verifying import KEY, BlindToSystem


async def test_a_blind_guard_is_found_out_on_every_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *address: connected.append(address))
    report = await verify(parse_config({}), guard=BlindToSystem(KEY))
    assert not report.clean
    leaking = {(row.wire, row.check) for row in report.rows if row.leaks}
    assert {
        ("anthropic", "system prompt"),
        ("openai", "system prompt"),
        ("demo (demo)", "system prompt"),
    } <= (leaking)
    assert ("anthropic", "messages") not in leaking
    assert connected == []
