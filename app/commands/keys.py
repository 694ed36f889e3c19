"""`scrubroom keys`: local keys, which clients of the proxy send."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from app.commands.common import config_argument, open_store, plain_errors, say, table
from proxy_core.config import Config, is_loopback


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    create = actions.add_parser("create", help="make a key and print it, once")
    create.add_argument("name", metavar="NAME", help="what to call it, such as the project it is for")
    create.add_argument(
        "--scopes", metavar="A,B", default="ai:chat", help="what it may do (default: ai:chat)"
    )
    create.add_argument("--rpm", metavar="N", type=_whole, help="requests a minute at most")
    create.add_argument("--daily", metavar="N", type=_whole, help="requests a day at most")
    create.add_argument("--budget", metavar="USD", type=_money, help="US dollars a cycle at most")
    listing = actions.add_parser("list", help="list the keys, without the keys themselves")
    revoke = actions.add_parser("revoke", help="take a key back; a running proxy refuses it within a second")
    revoke.add_argument("name", metavar="NAME")
    for action in (create, listing, revoke):
        config_argument(action)


def run(args: argparse.Namespace) -> int:
    with plain_errors():
        match args.action:
            case "create":
                return _create(args)
            case "revoke":
                return _revoke(args)
            case _:
                return _list(args)


def _create(args: argparse.Namespace) -> int:
    from app.local_keys import create_key

    store = open_store(args)
    first = not store.config.keys
    key, kept = create_key(
        args.name,
        scopes=[scope.strip() for scope in args.scopes.split(",") if scope.strip()],
        rpm=args.rpm,
        daily=args.daily,
        budget_usd=args.budget,
    )
    store.add_key(kept)
    print(key)
    say("Keep this key; it cannot be shown again.")
    if first:
        say("From now on every client of the proxy needs a key.")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    store = open_store(args)
    store.revoke_key(args.name)
    say(f"The key '{args.name}' is revoked.")
    if not store.config.keys:
        say(_without_keys(store.config))
    return 0


def _without_keys(config: Config) -> str:
    host = config["server.host"]
    if is_loopback(host):
        return "There are no local keys, so everybody on this machine may use the proxy."
    return f"There are no local keys, so the proxy does not listen on {host}: other machines could use it."


def _list(args: argparse.Namespace) -> int:
    store = open_store(args)
    keys = store.config.keys
    if not keys:
        say(_without_keys(store.config))
        return 0
    used = _last_used(store.path)
    rows = [
        [
            key.name,
            f"…{key.last_four}",
            ",".join(key.scopes),
            _limit(key.rpm),
            _limit(key.daily),
            _limit(key.budget_usd),
            used.get(key.name, "-"),
        ]
        for key in keys
    ]
    print(table(["NAME", "KEY", "SCOPES", "RPM", "DAILY", "BUDGET (USD)", "LAST USED"], rows))
    return 0


def _last_used(config: Path) -> Mapping[str, str]:
    """When each key was used last, in local time; nothing where the journal cannot say."""
    from app.journal_place import journal_file, read_journal
    from proxy_core.journal.database import JournalError
    from proxy_core.journal.usage import last_used

    path = journal_file(config)
    try:
        found = read_journal(path, last_used) if path.exists() else {}
    except JournalError as error:
        say(str(error))
        return {}
    return {
        key: datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M") for key, at in found.items()
    }


def _limit(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number")
    return int(text)


def _money(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no amount in US dollars")
    return value
