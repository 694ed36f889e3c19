"""`scrubroom secrets`: the providers' keys in the operating system's keyring. Never prints one."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from typing import TYPE_CHECKING

from app.commands.common import CommandError, config_argument, open_store, plain_errors, say, table

if TYPE_CHECKING:
    from app.keyring_store import KeyringStore
    from proxy_core.config import Config, Provider

#: seconds for which the keyring's owner may look for the password
_PATIENCE = 120.0


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    setting = actions.add_parser("set", help="keep a provider's key; asks for it, or reads it from stdin")
    listing = actions.add_parser("list", help="list the providers and what is known of their keys, masked")
    delete = actions.add_parser("delete", help="forget a provider's key")
    for action in (setting, delete):
        action.add_argument("provider", metavar="PROVIDER", help="the provider's name in the configuration")
    for action in (setting, listing, delete):
        config_argument(action)


def run(args: argparse.Namespace) -> int:
    from app.keyring_store import KeyringStore
    from app.paths import secrets_stamp
    from app.stamp import Stamp

    config = open_store(args).config
    with plain_errors():
        keyring = KeyringStore(patience=_PATIENCE, stamp=Stamp(secrets_stamp()))
        match args.action:
            case "set":
                return _set(args.provider, config, keyring)
            case "delete":
                asyncio.run(_delete(args.provider, keyring))
                say(f"The key of '{args.provider}' is forgotten.")
                return 0
            case _:
                return asyncio.run(_list(config, keyring))


def _set(name: str, config: Config, keyring: KeyringStore) -> int:
    provider = _known(name, config)
    if sys.stdin.isatty():
        value = getpass.getpass(f"Key of {name} (it is not shown): ")
    else:
        value = sys.stdin.read()
    asyncio.run(_keep(name, value, keyring))
    say(f"The key of '{name}' is in the keyring.")
    if provider.auth.kind != "keyring":
        say(f'It is not used yet: the provider has auth = "{provider.auth}".')
    return 0


async def _keep(name: str, value: str, keyring: KeyringStore) -> None:
    from proxy_core.secrets import Secret

    await keyring.set(name, Secret(value))
    if not keyring.has_keyring:
        raise _no_keyring()


async def _delete(name: str, keyring: KeyringStore) -> None:
    await keyring.delete(name)
    if not keyring.has_keyring:
        raise _no_keyring()


async def _list(config: Config, keyring: KeyringStore) -> int:
    from proxy_core.secrets import SecretState

    asked = [provider.name for provider in config.providers if provider.auth.kind == "keyring"]
    await keyring.prefetch(asked)
    rows = []
    for provider in config.providers:
        state = keyring.state(provider.name) if provider.name in asked else SecretState.NOT_NEEDED
        rows.append([provider.name, str(provider.auth), state.value, keyring.hint(provider.name) or "-"])
    print(table(["PROVIDER", "AUTH", "STATE", "KEY"], rows))
    return 0


def _known(name: str, config: Config) -> Provider:
    try:
        return config.provider(name)
    except KeyError:
        names = ", ".join(provider.name for provider in config.providers)
        raise CommandError(f"There is no provider '{name}'.", f"The configuration has: {names}.") from None


def _no_keyring() -> CommandError:
    return CommandError(
        "This computer has no keyring, so nothing was kept.",
        'Set one up (on Linux: GNOME Keyring, KWallet or KeePassXC), or use auth = "env:VARIABLE".',
    )
