"""The program with its window: the tray's own part of the start, and its end.

Owns the QApplication and the order in which the window's side is built. A second start opens the first one's
window and ends.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from PySide6.QtCore import QSettings

from app import paths
from app.autostart import Autostart, autostart, own_command
from app.bridge import Bridge
from app.power import WakeWatch
from app.run import TrayApplication, run
from app.screen_lock import LockWatch
from app.single_instance import NotAnswering, SingleInstance
from app.startup import Program, program
from proxy_core.config import Config
from proxy_core.providers import KINDS
from proxy_core.routing.mapping import resolve
from ui.shell import Shell

log = logging.getLogger("scrubroom.tray")


def run_tray(config_path: Path | None, *, hidden: bool = False) -> int:
    """Blocks until the program ends; returns the exit code. hidden: begin in the tray, if there is one."""
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
            await window(app, built, instance, stop, hidden)
        return 0

    try:
        return run(app, main)
    finally:
        instance.close()


class AutostartSetting:
    """Carries the setting `app.autostart` over to the system when it changes, and only then."""

    def __init__(self, program: Program, entry: Autostart) -> None:
        self._entry = entry
        self._wanted = bool(program.store.config["app.autostart"])
        self.close = program.store.subscribe(self._changed)

    def _changed(self, config: Config) -> None:
        wanted = bool(config["app.autostart"])
        if wanted == self._wanted:
            return
        self._wanted = wanted
        try:
            if wanted:
                self._entry.enable()
            else:
                self._entry.disable()
        except OSError as error:
            log.warning(
                "The start at log-in could not be changed: %s", error.strerror or type(error).__name__
            )


async def window(
    app: TrayApplication, built: Program, instance: SingleInstance, stop: asyncio.Event, hidden: bool
) -> None:
    """Show tray and window until `stop` is set."""
    bridge = Bridge(built, stop.set)
    memory = QSettings(str(paths.private_dir(paths.state_dir()) / "window.ini"), QSettings.Format.IniFormat)
    shell = Shell(app, bridge, KINDS, resolve, memory=memory)
    instance.open_requested.connect(shell.open)
    wake = WakeWatch(bridge.woke)
    lock = LockWatch(bridge.locked)
    login = AutostartSetting(built, autostart([*own_command(), "tray", "--hidden"]))
    try:
        if built.store.config["app.start_proxy"]:
            await built.lifecycle.start()
        shell.start(hidden=hidden)
        names = [each.name for each in built.store.config.providers if each.auth.kind == "keyring"]
        await built.keyring.prefetch(names)
        await stop.wait()
    finally:
        login.close()
        wake.close()
        lock.close()
        shell.finish()
        await bridge.close()
