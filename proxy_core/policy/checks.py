"""What a request must pass before it is redacted and routed: an ordered list of plain functions.

Each takes the parsed request and the configuration and raises `ProxyError`, or returns. The order is the
order in which a person would want to hear of it: who may ask, then what may be asked.
"""

from __future__ import annotations

from collections.abc import Callable

from proxy_core.auth import require_scope
from proxy_core.config import Config
from proxy_core.errors import ProxyError
from proxy_core.exchange import Parsed

Check = Callable[[Parsed, Config], None]


def scope(request: Parsed, config: Config) -> None:
    """The key may use models at all."""
    require_scope(request.authorized.principal, "ai:chat")


def stored_content(request: Parsed, config: Config) -> None:
    """`store` belongs to other interfaces. Passing it over in silence could make somebody believe that
    `store: false` was honoured, or that `store: true` was."""
    if "store" in request.body:
        raise ProxyError(
            "UNSUPPORTED_PARAMETER",
            "store: this field is not part of the Messages API; this proxy never stores content. Remove it.",
            param="store",
        )


CHECKS: tuple[Check, ...] = (scope, stored_content)


def check(request: Parsed, config: Config) -> None:
    """All of `CHECKS`, in order. Raises `ProxyError`."""
    for each in CHECKS:
        each(request, config)
