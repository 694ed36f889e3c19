"""`scrubroom scan`: what would be redacted in a text, for a person or, with --jsonl, for a program.

By the rules of the configuration, and for a FILE by those of its repository's `.phiallow` if that is trusted:
what a request with this text would meet.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.common import CommandError, config_argument, open_store, plain_errors, say

if TYPE_CHECKING:
    from proxy_core.privacy.engine import Engine
    from proxy_core.privacy.types import Span


def arguments(parser: argparse.ArgumentParser) -> None:
    config_argument(parser)
    parser.add_argument("files", metavar="FILE", nargs="*", help="texts to scan; none or - reads stdin")
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help='lines {"id", "text"} on stdin become {"id", "spans": [{"start", "end", "type"}]} on stdout',
    )
    parser.add_argument("--fail", action="store_true", help="exit with 1 if anything was found")
    parser.add_argument("--show", action="store_true", help="also print what was found, not only where")


def run(args: argparse.Namespace) -> int:
    if args.jsonl and args.files:
        raise CommandError("--jsonl reads stdin and takes no FILE.", "Try 'scrubroom scan --help'.")
    with plain_errors():
        engine = _engine(args)
        found = _lines(sys.stdin.buffer, engine) if args.jsonl else _texts(args, engine)
    return 1 if found and args.fail else 0


def _engine(args: argparse.Namespace) -> Engine:
    """The engine of the configuration. Raises `CommandError` where a value it needs cannot be read."""
    from proxy_core.privacy.rules import engine_for

    settings = open_store(args).config.settings
    return engine_for(settings, _kept_values(settings["privacy.deny"]))


def _kept_values(entries: Sequence[str]) -> Mapping[str, str]:
    from proxy_core.privacy.lists import kept_id

    if not any(kept_id(entry) for entry in entries):
        return {}  # nothing that would need the keyring, which may ask its owner
    from app.always_phi import AlwaysPhi
    from app.keyring_store import KeyringStore

    async def read() -> Mapping[str, str]:
        always = AlwaysPhi(KeyringStore())
        problem = await always.read(entries)
        if problem:
            raise CommandError(problem)
        return always.values

    return asyncio.run(read())


class _Repositories:
    """The engine for a file: with its repository's `.phiallow` if that is trusted; if not, that is said."""

    def __init__(self, engine: Engine) -> None:
        from app.paths import phiallow_file
        from app.phiallow_trust import TrustStore

        self._engine = engine
        self._trust = TrustStore(phiallow_file())
        self._known: dict[Path, Engine] = {}

    def engine(self, folder: Path) -> Engine:
        if folder not in self._known:
            self._known[folder] = self._look(folder)
        return self._known[folder]

    def _look(self, folder: Path) -> Engine:
        from app.phiallow_file import find, read
        from app.phiallow_trust import Decision

        path = find(folder)
        file = read(path) if path is not None else None
        if file is None:
            return self._engine
        if file.allow is None:
            say(f"{file.path} was left out. {file.problem}")
            return self._engine
        decision = self._trust.decision(file.path, file.digest)
        if decision is Decision.TRUSTED:
            return self._engine.allowing(file.allow)
        if decision is None:
            say(f"{file.path} was left out, because nobody has trusted it: see 'scrubroom allow --help'.")
        return self._engine


def _lines(stream: Iterable[bytes], engine: Engine) -> int:
    """The machine's form. Returns how many spans there were."""
    from proxy_core.privacy.scan import scan

    total = 0
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        item = _item(line, number)
        spans = scan(item["text"], engine)
        total += len(spans)
        found = [{"start": span.start, "end": span.end, "type": span.type} for span in spans]
        print(json.dumps({"id": item.get("id"), "spans": found}), flush=True)
    return total


def _item(line: bytes, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except ValueError:
        raise CommandError(
            f"Line {number} of stdin is not JSON.", 'Each line is {"id": …, "text": "…"}.'
        ) from None
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        raise CommandError(f"Line {number} of stdin has no text.", 'Each line is {"id": …, "text": "…"}.')
    return item


def _texts(args: argparse.Namespace, engine: Engine) -> int:
    """A person's form. Returns how many spans there were."""
    from proxy_core.privacy.scan import scan

    repositories = _Repositories(engine)
    total: Counter[str] = Counter()
    for name in args.files or ["-"]:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = data.decode("utf-8", errors="replace")
        folder = Path.cwd() if name == "-" else Path(name).absolute().parent
        spans = scan(text, repositories.engine(folder))
        total.update(span.type for span in spans)
        for line in _places("stdin" if name == "-" else name, text, spans, show=args.show):
            print(line)
    if total:
        say("Would be redacted: " + ", ".join(f"{kind} {count}" for kind, count in total.most_common()) + ".")
    else:
        say("Nothing was found that would be redacted.")
    return total.total()


def _places(name: str, text: str, spans: Iterable[Span], *, show: bool) -> Iterable[str]:
    """`file:line:column: TYPE, n characters`, both from 1."""
    line, start = 1, 0
    for span in spans:
        line += text.count("\n", start, span.start)
        start = span.start
        column = span.start - (text.rfind("\n", 0, span.start) + 1) + 1
        value = f": {text[span.start : span.end]}" if show else f", {span.end - span.start} characters"
        yield f"{name}:{line}:{column}: {span.type}{value}"
