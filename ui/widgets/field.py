"""One line of a form: label, input, help, and what is wrong with the value, right below it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.basics import label, set_style_property
from ui.widgets.pill import Pill


class FieldRow(QWidget):
    """Label above, help below. control: the input, which gets the label as its accessible name.

    side: puts the control at the right of the text instead, as switches and short choices look best.
    help_first: puts the help above the control, where that one can grow.
    """

    def __init__(
        self,
        title: str,
        control: QWidget,
        help: str = "",
        *,
        side: bool = False,
        help_first: bool = False,
        tag: str = "",
    ) -> None:
        super().__init__()
        self.control = control
        self.title = label(title, "strong")
        self.tag = Pill(tag, "neutral")
        self.tag.setVisible(bool(tag))
        self.help = label(help, "caption", wrap=True)
        self.help.setVisible(bool(help))
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.title.setBuddy(control)
        control.setAccessibleName(title)
        control.setAccessibleDescription(help)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.tag)
        head.addStretch(1)
        if side:
            self._arrange_beside(head)
        else:
            self._arrange_below(head, help_first)

    def _arrange_below(self, head: QHBoxLayout, help_first: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(head)
        for widget in (self.help, self.control) if help_first else (self.control, self.help):
            column.addWidget(widget)
        column.addWidget(self.problem)

    def _arrange_beside(self, head: QHBoxLayout) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(32)
        text = QVBoxLayout()
        text.setSpacing(3)
        text.addLayout(head)
        text.addWidget(self.help)
        text.addWidget(self.problem)
        text.addStretch(1)
        row.addLayout(text, 1)
        holder = QVBoxLayout()
        holder.addWidget(self.control)
        holder.addStretch(1)
        row.addLayout(holder)

    def set_problem(self, text: str | None) -> None:
        """None or an empty text: the value is good."""
        self.problem.setText(text or "")
        self.problem.setVisible(bool(text))
        self.control.setAccessibleDescription(text or self.help.text())
        if isinstance(self.control, QLineEdit):
            set_style_property(self.control, "bad", "true" if text else "false")

    def set_help(self, text: str) -> None:
        self.help.setText(text)
        self.help.setVisible(bool(text))
