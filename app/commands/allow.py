"""`scrubroom allow`: what the `.phiallow` of a repository would let pass, and whether it may."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import CommandError, config_argument, plain_errors, say, table

if TYPE_CHECKING:
    from app.phiallow_file import PhiAllowFile
    from app.phiallow_trust import TrustStore

_HINT = "A .phiallow has one value a line, or a regular expression between slashes; # begins a comment."


def arguments(parser: argparse.ArgumentParser) -> None:
    config_argument(parser)
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        default=Path(),
        help="the repository, a folder in it or its .phiallow (default: the current folder)",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--yes", action="store_true", help="trust the content without asking")
    what.add_argument("--ignore", action="store_true", help="do not ask about this content again")
    what.add_argument("--revoke", action="store_true", help="take back what was decided")
    what.add_argument("--list", action="store_true", help="list what was decided, and change nothing")
    parser.epilog = (
        "A .phiallow says which values are synthetic or public in its repository. It counts only once its "
        "exact content is trusted, here or in the window; if it changes, that is asked anew."
    )


def run(args: argparse.Namespace) -> int:
    from app.paths import phiallow_file
    from app.phiallow_trust import Decision, TrustStore

    with plain_errors():
        store = TrustStore(phiallow_file())
        if args.list:
            return _list(store)
        file = _file(args.path)
        if args.revoke:
            store.decide(file.path, file.digest, None)
            say(f"{file.path} does not count any more.")
            return 0
        if args.ignore:
            store.decide(file.path, file.digest, Decision.IGNORED)
            say(f"{file.path} does not count, and nobody asks again until it changes.")
            return 0
        return _trust(store, file, sure=args.yes)


def _trust(store: TrustStore, file: PhiAllowFile, *, sure: bool) -> int:
    from app.phiallow_trust import Decision

    if file.allow is None:
        raise CommandError(f"{file.path} cannot be used. {file.problem}", _HINT)
    say(f"{file.path} would let these pass in requests from its repository:")
    for value in [*sorted(file.allow.exact), *(f"/{each}/" for each in file.allow.expressions)]:
        print(_printable(value))
    if store.decision(file.path, file.digest) is Decision.TRUSTED:
        say("This content is trusted already.")
        return 0
    if not sure and not _agreed():
        say("Nothing was changed.")
        return 1
    store.decide(file.path, file.digest, Decision.TRUSTED)
    say("This content is trusted. A running proxy takes it up within a second.")
    return 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise CommandError("Nobody is here to be asked.", "Read the content above, then say --yes.")
    print("Trust this content? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _file(path: Path) -> PhiAllowFile:
    """The file that a path leads to. Raises `CommandError`."""
    from app.phiallow_file import find, read

    absolute = path.expanduser().absolute()
    place = absolute if absolute.name == ".phiallow" and absolute.is_file() else find(absolute)
    file = read(place.resolve()) if place is not None else None
    if file is None:
        raise CommandError(f"There is no .phiallow for {absolute}.", _HINT)
    return file


def _list(store: TrustStore) -> int:
    from app.phiallow_file import read

    rows = []
    for path, (digest, decision) in store.files().items():
        now = read(path)
        changed = "gone" if now is None else "" if now.digest == digest else "changed since"
        rows.append((decision.value, str(path), changed))
    print(table(("DECIDED", "FILE", ""), sorted(rows)) if rows else "Nothing was decided yet.")
    return 0


def _printable(text: str) -> str:
    """A file may come from anybody: nothing in it may drive a terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
