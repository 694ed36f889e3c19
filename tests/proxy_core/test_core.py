"""The core holds what it was given and begins with nothing under way."""

from __future__ import annotations

from typing import cast

from proxy_core.config import Provider, default_config
from proxy_core.core import Core
from proxy_core.journal.ring import Ring
from proxy_core.privacy.guard import Guard
from proxy_core.secrets import Secret
from proxy_core.upstream.base import Upstream
from tests.fakes.clock import FakeClock


class NoKeys:
    """Credentials of a program without providers."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    async def get(self, provider: Provider) -> Secret | None:
        return None

    def invalidate(self, name: str) -> None:
        self.forgotten.append(name)


def test_an_exchange_keeps_the_configuration_that_it_began_with() -> None:
    first, second = default_config(), default_config()
    ring, clock, guard, keys = Ring(10), FakeClock(), Guard(b"k" * 16), NoKeys()
    core = Core(
        first, guard=guard, credentials=keys, upstream=cast(Upstream, object()), ring=ring, clock=clock
    )
    begun_with = core.config
    core.config = second
    assert begun_with is first
    assert core.config is second
    assert (core.guard, core.credentials, core.ring, core.clock) == (guard, keys, ring, clock)
    assert (core.active, core.exposed) == (0, 0)
