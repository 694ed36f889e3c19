"""What programs may read of usage, budgets, keys, agreements and the audit trail: `GET`, scope control:read.

Each answer is `{"success": true, "data": ..., "meta": {"request_id"}}`. Money is in US dollars, times are
UTC, days are those where this computer is. Nothing here holds content or a secret.

| address | query | data |
|---|---|---|
| /v1/usage | `from`, `to`: days; by default the budget's cycle | sums, and by day, model and key |
| /v1/usage/budget | | the cycle, and each budget: limit, spent, reserved, remaining |
| /v1/api_keys | | name, last four, scopes, limits and last use of each local key |
| /v1/compliance/baa | | the rule, and each provider's agreement |
| /v1/audit | `limit` 1 to 200 (50), `cursor`, `action` | rows, the newest first, each with its hash |
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from proxy_core.auth import authenticate, require_scope
from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.journal import audit
from proxy_core.journal.database import JournalError, Run
from proxy_core.journal.entry import DOLLAR
from proxy_core.journal.usage import last_used, usage
from proxy_core.policy import baa
from proxy_core.policy.budget import EVERYBODY, THRESHOLDS, limits_of, standing_of
from proxy_core.policy.cycle import cycle_of

T = TypeVar("T")
Query = Mapping[str, str]
Answer = Callable[[Core, Query], Awaitable[Any]]
SCOPE = "control:read"
#: rows of the audit trail in one answer
DEFAULT_ROWS, MOST_ROWS = 50, 200


async def control(path: str, headers: Mapping[str, str], query: Query, core: Core) -> Any:
    """The data of an address in `ADDRESSES`. headers: lower-case names. Raises `ProxyError`."""
    principal = authenticate(headers, core.config.keys, exposed=core.exposed > 0)
    require_scope(principal, SCOPE)
    try:
        return await ADDRESSES[path](core, query)
    except JournalError as error:
        raise ProxyError("INFERENCE_UNAVAILABLE", str(error), retryable=False) from None


async def _usage(core: Core, query: Query) -> Any:
    cycle = cycle_of(core.config["policy.budget_cycle"], core.clock.now())
    first = _day(query, "from", cycle.start)
    last = _day(query, "to", core.today())
    return await _ask(core, lambda run: usage(run, first, last))


async def _budget(core: Core, query: Query) -> Any:
    config = core.config
    cycle = cycle_of(config["policy.budget_cycle"], core.clock.now())
    limits = dict.fromkeys(
        limit for name in (EVERYBODY, *(key.name for key in config.keys)) for limit in limits_of(config, name)
    )
    found = await _ask(core, lambda run: [(each, standing_of(run, each, cycle)) for each in limits])
    return {
        "cycle": cycle.kind,
        "cycle_start": cycle.start.isoformat(),
        "cycle_reset_at": cycle.reset.isoformat(),
        "alert_thresholds": list(THRESHOLDS),
        "budgets": [
            {
                "key": limit.key or None,
                "limit_usd": standing.limit / DOLLAR,
                "spent_usd": standing.spent / DOLLAR,
                "reserved_usd": standing.reserved / DOLLAR,
                "remaining_usd": standing.left / DOLLAR,
            }
            for limit, standing in found
        ],
    }


async def _api_keys(core: Core, query: Query) -> Any:
    used = await _ask(core, last_used)
    return [
        {
            "name": key.name,
            "last_four": key.last_four,
            "scopes": list(key.scopes),
            "rpm": key.rpm,
            "daily": key.daily,
            "budget_usd": key.budget_usd,
            "last_used_at": used.get(key.name),
        }
        for key in core.config.keys
    ]


async def _baa(core: Core, query: Query) -> Any:
    today = core.today()
    return {
        "require_baa": core.config["policy.require_baa"],
        "providers": [
            {
                "name": provider.name,
                "covered": provider.covered(today),
                "status": "local" if provider.local else provider.baa.status,
                "signed_on": _iso(provider.baa.signed_on),
                "expires_on": _iso(provider.baa.expires_on),
                "expires_in_days": baa.days_left(provider, today),
                "reference": provider.baa.reference,
                "attested_by": provider.baa.attested_by,
            }
            for provider in core.config.providers
        ],
    }


async def _audit(core: Core, query: Query) -> Any:
    limit = _number(query, "limit", DEFAULT_ROWS, 1, MOST_ROWS)
    before = _number(query, "cursor", 1 << 62, 1, 1 << 62)
    action = query.get("action", "")[:64]
    rows = await _ask(core, lambda run: audit.newest(run, limit + 1, before=before, kind=action))
    return {
        "entries": [
            {
                "id": row.number,
                "at": row.at,
                "action": row.kind,
                "entity_id": row.subject,
                "details": row.details,
                "integrity_hash": row.hash,
            }
            for row in rows[:limit]
        ],
        "next_cursor": rows[limit - 1].number if len(rows) > limit else None,
    }


ADDRESSES: Mapping[str, Answer] = {
    "/v1/usage": _usage,
    "/v1/usage/budget": _budget,
    "/v1/api_keys": _api_keys,
    "/v1/compliance/baa": _baa,
    "/v1/audit": _audit,
}


async def _ask(core: Core, work: Callable[[Run], T]) -> T:
    if core.journal is None:
        raise JournalError("Nothing is kept on the disk here, so there is nothing to tell.")
    return await asyncio.wrap_future(core.journal.ask(work))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(query: Query, name: str, default: date) -> date:
    try:
        return date.fromisoformat(query[name]) if name in query else default
    except ValueError:
        raise ProxyError(
            "VALIDATION_FAILED", f"{name}: must be a day such as 2026-01-31", param=name
        ) from None


def _number(query: Query, name: str, default: int, least: int, most: int) -> int:
    text = query.get(name, str(default))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    if not least <= number <= most:
        raise ProxyError(
            "VALIDATION_FAILED", f"{name}: must be a whole number from {least} to {most}", param=name
        )
    return number
