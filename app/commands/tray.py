"""`scrubroom`, `scrubroom tray`: tray icon and window; without a display it says so and runs headless."""

from __future__ import annotations

import argparse

from app.commands.common import config_argument, config_path


def arguments(parser: argparse.ArgumentParser) -> None:
    config_argument(parser)
    parser.add_argument("--hidden", action="store_true", help="begin in the tray, without the window")


def run(args: argparse.Namespace) -> int:
    from app.startup import tray

    return tray(config_path(args), hidden=getattr(args, "hidden", False))
