"""`scrubroom serve`: the proxy alone, for servers and containers. Imports no Qt."""

from __future__ import annotations

import argparse

from app.commands.common import config_argument, config_path


def arguments(parser: argparse.ArgumentParser) -> None:
    config_argument(parser)
    parser.add_argument("--host", help="the address to listen on, instead of the configured one")
    parser.add_argument(
        "--port", type=port_number, help="the port to listen on, instead of the configured one; 0: a free one"
    )


def run(args: argparse.Namespace) -> int:
    from app.startup import serve

    return serve(config_path(args), args.host, args.port)


def port_number(text: str) -> int:
    """Raises argparse.ArgumentTypeError."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; a port is a number from 0 to 65535")
    return int(text)
