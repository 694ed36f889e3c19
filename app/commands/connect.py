"""`scrubroom connect`, `disconnect`: Claude Code's own settings, pointed at the proxy and put back."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from app.commands.common import CommandError, config_argument, open_store, plain_errors, say


def arguments(parser: argparse.ArgumentParser) -> None:
    config_argument(parser)


def run(args: argparse.Namespace) -> int:
    from app.claude_code import ClaudeCode
    from app.claude_environment import needs_own_login
    from app.claude_redirects import find_redirects
    from app.client_key import NoClientKey, client_key
    from app.keyring_store import KeyringStore
    from app.running_proxy import find_proxy, proxy_url

    store = open_store(args)
    host, port = store.config["server.host"], store.config["server.port"]
    if not port:
        raise CommandError("server.port is 0, so the address changes with each start.", "Choose a port.")
    url = proxy_url(host, port)
    with plain_errors():
        try:
            key = asyncio.run(client_key(store, KeyringStore(), os.environ))
        except NoClientKey as error:
            raise CommandError(str(error)) from None
        claude = ClaudeCode()
        claude.connect(url, key, store.config.models, own_login=needs_own_login(store.config))
    say(f"{claude.settings} now names {url}. 'scrubroom disconnect' puts it back.")
    found = find_proxy(host, port)
    if not found.ours:
        say(f"No Scrubroom of yours answers at {url} yet; start it, or Claude Code cannot work.")
    for redirect in find_redirects(Path.cwd(), url):
        names = ", ".join(redirect.names)
        say(redirect.problem or f"{redirect.path} leads past the proxy all the same: {names}. Take that out.")
    return 0


def run_disconnect(args: argparse.Namespace) -> int:
    from app.claude_code import ClaudeCode

    claude = ClaudeCode()
    with plain_errors():
        if claude.disconnect():
            say(f"{claude.settings} is as it was.")
        else:
            say(f"{claude.settings} was not connected; nothing was changed.")
    return 0
