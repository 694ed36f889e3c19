"""A question before something that cannot be undone. Never blocks: `open()`, not `exec()`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.widgets.basics import button


def confirm(
    parent: QWidget,
    title: str,
    text: str,
    accept: str,
    cancel: str,
    then: Callable[[], None],
    *,
    danger: bool = True,
) -> QMessageBox:
    """Ask; `then` is called if the answer is yes. The box deletes itself."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    yes = button(accept, "danger" if danger else "primary")
    no = button(cancel)
    box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.buttonClicked.connect(lambda clicked: then() if clicked is yes else None)
    box.open()
    return box
