"""The audit trail: what was decided about the policy and what it has refused. Each row seals the last.

A row's hash covers its content and the hash before it, so that no row can be changed, taken out or put in
without all later ones showing it; the head, kept apart, shows rows missing at the end. Whoever may write the
file could make all of it anew: what they cannot change is a head that was noted elsewhere (the program's log
notes each one), which `verify` compares. Functions run within a transaction, on the journal's thread.
Source: the linked hashes of S. Haber and W. S. Stornetta, https://doi.org/10.1007/BF00196791
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proxy_core.journal.database import Run
from proxy_core.wire import json

#: stands before the first row
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Sealed:
    """One row. kind: what happened, as `policy.changed`. subject: to what. details: never PHI."""

    number: int
    at: str
    kind: str
    subject: str
    details: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """rows: how many there are. head: the last one's hash. problem: what is wrong; empty if nothing is."""

    rows: int
    head: str
    problem: str = ""


def append(run: Run, at: datetime, kind: str, subject: str, details: Mapping[str, Any]) -> Sealed:
    """One row more. Returns it."""
    found = run.execute("SELECT number, hash FROM audit_head").fetchone()
    number, before = (found[0] + 1, found[1]) if found else (1, GENESIS)
    text = json.dumps(dict(details)).decode()
    when = at.isoformat(timespec="milliseconds")
    seal = _hash(before, number, when, kind, subject, text)
    run.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", (number, when, kind, subject, text, seal))
    run.execute("INSERT OR REPLACE INTO audit_head VALUES (1, ?, ?)", (number, seal))
    return Sealed(number, when, kind, subject, details, seal)


def verify(run: Run, noted: Mapping[int, str] | None = None) -> Verdict:
    """Go through the whole trail. noted: number -> hash, as they were noted elsewhere."""
    before, expected = GENESIS, 1
    noted = dict(noted or {})
    for number, at, kind, subject, text, seal in run.execute("SELECT * FROM audit ORDER BY number"):
        if number != expected:
            return Verdict(expected - 1, before, f"Row {expected} is missing.")
        if seal != _hash(before, number, at, kind, subject, text):
            return Verdict(expected - 1, before, f"Row {number} was changed, or one before it was taken out.")
        if not seal.startswith(noted.pop(number, "")):
            return Verdict(number, seal, f"Row {number} is not the one whose hash was noted.")
        before, expected = seal, expected + 1
    rows = expected - 1
    head = run.execute("SELECT number, hash FROM audit_head").fetchone() or (0, GENESIS)
    if head != (rows, before):
        missing = f"Rows are missing at the end: there were {head[0]}, and there are {rows}."
        return Verdict(rows, before, missing)
    if noted:
        return Verdict(rows, before, f"Row {min(noted)}, whose hash was noted, is missing.")
    return Verdict(rows, before)


def newest(run: Run, limit: int, *, before: int | None = None, kind: str = "") -> list[Sealed]:
    """Rows, the newest first. before: only those of a lower number. kind: only of that kind or its family."""
    rows = run.execute(
        "SELECT * FROM audit WHERE number < ? AND (? = '' OR kind = ? OR kind LIKE ? || '.%') "
        "ORDER BY number DESC LIMIT ?",
        (before if before is not None else 1 << 62, kind, kind, kind, limit),
    )
    return [Sealed(n, at, what, who, _details(text), seal) for n, at, what, who, text, seal in rows]


def _details(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text.encode())
    except json.InvalidJson:
        value = None
    return value if isinstance(value, dict) else {}


def _hash(before: str, number: int, at: str, kind: str, subject: str, details: str) -> str:
    # JSON keeps the fields apart: no two rows are the same bytes.
    sealed = json.dumps([before, number, at, kind, subject, details])
    return hashlib.sha256(sealed).hexdigest()
