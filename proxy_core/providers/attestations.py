"""What an owner attests of a provider: where it processes and stores data, and what it does not do with them.

Nothing here can be checked from outside: as with an agreement, somebody who has read the contract says so.
What runs on this machine keeps nothing elsewhere and trains nobody else's models.

| attestation | says |
|---|---|
| `zdr` | nothing is kept after the answer (zero data retention) |
| `no-training` | data train no models |
| `region:R` | data are stored and processed in R alone |
| `data-region:R`, `execution-region:R` | one of the two |
"""

from __future__ import annotations

import re

from proxy_core.config import Provider, Route
from proxy_core.providers.base import Field

ZDR, NO_TRAINING = "zdr", "no-training"
WORD = r"zdr|no-training|(?:data-|execution-)?region:[a-z0-9][a-z0-9-]{0,31}"

#: a field that every kind of provider has
ATTESTS = Field(
    "attests",
    "Attestations",
    "words",
    "What its contract says, for clients that ask for it: zdr (nothing is kept), no-training, region:us "
    "(where data are stored and processed). Several parted by commas.",
    placeholder="zdr, no-training, region:us",
    pattern=WORD,
    advanced=True,
)


def attestations(provider: Provider, route: Route) -> frozenset[str]:
    """All that is attested of a route: of its provider and of itself."""
    return frozenset((*provider.options.get("attests", ()), *route.options.get("attests", ())))


def attested(provider: Provider, route: Route, what: str) -> bool:
    """Whether `zdr` or `no-training` holds; what is not kept trains nothing."""
    said = attestations(provider, route)
    return provider.local or what in said or (what == NO_TRAINING and ZDR in said)


def in_region(provider: Provider, route: Route, what: str, region: str) -> bool:
    """Whether data stay in a region. what: `data` or `execution`. A part of a region is in it: `us-east` is
    in `us`."""
    for said in attestations(provider, route):
        where = re.fullmatch(rf"(?:{what}-)?region:(.+)", said)
        if where and (where[1] == region or where[1].startswith(f"{region}-")):
            return True
    return False
