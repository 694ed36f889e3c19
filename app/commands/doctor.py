"""`scrubroom doctor`: what is wrong with this installation and how to mend it; exit code 1 if anything is."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import config_argument, open_store, plain_errors

if TYPE_CHECKING:
    from app.config_store import ConfigStore


def arguments(parser: argparse.ArgumentParser) -> None:
    config_argument(parser)


def run(args: argparse.Namespace) -> int:
    with plain_errors():
        return asyncio.run(_examine(open_store(args, quiet=True)))


async def _examine(store: ConfigStore) -> int:
    from app.checkup import Verdict, findings
    from app.keyring_store import KeyringStore

    wrong = 0
    async for finding in findings(store, KeyringStore(), Path.cwd()):
        wrong += finding.verdict is Verdict.WRONG
        print(f"{finding.verdict.value:<5}  {finding.about}: {finding.said}", flush=True)
        if finding.mend and finding.verdict is not Verdict.OK:
            print(f"{'':<5}  → {finding.mend}", flush=True)
    print()
    print("All is well." if not wrong else f"{wrong} to mend.")
    return 1 if wrong else 0
