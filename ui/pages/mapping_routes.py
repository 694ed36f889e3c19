"""The routes of one alias: a line for each, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from proxy_core.config import Route
from ui.text import tr
from ui.widgets.basics import IconButton, button, label, set_style_property
from ui.widgets.combo import Combo


class RouteLine(QWidget):
    """One route. edited: a person changed it; moved: by -1 or 1; removed: it shall go."""

    edited = Signal()
    moved = Signal(int)
    removed = Signal()

    def __init__(self, number: int, count: int, route: Route, providers: Sequence[str]) -> None:
        super().__init__()
        self._route = route
        self.offered = ""  # the provider whose models are offered
        named = tr("Route {0}").format(number)
        place = label(f"{number}", "strong")
        place.setFixedWidth(18)
        place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.provider = Combo()
        self.provider.setAccessibleName(f"{named}: {tr('provider')}")
        self.provider.addItems(list(providers))
        if route.provider not in providers:
            self.provider.addItem(route.provider)
        self.provider.setCurrentText(route.provider)
        self.model = QLineEdit(route.model)
        self.model.setObjectName("code")
        self.model.setCursorPosition(0)
        self.model.setToolTip(route.model)
        self.model.setAccessibleName(f"{named}: {tr('model')}")
        self.model.setPlaceholderText(tr("as the client names it"))
        self.up = IconButton("up", tr("Try it earlier"))
        self.down = IconButton("down", tr("Try it later"))
        self.remove = IconButton("trash", tr("Remove this route"))
        self.up.setEnabled(number > 1)
        self.down.setEnabled(number < count)
        self.note = label("", "warn", wrap=True)
        self.note.hide()
        self._arrange(place)
        self.provider.activated.connect(self._changed)
        self.model.textEdited.connect(self._changed)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.removed)

    def _arrange(self, place: QLabel) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(place)
        row.addWidget(self.provider, 2)
        row.addWidget(self.model, 3)
        tools = QHBoxLayout()
        tools.setSpacing(0)
        for tool in (self.up, self.down, self.remove):
            tools.addWidget(tool)
        row.addLayout(tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        below = QHBoxLayout()
        below.addSpacing(27)
        below.addWidget(self.note, 1)
        column.addLayout(below)

    def route(self) -> Route:
        """With the options that the file holds and this line does not show."""
        return replace(self._route, provider=self.provider.currentText(), model=self.model.text().strip())

    def say(self, problem: str | None, note: str) -> None:
        """problem: what is wrong; note: what to know if nothing is."""
        self.note.setText(problem or note)
        self.note.setVisible(bool(problem or note))
        set_style_property(self.note, "role", "problem" if problem else "warn")
        set_style_property(self.provider, "bad", "true" if problem else "false")

    def offer(self, models: Sequence[str]) -> None:
        """Complete the model's name from what the provider offers."""
        self.offered = self.provider.currentText()
        completer = QCompleter(list(models), self.model)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.model.setCompleter(completer)
        completer.activated.connect(self._changed)

    def _changed(self) -> None:
        self.model.setToolTip(self.model.text())
        self.edited.emit()


class RoutesEditor(QWidget):
    """changed: the routes after an edit of a person."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._providers: tuple[str, ...] = ()
        self._offered: dict[str, tuple[str, ...]] = {}
        self.lines: list[RouteLine] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        column.addLayout(self._lines)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.add = button(tr("Add a route"), "link", "plus")
        self.add.clicked.connect(self._add)
        row = QHBoxLayout()
        row.addSpacing(20)
        row.addWidget(self.add)
        row.addStretch(1)
        column.addLayout(row)

    def set_providers(self, names: Sequence[str]) -> None:
        if self._providers != tuple(names):
            self._providers = tuple(names)
            self.show_routes(self.routes())

    def set_offered(self, provider: str, models: Sequence[str]) -> None:
        """The models that a provider's connection test has found."""
        self._offered[provider] = tuple(models)
        for one in self.lines:
            if one.provider.currentText() == provider:
                one.offer(models)

    def routes(self) -> tuple[Route, ...]:
        return tuple(one.route() for one in self.lines)

    def show_routes(self, routes: Sequence[Route]) -> None:
        """Build the lines anew, unless they show this already."""
        if self.lines and tuple(routes) == self.routes() and not self._providers_differ():
            return
        for one in self.lines:
            self._lines.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.lines = [
            RouteLine(number, len(routes), route, self._providers) for number, route in enumerate(routes, 1)
        ]
        for at, one in enumerate(self.lines):
            one.edited.connect(self._edited)
            one.moved.connect(lambda by, row=at: self._move(row, by))
            one.removed.connect(lambda row=at: self._remove(row))
            one.offer(self._offered.get(one.provider.currentText(), ()))
            self._lines.addWidget(one)

    def say(self, problems: Mapping[int, str], notes: Mapping[str, str]) -> None:
        """problems: by number, -1 for all; notes: by provider."""
        self.problem.setText(problems.get(-1, ""))
        self.problem.setVisible(-1 in problems)
        for at, one in enumerate(self.lines):
            one.say(problems.get(at), notes.get(one.provider.currentText(), ""))

    def _providers_differ(self) -> bool:
        return any(
            [one.provider.itemText(at) for at in range(one.provider.count())][: len(self._providers)]
            != list(self._providers)
            for one in self.lines
        )

    def _edited(self) -> None:
        for one in self.lines:
            if one.offered != one.provider.currentText():
                one.offer(self._offered.get(one.provider.currentText(), ()))
        self.changed.emit(self.routes())

    def _add(self) -> None:
        used = {route.provider for route in self.routes()}
        free = next((name for name in self._providers if name not in used), "")
        provider = free or (self._providers[0] if self._providers else "")
        self._rebuild((*self.routes(), Route(provider)))
        self.lines[-1].provider.setFocus()

    def _remove(self, row: int) -> None:
        routes = list(self.routes())
        del routes[row]
        self._rebuild(routes)
        (self.lines[min(row, len(self.lines) - 1)].remove if self.lines else self.add).setFocus()

    def _move(self, row: int, by: int) -> None:
        routes = list(self.routes())
        routes.insert(row + by, routes.pop(row))
        self._rebuild(routes)
        line = self.lines[row + by]
        tool = line.up if by < 0 else line.down
        (tool if tool.isEnabled() else line.provider).setFocus()

    def _rebuild(self, routes: Sequence[Route]) -> None:
        self.show_routes(routes)
        self.changed.emit(tuple(routes))
