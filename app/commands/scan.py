"""`scrubroom scan`: what would be redacted in a text, for a person or, with --jsonl, for a program."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.common import CommandError, config_argument, plain_errors, say

if TYPE_CHECKING:
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
        found = _lines(sys.stdin.buffer) if args.jsonl else _texts(args)
    return 1 if found and args.fail else 0


def _lines(stream: Iterable[bytes]) -> int:
    """The machine's form. Returns how many spans there were."""
    from proxy_core.privacy.scan import scan

    total = 0
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        item = _item(line, number)
        spans = scan(item["text"])
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


def _texts(args: argparse.Namespace) -> int:
    """A person's form. Returns how many spans there were."""
    from proxy_core.privacy.scan import scan

    total: Counter[str] = Counter()
    for name in args.files or ["-"]:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = data.decode("utf-8", errors="replace")
        spans = scan(text)
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
