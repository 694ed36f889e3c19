"""`scrubroom claude`: Claude Code through the proxy, without touching any file of Claude Code's.

Everything that follows goes to Claude Code as it is; `--config FILE` in front is ours. A proxy that runs
already is used, else one is run inside this process for as long as Claude Code runs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import CommandError, config_argument, config_path, open_store, plain_errors, say

if TYPE_CHECKING:
    from app.config_store import ConfigStore

#: the first version of which it was measured that no settings file leads it elsewhere
_SAFE_SINCE = (2, 1, 197)


def arguments(parser: argparse.ArgumentParser) -> None:
    config_argument(parser)
    parser.usage = "scrubroom claude [--config FILE] [--] [ARGS...]"
    parser.epilog = (
        "ARGS go to Claude Code as they are: 'scrubroom claude -p \"Hello\"'. For Claude Code's own help use "
        "'scrubroom claude -- --help'. SCRUBROOM_CLAUDE names another program than the claude on the PATH; "
        "SCRUBROOM_LOCAL_KEY another local key than the automatic one."
    )


def split_arguments(given: Sequence[str]) -> tuple[list[str], list[str]]:
    """Our own arguments, which come first, and Claude Code's."""
    own: list[str] = []
    rest = list(given)
    while rest:
        if rest[0] == "--":
            return own, rest[1:]
        if rest[0] in ("-h", "--help") and not own:
            return [rest[0]], []
        if rest[0] == "--config" and len(rest) > 1:
            own, rest = [*own, *rest[:2]], rest[2:]
        elif rest[0].startswith("--config="):
            own, rest = [*own, rest[0]], rest[1:]
        else:
            break
    return own, rest


def run(args: argparse.Namespace) -> int:
    from app.claude_process import INSTALL, VARIABLE, find_claude

    program = find_claude(os.environ, Path.cwd())
    if program is None:
        named = os.environ.get(VARIABLE)
        what = (
            f"{VARIABLE} names {named}, which is no program." if named else "There is no claude on the PATH."
        )
        raise CommandError(what, INSTALL)
    store = open_store(args)
    with plain_errors():
        return asyncio.run(_run(args, store, program))


async def _run(args: argparse.Namespace, store: ConfigStore, program: Path) -> int:
    from app.client_key import NoClientKey, client_key
    from app.keyring_store import KeyringStore

    try:
        key = await client_key(store, KeyringStore(), os.environ)
    except NoClientKey as error:
        raise CommandError(str(error)) from None
    url = _running(store)
    if url is not None:
        return await _child(args, store, program, url, key)
    from app.startup import embedded

    try:
        async with embedded(config_path(args)) as url:
            return await _child(args, store, program, url, key)
    except RuntimeError as error:
        raise CommandError(str(error)) from None


def _running(store: ConfigStore) -> str | None:
    """The address of the proxy that runs already; None if none does."""
    from app.running_proxy import find_proxy, proxy_url

    host, port = store.config["server.host"], store.config["server.port"]
    if not port:
        return None
    found = find_proxy(host, port)
    if found.stranger:
        say(f"The Scrubroom on port {port} is another user's; this Claude Code gets one of its own.")
    return proxy_url(host, port) if found.ours else None


async def _child(args: argparse.Namespace, store: ConfigStore, program: Path, url: str, key: str) -> int:
    from app.claude_environment import needs_own_login, process_environment
    from app.claude_process import run_child

    config = store.config
    own_login = needs_own_login(config)
    environ = process_environment(os.environ, url, key, config.models, own_login=own_login)
    _check_redirects(program, url, environ)
    return await run_child(program, args.rest, environ)


def _check_redirects(program: Path, url: str, environ: dict[str, str]) -> None:
    """A settings file that leads elsewhere is overruled; a Claude Code too old for that does not start."""
    from app.claude_process import claude_version
    from app.claude_redirects import find_redirects

    redirects = [redirect for redirect in find_redirects(Path.cwd(), url) if redirect.names]
    if not redirects:
        return
    where = "; ".join(f"{', '.join(redirect.names)} in {redirect.path}" for redirect in redirects)
    version = claude_version(program, environ)
    if version is None or version < _SAFE_SINCE:
        raise CommandError(
            f"Claude Code would go past the proxy: {where}.",
            f"Take that out, or update Claude Code to {'.'.join(map(str, _SAFE_SINCE))} or later.",
        )
    say(f"{where}: overruled for this run.")
