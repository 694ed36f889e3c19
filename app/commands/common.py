"""What the commands share: their errors, the configuration they work on, tables on the terminal.

Owns no command. Imports nothing heavy: the help needs it too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from app.config_store import ConfigStore


class CommandError(Exception):
    """What a person is told before exit code 2: one sentence, and a hint what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks of errors as every command does."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message[:1].upper()}{message[1:]}.", f"Try '{self.prog} --help'.")


def config_argument(parser: argparse.ArgumentParser) -> None:
    """`--config FILE`, before or after the command."""
    parser.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
        default=argparse.SUPPRESS,
        help="the configuration file (default: this user's own, see 'scrubroom config check')",
    )


def config_path(args: argparse.Namespace) -> Path | None:
    """The file that was named; None for this user's own."""
    path: Path | None = getattr(args, "config", None)
    return path.expanduser() if path is not None else None


def open_store(args: argparse.Namespace, *, broken_ok: bool = True, quiet: bool = False) -> ConfigStore:
    """The configuration, loaded. What is wrong with it is said; with broken_ok the last good one serves.

    Raises `CommandError`.
    """
    from app.config_store import ConfigStore
    from app.paths import config_file
    from proxy_core.providers import OPTION_CHECKS

    named = config_path(args)
    store = ConfigStore(named or config_file(), OPTION_CHECKS)
    store.load()
    if store.problem is not None:
        if not broken_ok:
            raise CommandError(store.problem)
        if not quiet:
            say(store.problem)
    return store


@contextmanager
def plain_errors(hint: str = "") -> Iterator[None]:
    """Turns what the parts below raise for a person into a `CommandError`."""
    from app.claude_code import ClaudeCodeError
    from proxy_core.config import ConfigError
    from proxy_core.errors import ProxyError
    from proxy_core.secrets import SecretsUnavailable

    try:
        yield
    except BrokenPipeError:
        raise  # whoever read our output has gone: `main` ends in silence
    except ConfigError as error:
        raise CommandError(sentence(str(error)), hint) from None
    except (ClaudeCodeError, SecretsUnavailable) as error:
        raise CommandError(sentence(str(error)), hint) from None
    except ProxyError as error:
        raise CommandError(sentence(error.message), hint or error.hint) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise CommandError(f"{where}{error.strerror or type(error).__name__}.", hint) from None


def sentence(text: str) -> str:
    """The text, beginning with a capital letter unless it begins with a path or a name, and ended."""
    first = text.split(" ", 1)[0]
    if first.isalpha():
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def say(text: str) -> None:
    """A line for the person, beside the output."""
    print(f"scrubroom: {text}", file=sys.stderr, flush=True)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns as wide as they need to be."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    )
