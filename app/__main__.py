"""The command line: finds the command, runs it, says errors as one sentence and a hint.

Owns the exit codes: 0 done, 1 something was found (as each command says), 2 an error, 130 interrupted.
Imports only what the command needs.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from app.commands import COMMANDS, Command
from app.commands.common import CommandError, Parser, config_argument

#: commands whose own set-up of the log is part of starting the program
_PROGRAMS = ("tray", "serve")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code. argv: without the program's name; None: the process's."""
    try:
        try:
            return _answered(list(sys.argv[1:] if argv is None else argv))
        finally:
            if sys.stdout is not None:  # a program without a console has none
                sys.stdout.flush()  # at exit, what cannot be written any more would be a complaint
    except BrokenPipeError:
        # whoever read our output has gone; nothing may be written to it at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _answered(arguments: list[str]) -> int:
    try:
        return _run(arguments)
    except CommandError as error:
        print(f"scrubroom: {error.message}", file=sys.stderr)
        if error.hint:
            print(error.hint, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(arguments: list[str]) -> int:
    chosen = _chosen(arguments)
    module = _module(chosen) if chosen is not None else None
    rest: list[str] = []
    split = getattr(module, "split_arguments", None)
    if chosen is not None and split is not None:
        at = arguments.index(chosen.name) + 1
        own, rest = split(arguments[at:])
        arguments = [*arguments[:at], *own]
    parser = build_parser(chosen, module)
    args = parser.parse_args(arguments)
    args.rest = rest
    command = chosen or COMMANDS[0]
    if command.name not in _PROGRAMS:
        _quiet_log()
    return int(getattr(module or _module(command), command.run)(args))


def build_parser(chosen: Command | None = None, module: ModuleType | None = None) -> Parser:
    """The parser with all commands, of which only the chosen one has its arguments."""
    parser = Parser(
        prog="scrubroom",
        description="Keeps patients' data out of what Claude Code sends, by a local proxy.",
        epilog="Without a command: tray icon and window. 'scrubroom COMMAND --help' tells more.",
    )
    parser.add_argument("--version", action=_Version, help="show the version and exit")
    config_argument(parser)
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", parser_class=Parser)
    for command in COMMANDS:
        own = commands.add_parser(command.name, help=command.help, description=_described(command.help))
        if command is chosen and module is not None:
            getattr(module, command.arguments)(own)
    return parser


def _described(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


class _Version(argparse.Action):
    """Prints the version; it is looked up only then."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from proxy_core.version import VERSION

        print(f"scrubroom {VERSION}")
        parser.exit()


def _chosen(arguments: Sequence[str]) -> Command | None:
    """The command in the arguments; None for the tray without a word, or for none that there is."""
    skip = False
    for argument in arguments:
        if skip or argument.startswith("-"):
            skip = argument == "--config"
            continue
        return next((command for command in COMMANDS if command.name == argument), None)
    return None


def _module(command: Command) -> ModuleType:
    return importlib.import_module(f"app.commands.{command.module}")


def _quiet_log() -> None:
    """Commands speak for themselves; the log is shown only to who asks for it."""
    if os.environ.get("SCRUBROOM_LOG"):
        from app.logging_setup import setup_logging

        setup_logging(None)
    else:
        logging.getLogger().addHandler(logging.NullHandler())


if __name__ == "__main__":
    sys.exit(main())
