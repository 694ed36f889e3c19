"""What an exchange needs of the rest of the program, in one object that is handed to the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from proxy_core.clock import Clock
from proxy_core.config import Config, Provider
from proxy_core.exchange import Parsed
from proxy_core.inspector.keep import Keep
from proxy_core.journal.ring import Ring
from proxy_core.journal.store import Journal
from proxy_core.policy.limits import Limits
from proxy_core.privacy.guard import Guard
from proxy_core.routing.health import Health
from proxy_core.secrets import Secret
from proxy_core.upstream.base import Upstream
from proxy_core.upstream.calibration import Calibration
from proxy_core.upstream.retry import Backoff


class Credentials(Protocol):
    """Where provider keys come from."""

    async def get(self, provider: Provider) -> Secret | None:
        """None where the provider needs none, or takes the client's. Raises `ProxyError`."""
        ...

    def invalidate(self, name: str) -> None:
        """The provider refused its key: forget what can be fetched anew."""
        ...


class Repositories(Protocol):
    """What the repository in which a client works says is public there."""

    async def guard(self, request: Parsed, usual: Guard) -> Guard:
        """The guard for a request; `usual` where its repository says nothing that counts. Never raises."""
        ...


class Core:
    """config: replaced whole when it changes; an exchange that has begun keeps the one it began with."""

    def __init__(
        self,
        config: Config,
        *,
        guard: Guard,
        credentials: Credentials,
        upstream: Upstream,
        ring: Ring,
        clock: Clock,
    ) -> None:
        self.config = config
        self.guard = guard
        self.credentials = credentials
        self.upstream = upstream
        self.ring = ring
        self.clock = clock
        self.active = 0
        #: how many of the addresses that are listened on can be reached from other machines
        self.exposed = 0
        #: what the last exchanges held; keeps nothing until somebody can look at it
        self.keep = Keep()
        #: None where no repository has a say
        self.repositories: Repositories | None = None
        #: (provider, model) -> the options with which it was content, after it had refused others
        self.learned: dict[tuple[str, str], Mapping[str, Any]] = {}
        #: requests of the last minute and of today
        self.limits = Limits(clock)
        #: None where nothing is kept on the disk
        self.journal: Journal | None = None
        #: how each model counts tokens, against the estimate
        self.calibration = Calibration()
        #: which providers answer just now
        self.health = Health(clock)
        self.backoff = Backoff()

    def today(self) -> date:
        """The day where this computer is, on which a person means an agreement to begin or to end."""
        return self.clock.now().astimezone().date()

    def configure(self, config: Config) -> None:
        """Take a changed configuration; what was learnt under the old one is forgotten."""
        before = {(provider.name, provider.base_url) for provider in self.config.providers}
        self.health.keep({each.name for each in config.providers if (each.name, each.base_url) in before})
        self.config = config
        self.learned = {}
