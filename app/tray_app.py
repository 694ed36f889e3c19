"""The program with its window: the tray's own part of the start, and its end.

Owns the QApplication and the order in which the window's side is built. A second start opens the first one's
window and ends.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import QSettings

from app import paths
from app.bridge import Bridge
from app.power import WakeWatch
from app.run import TrayApplication, run
from app.single_instance import NotAnswering, SingleInstance
from app.startup import Program, program
from proxy_core.providers import KINDS
from proxy_core.routing.mapping import resolve
from ui.shell import Shell


def run_tray(config_path: Path | None) -> int:
    """Blocks until the program ends; returns the exit code."""
    app = TrayApplication(sys.argv[:1])
    app.setApplicationName("Scrubroom")
    app.setDesktopFileName("scrubroom")
    instance = SingleInstance(paths.runtime_dir())
    try:
        if not instance.claim():
            return 0
    except NotAnswering as error:
        print(f"scrubroom: {error}", file=sys.stderr)
        return 2

    async def main(stop: asyncio.Event) -> int:
        async with program(config_path) as built:
            await window(app, built, instance, stop)
        return 0

    try:
        return run(app, main)
    finally:
        instance.close()


async def window(app: TrayApplication, built: Program, instance: SingleInstance, stop: asyncio.Event) -> None:
    """Show tray and window until `stop` is set."""
    bridge = Bridge(built, stop.set)
    memory = QSettings(str(paths.private_dir(paths.state_dir()) / "window.ini"), QSettings.Format.IniFormat)
    shell = Shell(app, bridge, KINDS, resolve, memory=memory)
    instance.open_requested.connect(shell.open)
    wake = WakeWatch(bridge.woke)
    try:
        if built.store.config["app.start_proxy"]:
            await built.lifecycle.start()
        shell.start()
        names = [each.name for each in built.store.config.providers if each.auth.kind == "keyring"]
        await built.keyring.prefetch(names)
        await stop.wait()
    finally:
        wake.close()
        shell.finish()
        await bridge.close()
