"""PHI never crosses to a provider without an agreement, whatever a client asks of its route.

Routing and the attempts are the real ones; only the way out is a fake, which writes down who was sent what.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_core.config import Config, parse_config
from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.exchange import Redacted
from proxy_core.journal.record import Recorder
from proxy_core.journal.ring import Ring
from proxy_core.privacy.guard import Guard
from proxy_core.providers import OPTION_CHECKS
from proxy_core.providers.base import UpstreamRequest
from proxy_core.routing.routes import route
from proxy_core.upstream.attempt import first_answer
from proxy_core.upstream.base import UpstreamAnswer
from proxy_core.upstream.retry import Backoff
from tests.fakes.clock import FakeClock
from tests.fakes.proxy import Credentials
from tests.proxy_core.routing.making import asking

NAMES = ("a", "b", "c", "d")
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
TODAY = NOON.date()
PHI, PLAIN = "SSN 219-09-9999", "hello"

dates = st.none() | st.integers(-3, 3).map(lambda days: TODAY + timedelta(days=days))
agreements = st.fixed_dictionaries(
    {"status": st.sampled_from(["signed", "none"])}, optional={"signed_on": dates, "expires_on": dates}
)
some = st.lists(st.sampled_from([*NAMES, "anthropic", "nobody"]), max_size=3)
wishes = st.fixed_dictionaries(
    {},
    optional={
        "order": some,
        "only": some,
        "ignore": some,
        "allow_fallbacks": st.booleans(),
        "require_parameters": st.booleans(),
        "sort": st.sampled_from(["price", "latency", "throughput"]),
        "max_price": st.just({"prompt": 100}),
        "zdr": st.booleans(),
        "data_collection": st.sampled_from(["allow", "deny"]),
        "required_data_region": st.sampled_from(["us", "eu"]),
    },
)
options = st.none() | st.fixed_dictionaries(
    {}, optional={"models": st.lists(st.sampled_from(["m", "n", "b:x", "x#c"]), max_size=2), "order": some}
)
models = st.sampled_from(["m", "n", "a:x", "x#b", "anthropic/m", "C:m", "d:claude-haiku-4-5"])
failures = st.sampled_from([429, 500, 502, 503, 529, 400])


class Refusing:
    """Every provider fails, and a day passes with each attempt. sent: the host and the day of each."""

    def __init__(self, clock: FakeClock, statuses: list[int]) -> None:
        self._clock = clock
        self._statuses = statuses
        self.sent: list[tuple[str, date]] = []

    async def open(self, request: UpstreamRequest) -> UpstreamAnswer:
        host = request.url.split("/")[2].split(".")[0]
        self.sent.append((host, self._clock.now().date()))
        self._clock.advance(24 * 3600)
        status = self._statuses[len(self.sent) % len(self._statuses)]
        return cast(UpstreamAnswer, Failure(status))


class Failure:
    """An answer that is an error."""

    headers: Mapping[str, str] = {}

    def __init__(self, status: int) -> None:
        self.status = status

    async def read(self, limit: int) -> bytes:
        return b'{"type":"error","error":{"type":"api_error","message":"no"}}'

    async def close(self, *, keep: bool = False) -> None:
        """There is nothing to let go of."""


def configured(baas: list[dict[str, Any]], attests: list[list[str]], rule: str) -> Config:
    providers = [
        {
            "name": name,
            "kind": "anthropic",
            "base_url": f"https://{name}.example",
            "auth": "none",
            "attests": said,
            "baa": {key: value for key, value in baa.items() if value is not None},
        }
        for name, baa, said in zip(NAMES, baas, attests, strict=True)
    ]
    routes = [{"provider": name} for name in NAMES]
    mapped = [{"alias": "m", "routes": routes}, {"alias": "n", "routes": routes[::-1]}]
    policy = {"require_baa": rule, "retries": 3}
    return parse_config({"providers": providers, "models": mapped, "policy": policy}, OPTION_CHECKS)


async def sent(
    request: Redacted, config: Config, clock: FakeClock, statuses: list[int]
) -> list[tuple[str, date]]:
    far = Refusing(clock, statuses)

    async def no_pause(seconds: float) -> None:
        clock.advance(seconds)

    core = Core(
        config,
        guard=Guard(b"k" * 16),
        credentials=Credentials(),
        upstream=far,
        ring=Ring(10),
        clock=clock,
    )
    core.backoff = Backoff(sleep=no_pause)
    record = Recorder(core.ring, clock, request.parsed.authorized.received)
    with contextlib.suppress(ProxyError):
        routed = route(request, config, core.today(), core.health)
        await first_answer(routed, core, record, 60)
    return far.sent


@settings(max_examples=200, deadline=None)
@given(
    baas=st.lists(agreements, min_size=4, max_size=4),
    attests=st.lists(st.lists(st.sampled_from(["zdr", "region:us"]), unique=True), min_size=4, max_size=4),
    rule=st.sampled_from(["phi", "always"]),
    provider=st.none() | wishes,
    options=options,
    model=models,
    statuses=st.lists(failures, min_size=1, max_size=4),
    text=st.sampled_from([PHI, PHI, PLAIN]),
)
def test_phi_is_sent_to_nobody_who_is_not_covered_on_that_day(
    baas: list[dict[str, Any]],
    attests: list[list[str]],
    rule: str,
    provider: dict[str, Any] | None,
    options: dict[str, Any] | None,
    model: str,
    statuses: list[int],
    text: str,
) -> None:
    try:
        config = configured(baas, attests, rule)
    except ValueError:
        return  # it ends before it was signed: there is no such configuration
    request = asking(provider, model=model, text=text, options=options)
    clock = FakeClock(NOON)
    for name, day in asyncio.run(sent(request, config, clock, statuses)):
        if text == PHI or rule == "always":
            assert config.provider(name).covered(day), (name, day)


def test_the_property_is_not_empty() -> None:
    """With agreements in force something is sent, and it ends with the day on which they end."""
    baas: list[dict[str, Any]] = [{"status": "signed", "expires_on": TODAY + timedelta(days=1)}] * 4
    config = configured(baas, [[]] * 4, "phi")
    clock = FakeClock(NOON)
    found = asyncio.run(sent(asking(text=PHI), config, clock, [503]))
    assert found == [("a", TODAY), ("b", TODAY + timedelta(days=1))]
