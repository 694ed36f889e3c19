"""What the tests of the window share: a fake program, and a window on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.fakes import KINDS, FakePorts, resolve
from ui.main_window import MainWindow
from ui.theme import Theme

MakeWindow = Callable[..., MainWindow]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """One for all: it belongs to the application, as the application's look does."""
    return Theme(qapp)


@pytest.fixture(autouse=True)
def light(theme: Theme) -> Iterator[None]:
    """Every test begins in the light colours and leaves no widget behind.

    A change of colours reaches every widget that is alive: those of earlier tests would make each one slower.
    """
    theme.choose("light")
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def ports() -> FakePorts:
    return FakePorts(samples.clinic_config())


@pytest.fixture
def window(qtbot: QtBot, ports: FakePorts) -> Iterator[MainWindow]:
    """A window that is shown."""
    made = MainWindow(ports, KINDS, resolve, today=lambda: samples.TODAY, now=lambda: samples.NOON)
    made.show()
    yield made
    shiboken6.delete(made)  # at once: a change of colours reaches every widget that is alive
