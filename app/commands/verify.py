"""`scrubroom verify`: proves that no planted patient gets out; exit code 1 if one does."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import CommandError, config_argument, config_path, plain_errors, say, table

if TYPE_CHECKING:
    from app.verify_report import Report
    from proxy_core.config import Config


def arguments(parser: argparse.ArgumentParser) -> None:
    config_argument(parser)


def run(args: argparse.Namespace) -> int:
    from app.paths import config_file
    from app.verify import verify

    named = config_path(args)
    with plain_errors():
        config = _read(named or config_file(), must_exist=named is not None)
    say("Planting synthetic patients. Nothing is sent to anybody.")
    return tell(asyncio.run(verify(config)))


def tell(report: Report) -> int:
    """Prints a report. Returns the exit code."""
    from app.verify_report import HEAD

    print(table(HEAD, [row.cells() for row in report.rows]))
    print()
    for problem in report.problems():
        print(problem)
    print(report.summary())
    return 0 if report.clean else 1


def _read(path: Path, *, must_exist: bool) -> Config:
    """The configuration in a file, which is only read: nothing is migrated or kept. Raises `CommandError`."""
    from app.config_file import load_toml, parse_text, read_text
    from app.config_migrate import migrate
    from proxy_core.config import ConfigError, default_config
    from proxy_core.providers import OPTION_CHECKS

    try:
        file = read_text(path)
        if file is not None:
            load_toml(file.text)
            return parse_text(migrate(file.text), OPTION_CHECKS)[1]
    except ConfigError as error:
        raise CommandError(
            f"{path}: {error}.", "Mend the file; 'scrubroom config check' says the same."
        ) from None
    if must_exist:
        raise CommandError(
            f"There is no configuration file {path}.",
            "Check the path, or leave --config out for this user's own file.",
        )
    return default_config()
