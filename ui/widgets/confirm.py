"""A question with two or three answers. Never blocks: `open()`, not `exec()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.basics import Button, IconLabel, button, label
from ui.widgets.sheet import Sheet

_WIDTH = 460


class Question(Sheet):
    """answered: the key of the answer; an empty text if the box was closed without one.

    answers: (key, text, variant of the button); the last one is the default, and what Escape means.
    """

    answered = Signal(str)

    def __init__(
        self, parent: QWidget, title: str, text: str, answers: Sequence[tuple[str, str, str]]
    ) -> None:
        super().__init__(parent, title, _WIDTH)
        self.setAccessibleDescription(text)
        self._answer = ""
        self.buttons: dict[str, Button] = {}
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(label(title, "heading", wrap=True))
        words.addWidget(label(text, "muted", wrap=True))
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(IconLabel("alert", "warn", 24), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for key, answer, variant in reversed(answers):
            made = button(answer, variant)
            made.setAutoDefault(False)
            made.clicked.connect(lambda _=False, chosen=key: self._choose(chosen))
            self.buttons[key] = made
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(22)
        column.addLayout(top)
        column.addLayout(row)
        last = self.buttons[answers[-1][0]]
        last.setDefault(True)
        last.setFocus()
        self.finished.connect(lambda _result: self.answered.emit(self._answer))

    def _choose(self, key: str) -> None:
        self._answer = key
        self.accept()


def confirm(
    parent: QWidget, title: str, text: str, accept: str, cancel: str, then: Callable[[], None]
) -> Question:
    """Ask before something that cannot be undone; `then` is called if the answer is yes."""
    question = Question(parent, title, text, [("yes", accept, "danger"), ("no", cancel, "")])
    question.answered.connect(lambda answer: then() if answer == "yes" else None)
    question.open()
    return question
