"""A PHI Guard that lets nothing pass, for as long as a rule it must keep cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.privacy.guard import Guard, Redaction
from proxy_core.privacy.parts import Parts


class ClosedGuard(Guard):
    """why: what is missing and what to do, as sentences without values."""

    def __init__(self, install_key: bytes, why: str) -> None:
        super().__init__(install_key)
        self.why = why

    def redact(
        self, body: Mapping[str, Any], *, budget_ms: int = 20000, parts: Parts | None = None
    ) -> Redaction:
        """Raises `ProxyError` PRIVACY_CHECK_FAILED, always."""
        raise ProxyError("PRIVACY_CHECK_FAILED", self.why)
