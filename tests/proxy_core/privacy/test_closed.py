"""A guard that cannot keep its rules lets nothing pass."""

from __future__ import annotations

import pytest

from proxy_core.errors import ProxyError
from proxy_core.privacy.closed import ClosedGuard


def test_it_refuses_everything_and_says_why() -> None:
    guard = ClosedGuard(bytes(32), "The keyring is locked.")
    body, parts = guard.decode(b'{"messages": []}')
    with pytest.raises(ProxyError, match="locked") as caught:
        guard.redact(body, parts=parts)
    assert caught.value.code == "PRIVACY_CHECK_FAILED"
