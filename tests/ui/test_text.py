"""Translation of what a person reads."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator
from pytestqt.qtbot import QtBot

from ui.text import CONTEXT, tr


class Shouting(QTranslator):
    """Translates into capital letters."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        return text.upper() if context == CONTEXT else text

    def isEmpty(self) -> bool:
        return False


def test_a_text_is_itself_until_a_translation_is_installed(qtbot: QtBot) -> None:
    assert tr("Save") == "Save"
    translator = Shouting()
    QCoreApplication.installTranslator(translator)
    try:
        assert tr("Save") == "SAVE"
    finally:
        QCoreApplication.removeTranslator(translator)
