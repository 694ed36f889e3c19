"""The menus that call a value PHI or none, and what is said afterwards, with the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from proxy_core.inspector.view import Fate, Leaf, Mark
from proxy_core.privacy.recognizers import RECOGNIZERS
from proxy_core.privacy.types import PHI_TYPES
from ui.pages.inspector_pane import hidden_words
from ui.pages.inspector_words import fate_words
from ui.ports import Marked, Ports
from ui.text import tr
from ui.widgets.banner import Banner
from ui.widgets.menu import popup_below


class MarkMenus(QObject):
    """notice: where the outcome is told, with Undo as its action."""

    def __init__(self, parent: QWidget, ports: Ports, notice: Banner) -> None:
        super().__init__(parent)
        self._window = parent
        self._ports = ports
        self._notice = notice
        self._undo: Callable[[Callable[[str | None], None]], None] | None = None
        self.menu: QMenu | None = None
        notice.triggered.connect(self._take_back)

    def offer_for_chip(self, leaf: Leaf, mark: Mark, at: QPoint) -> None:
        """The menu of a found value, or of a placeholder that was left."""
        menu = self._new_menu()
        head = QAction(f"{mark.type}: {fate_words(mark)}", menu)
        head.setEnabled(False)
        menu.addAction(head)
        menu.addSeparator()
        if mark.fate in (Fate.REPLACED, Fate.RESTORED):
            value, name = leaf.value(mark), hidden_words(mark)
            off = QAction(tr("Not PHI: let it pass"), menu)
            off.triggered.connect(lambda: self.not_phi(value, name))
            menu.addAction(off)
            on = QAction(tr("Always PHI: replace it everywhere"), menu)
            on.triggered.connect(lambda: self.always_phi(mark.type, value, name))
            menu.addAction(on)
            menu.addSeparator()
        copy = QAction(tr("Copy the placeholder"), menu)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(mark.token))
        menu.addAction(copy)
        menu.popup(at)

    def offer_for_value(self, value: str, below: QWidget) -> None:
        """The types that a selected value can be."""
        menu = self._new_menu()
        head = QAction(tr("From now on, replace it as"), menu)
        head.setEnabled(False)
        menu.addAction(head)
        menu.addSeparator()
        off = frozenset(self._ports.config()["privacy.types_off"])
        for recognizer in sorted(RECOGNIZERS, key=lambda one: PHI_TYPES.index(one.type)):
            if recognizer.type in off:
                continue
            action = QAction(tr(recognizer.label), menu)
            action.triggered.connect(
                lambda _=False, kind=recognizer.type: self.always_phi(kind, value, tr("The selection"))
            )
            menu.addAction(action)
        popup_below(menu, below)

    def not_phi(self, value: str, name: str) -> None:
        self._ports.not_phi(value, lambda marked: self._told(name, marked))

    def always_phi(self, type_: str, value: str, name: str) -> None:
        self._ports.always_phi(type_, value, lambda marked: self._told(name, marked))

    def _told(self, name: str, marked: Marked) -> None:
        self._undo = marked.undo
        action = tr("Undo") if marked.undo is not None else ""
        self._notice.say(f"{name}: {marked.text}", action, "ok" if marked.ok else "danger")

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo(self._taken_back)

    def _taken_back(self, problem: str | None) -> None:
        self._notice.say(problem or tr("Taken back."), "", "danger" if problem else "info")

    def _new_menu(self) -> QMenu:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu = menu
        return menu
