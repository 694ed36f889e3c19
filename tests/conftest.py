"""What every test stands on: a screen that is not there, the right event loop, and silence.

Owns the choice of event loop by folder (`tests/app` and `tests/ui` run on the program's own loop, all else
on plain asyncio, without a QApplication) and the rule that a test which makes Scrubroom or Qt complain
fails. Must not hold fixtures of one part of the program: those live beside their tests.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_TESTS = Path(__file__).parent
_ON_QT = {"app", "ui"}
#: The offscreen platform says this of every window; it is about the platform, not about us.
_QT_NOISE = re.compile(r"^This plugin does not support")
_BAD = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}
_WATCHED = {"scrubroom": logging.WARNING, "asyncio": logging.ERROR}

# How long an example takes says more about the machine than about the code; what fails once fails again.
settings.register_profile(
    "scrubroom", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("scrubroom")

# ---------------------------------------------------------------- event loops


_application: QApplication | None = None  # kept: a QApplication that nobody holds is deleted


def _qt_application() -> QApplication:
    """The one QApplication of this process; pytest-qt's `qapp` finds the same one."""
    global _application
    from PySide6.QtWidgets import QApplication

    found = QApplication.instance()
    if found is None:
        found = QApplication(["scrubroom-tests"])
    assert isinstance(found, QApplication)
    found.setQuitOnLastWindowClosed(False)
    _application = found
    return found


def _tray_loop() -> asyncio.AbstractEventLoop:
    from app.loop import TrayLoop

    loop: asyncio.AbstractEventLoop = TrayLoop(_qt_application())
    return loop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    if item.path.is_relative_to(_TESTS) and item.path.relative_to(_TESTS).parts[0] in _ON_QT:
        return {"qt": _tray_loop}
    return {"asyncio": asyncio.new_event_loop}


# ---------------------------------------------------------------- silence


class _Complaints(logging.Handler):
    """Collects what Scrubroom's loggers and Qt say at WARNING or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= _WATCHED[record.name.partition(".")[0]]:
            self.said.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def from_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        text = message or ""
        if kind in _BAD and not _QT_NOISE.search(text):
            self.said.append(f"Qt {kind.name}: {text}")

    def check(self, item: pytest.Item) -> None:
        """Fails the test for what was said since the last check and is not allowed by its marks."""
        said, self.said = self.said, []
        for mark in item.iter_markers("allow_logs"):
            patterns = mark.args or ("",)
            said = [line for line in said if not any(re.search(pattern, line) for pattern in patterns)]
        if said:
            pytest.fail("unexpected complaints (see allow_logs):\n" + "\n".join(said), pytrace=False)


_complaints = _Complaints()


@pytest.hookimpl(trylast=True)  # after pytest-qt has set up its own capture
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "allow_logs(*patterns): this test may make Scrubroom's loggers or Qt warn; regular expressions "
        "narrow it to matching lines of the form 'WARNING scrubroom.part: text' or 'Qt QtWarningMsg: text'.",
    )
    # pytest-qt's own capture would take Qt's messages away from the rule below.
    if config.pluginmanager.has_plugin("_qt_logging"):
        config.pluginmanager.unregister(name="_qt_logging")
    qInstallMessageHandler(_complaints.from_qt)


def pytest_unconfigure(config: pytest.Config) -> None:
    qInstallMessageHandler(None)


def _watched(item: pytest.Item) -> Generator[None, Any, Any]:
    for name in _WATCHED:
        logging.getLogger(name).addHandler(_complaints)
    try:
        result = yield
    finally:
        for name in _WATCHED:
            logging.getLogger(name).removeHandler(_complaints)
    _complaints.check(item)
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    _complaints.said.clear()
    return (yield from _watched(item))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _watched(item))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _watched(item))
