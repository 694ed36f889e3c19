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
from proxy_core.routing.mapping import LONG_CONTEXT

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


def model(request: Parsed, config: Config) -> None:
    """The model that the client names may be asked for."""
    check_model(request.model, config)


def check_model(name: str, config: Config) -> None:
    """Whether a model, by a client's name for it, may be asked for.

    Raises `ProxyError` OPUS_NOT_ENABLED or MODEL_NOT_ENABLED.
    """
    patterns = config["policy.models_allowed"]
    if not patterns or any(_fits(pattern, name) for pattern in patterns):
        return
    raise ProxyError(
        "OPUS_NOT_ENABLED" if "opus" in name.lower() else "MODEL_NOT_ENABLED",
        f"The model '{name[:100]}' is not among those that may be asked for ({', '.join(patterns[:20])}). "
        "Choose one of these, or add it under Policy.",
        param="model",
        details={"model": name[:100], "allowed": patterns[:20]},
    )


def _fits(pattern: str, name: str) -> bool:
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    # the mark of the long context is no part of a name
    return pattern in (name, name.removesuffix(LONG_CONTEXT))


CHECKS: tuple[Check, ...] = (scope, model, stored_content)


def check(request: Parsed, config: Config) -> None:
    """All of `CHECKS`, in order. Raises `ProxyError`."""
    for each in CHECKS:
        each(request, config)
