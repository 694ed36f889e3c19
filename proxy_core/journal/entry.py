"""What is remembered of one exchange, and the columns in which it is shown.

Metadata only: an entry has no field that could hold a message, a value that was redacted, or a key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType

#: billionths of a US dollar in one
DOLLAR = 1_000_000_000


class Outcome(Enum):
    """How an exchange stands."""

    RUNNING = "running"
    DONE = "done"
    BLOCKED = "blocked"  # refused here, by policy or the PHI Guard
    FAILED = "failed"
    CANCELLED = "cancelled"  # the client left


@dataclass(frozen=True, slots=True)
class Attempt:
    """One route that was tried. outcome: `ok`, or why not in a few words (`connect failed`, `429`)."""

    provider: str
    model: str
    outcome: str
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the provider counted them."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange. Times in milliseconds, sizes in bytes; `at` is UTC. phi: PHI type -> how many.

    cost: in billionths of a US dollar. counted: whether it counts against the limits of a day.
    """

    request_id: str
    at: datetime
    surface: str = "messages"
    outcome: Outcome = Outcome.RUNNING
    client: str = ""
    session: str = ""
    key: str = ""
    requested_model: str = ""
    provider: str = ""
    model: str = ""
    stream: bool = False
    status: int = 0
    code: str = ""
    message: str = ""
    attempts: tuple[Attempt, ...] = ()
    notes: tuple[str, ...] = ()
    usage: Usage = Usage()
    cost: int = 0
    counted: bool = False
    request_bytes: int = 0
    response_bytes: int = 0
    first_byte_ms: float | None = None
    total_ms: float | None = None
    phi: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    phi_scanned: int = 0
    phi_exempt: int = 0
    phi_ms: float = 0.0
    phi_unresolved: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the log. text: what is shown and filtered; width: in average characters."""

    key: str
    title: str
    text: Callable[[Entry], str]
    width: int
    help: str
    right: bool = False


def _milliseconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f} ms" if value < 999.5 else f"{value / 1000:.1f} s"


def _bytes(value: int) -> str:
    if value < 1024:
        return f"{value} B" if value else ""
    return f"{value / 1024:.0f} KB" if value < 1023.5 * 1024 else f"{value / 1024 / 1024:.1f} MB"


def _route(entry: Entry) -> str:
    if not entry.provider:
        return ""
    return f"{entry.provider} · {entry.model}" if entry.model else entry.provider


def _phi(entry: Entry) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in entry.phi.items())


def _checked(entry: Entry) -> bool:
    """Whether the PHI Guard saw it to the end."""
    return bool(entry.phi_scanned or entry.phi_exempt or entry.phi_ms)


def _check_time(entry: Entry) -> str:
    if not _checked(entry):
        return ""
    # a turn of which only the last message is new takes less than a millisecond
    return f"{entry.phi_ms:.1f} ms" if entry.phi_ms < 9.95 else _milliseconds(entry.phi_ms)


def _tokens(entry: Entry) -> str:
    usage = entry.usage
    total_in = usage.input + usage.cache_read + usage.cache_write
    return f"{total_in:,} → {usage.output:,}" if total_in or usage.output else ""


def _cost(entry: Entry) -> str:
    return f"${entry.cost / DOLLAR:.4f}" if entry.cost else ""


#: what the log shows, in order; the table, its filter and the export read it.
COLUMNS: tuple[Column, ...] = (
    Column("at", "Time", lambda e: e.at.astimezone().strftime("%H:%M:%S"), 9, "When the request came in."),
    Column("outcome", "Outcome", lambda e: e.outcome.value, 10, "How the exchange stands."),
    Column(
        "status", "Status", lambda e: str(e.status or ""), 6, "The HTTP status of the answer.", right=True
    ),
    Column(
        "requested_model", "Asked for", lambda e: e.requested_model, 22, "The model that the client named."
    ),
    Column("route", "Answered by", _route, 26, "The provider and its model."),
    Column("phi", "PHI", _phi, 22, "What was replaced on the way out, by type."),
    Column("tokens", "Tokens", _tokens, 15, "Tokens in and out, as the provider counted them.", right=True),
    Column(
        "cost",
        "Cost",
        _cost,
        8,
        "What the tokens cost, by the price that is known; empty where it costs nothing.",
        right=True,
    ),
    Column(
        "first_byte",
        "First byte",
        lambda e: _milliseconds(e.first_byte_ms),
        9,
        "Time to the first byte.",
        True,
    ),
    Column("total", "Total", lambda e: _milliseconds(e.total_ms), 8, "Time to the last byte.", right=True),
    Column("size", "Request", lambda e: _bytes(e.request_bytes), 8, "The size of the request.", right=True),
    Column("key", "Key", lambda e: e.key, 12, "The local key that was used."),
    Column("code", "Code", lambda e: e.code, 20, "The error code, if any."),
    Column("phi_ms", "PHI check", _check_time, 9, "The time that the PHI check took.", right=True),
    Column(
        "phi_scanned",
        "Scanned",
        lambda e: f"{e.phi_scanned:,}" if _checked(e) else "",
        8,
        "How many texts of the request were checked for PHI.",
        right=True,
    ),
    Column(
        "phi_exempt",
        "Exempt",
        lambda e: f"{e.phi_exempt:,}" if _checked(e) else "",
        7,
        "How many were not: ids, words of the API, signed or encrypted content. The inspector says which.",
        right=True,
    ),
    Column(
        "phi_unresolved",
        "Unresolved",
        lambda e: f"{e.phi_unresolved:,}" if e.phi_unresolved else "",
        10,
        "Placeholders in the answer that stand for nothing in this request.",
        right=True,
    ),
)
