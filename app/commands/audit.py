"""`scrubroom audit`: the trail of what was decided about the policy and what it has refused."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.commands.common import CommandError, config_argument, config_path, say, table

if TYPE_CHECKING:
    from proxy_core.journal.database import Run

T = TypeVar("T")
_NOTED = 16


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    verify = actions.add_parser("verify", help="whether the trail is whole; exit code 1 if it is not")
    verify.add_argument(
        "--noted",
        metavar="NUMBER:HASH",
        type=_noted,
        action="append",
        default=[],
        help="a row's hash that was noted elsewhere, as the program's log does; may be said more than once",
    )
    listing = actions.add_parser("list", help="print the trail, the newest row first")
    listing.add_argument("--limit", metavar="N", type=_count, default=50, help="rows at most (default: 50)")
    listing.add_argument("--kind", metavar="KIND", default="", help="only these, such as key or key.revoked")
    for action in (verify, listing):
        config_argument(action)
    parser.epilog = (
        "Each row is sealed with the one before it, so a row that was changed, taken out or cut off is "
        "found. Whoever may write the file could make all of it anew: only a hash that was noted elsewhere "
        "tells that."
    )


def run(args: argparse.Namespace) -> int:
    from app.journal_place import journal_file
    from app.paths import config_file

    path = journal_file(config_path(args) or config_file())
    if not path.exists():
        say(f"Nothing was written yet: there is no {path}.")
        return 1 if args.action == "verify" and args.noted else 0
    return _verify(path, dict(args.noted)) if args.action == "verify" else _list(path, args.limit, args.kind)


def _verify(path: Path, noted: Mapping[int, str]) -> int:
    from proxy_core.journal.audit import verify

    found = _read(path, lambda run: verify(run, noted))
    if found.problem:
        print(f"The audit trail is not whole. {found.problem}")
        return 1
    print(f"The audit trail is whole: {found.rows} row{'' if found.rows == 1 else 's'}.")
    if found.rows:
        print(f"Note this elsewhere: {found.rows}:{found.head[:_NOTED]}")
    return 0


def _list(path: Path, limit: int, kind: str) -> int:
    from proxy_core.journal.audit import newest

    rows = []
    for row in _read(path, lambda run: newest(run, limit, kind=kind)):
        at = datetime.fromisoformat(row.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        details = json.dumps(row.details, ensure_ascii=True)
        rows.append((str(row.number), at, row.kind, row.subject, details, row.hash[:_NOTED]))
    print(
        table(("ROW", "TIME", "WHAT", "OF", "DETAILS", "HASH"), rows) if rows else "There are no such rows."
    )
    return 0


def _read(path: Path, work: Callable[[Run], T]) -> T:
    """Raises `CommandError`."""
    from app.journal_place import read_journal
    from proxy_core.journal.database import JournalError

    try:
        return read_journal(path, work)
    except JournalError as error:
        raise CommandError(str(error)) from None


def _noted(text: str) -> tuple[int, str]:
    number, _, seal = text.partition(":")
    if not number.isascii() or not number.isdigit() or len(seal) < _NOTED:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a row's number and the first {_NOTED} characters of its hash, as in 17:9f3a…"
        )
    return int(number), seal.lower()


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of rows")
    return int(text)
