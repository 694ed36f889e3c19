"""`scrubroom config`: check, export and import the configuration file. An export holds no secrets."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.commands.common import CommandError, config_argument, open_store, plain_errors, say


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    check = actions.add_parser("check", help="say where the configuration is and whether it is right")
    export = actions.add_parser("export", help="print it without secrets and local keys")
    bring = actions.add_parser("import", help="put another one in its place; the old one is kept beside it")
    bring.add_argument("file", metavar="FILE", type=Path, help="the configuration to take; - reads stdin")
    for action in (check, export, bring):
        config_argument(action)


def run(args: argparse.Namespace) -> int:
    with plain_errors("Nothing was changed."):
        match args.action:
            case "import":
                return _import(args)
            case "export":
                return _export(args)
            case _:
                return _check(args)


def _check(args: argparse.Namespace) -> int:
    store = open_store(args, broken_ok=False)
    if not store.path.exists():
        say(f"There is no file {store.path}; the built-in demo model answers to every name.")
        return 0
    config = store.config
    print(
        f"{store.path} is right: {_count(len(config.providers), 'provider')}, "
        f"{_count(len(config.models), 'model')}, {_count(len(config.keys), 'local key')}."
    )
    return 0


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _export(args: argparse.Namespace) -> int:
    from app.config_export import export

    store = open_store(args, broken_ok=False)
    text, masked = export(store.path)
    sys.stdout.write(text)
    for place in masked:
        say(f"{place} looks like a key and was left out; put keys into the keyring.")
    return 0


def _import(args: argparse.Namespace) -> int:
    if str(args.file) == "-":
        text = sys.stdin.read()
    else:
        try:
            text = args.file.expanduser().read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise CommandError(f"{args.file} is not UTF-8.", "Save it as UTF-8.") from None
    store = open_store(args)
    backup = store.import_text(text)
    say(f"{store.path} is replaced." + (f" The old one is in {backup}." if backup else ""))
    return 0
