"""The draft of the model mapping: what the Models page edits until it is saved.

Owns the edits and what is wrong with them. Saves nothing: the page hands `mappings()` to its port.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from proxy_core.config import ModelMapping, Route, alias_problem
from ui.text import tr
from ui.widgets.rows import ICON, SUBTITLE, TONE

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def route_text(route: Route) -> str:
    """A route in a few words: the provider and its model, if it names one."""
    return f"{route.provider} · {route.model}" if route.model else route.provider


class MappingModel(QAbstractListModel):
    """One row for each alias. edited: after each edit; not after `reset` and `set_providers`."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ModelMapping] = []
        self._providers: frozenset[str] = frozenset()

    # what a view reads

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        mapping = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return mapping.alias or tr("(no alias yet)")
        if role == SUBTITLE:
            return " → ".join(map(route_text, mapping.routes)) or tr("no route yet")
        problem = self.problem(index.row())
        if role == ICON:
            return "alert" if problem else None
        if role == TONE:
            return "danger"
        if role == Qt.ItemDataRole.ToolTipRole or role == Qt.ItemDataRole.AccessibleDescriptionRole:
            routes = "\n".join(f"{n}. {route_text(route)}" for n, route in enumerate(mapping.routes, 1))
            return "\n".join(filter(None, (mapping.alias, routes, problem)))
        return None

    def mappings(self) -> tuple[ModelMapping, ...]:
        return tuple(self._rows)

    def mapping(self, row: int) -> ModelMapping:
        return self._rows[row]

    def alias_names(self) -> frozenset[str]:
        return frozenset(mapping.alias for mapping in self._rows)

    # what is wrong

    def alias_problem(self, row: int) -> str | None:
        """What is wrong with a row's alias, as a sentence; None if nothing."""
        alias = self._rows[row].alias
        if problem := alias_problem(alias):
            return tr("The alias {0}.").format(problem)
        if any(other.alias == alias for at, other in enumerate(self._rows) if at != row):
            return tr("Another row has this alias already.")
        return None

    def route_problems(self, row: int) -> Mapping[int, str]:
        """Number of the route -> what is wrong with it; -1 stands for all of them."""
        routes = self._rows[row].routes
        if not routes:
            return {-1: tr("Add a route: without one, nothing answers this alias.")}
        gone = tr("There is no provider '{0}'. Choose another one.")
        return {
            at: gone.format(route.provider)
            for at, route in enumerate(routes)
            if route.provider not in self._providers
        }

    def problem(self, row: int) -> str | None:
        return self.alias_problem(row) or next(iter(self.route_problems(row).values()), None)

    def problems(self) -> dict[int, str]:
        """Row -> its first problem."""
        return {row: text for row in range(len(self._rows)) if (text := self.problem(row))}

    # what changes it

    def reset(self, mappings: Sequence[ModelMapping]) -> None:
        self.beginResetModel()
        self._rows = list(mappings)
        self.endResetModel()

    def set_providers(self, names: Sequence[str]) -> None:
        self._providers = frozenset(names)
        self._refresh()

    def insert(self, row: int, mapping: ModelMapping) -> None:
        self.beginInsertRows(_ROOT, row, row)
        self._rows.insert(row, mapping)
        self.endInsertRows()
        self._changed()

    def remove(self, row: int) -> None:
        self.beginRemoveRows(_ROOT, row, row)
        del self._rows[row]
        self.endRemoveRows()
        self._changed()

    def duplicate(self, row: int) -> int:
        """Copy a row below itself, under a name that is free; the new row."""
        source = self._rows[row]
        star = "*" if source.alias.endswith("*") else ""
        stem = source.alias.removesuffix("*").rstrip("-") or "model"
        names = self.alias_names()
        number = 2
        while (alias := f"{stem}-{number}{'-' if star else ''}{star}") in names:
            number += 1
        self.insert(row + 1, replace(source, alias=alias))
        return row + 1

    def move(self, row: int, by: int) -> int:
        """Move a row up (-1) or down (1); its new place, the same one at the ends."""
        to = row + by
        if not 0 <= to < len(self._rows):
            return row
        self.beginMoveRows(_ROOT, row, row, _ROOT, to + 1 if by > 0 else to)
        self._rows.insert(to, self._rows.pop(row))
        self.endMoveRows()
        self._changed()
        return to

    def set_alias(self, row: int, alias: str) -> None:
        self._set(row, replace(self._rows[row], alias=alias))

    def set_routes(self, row: int, routes: Sequence[Route]) -> None:
        self._set(row, replace(self._rows[row], routes=tuple(routes)))

    def _set(self, row: int, mapping: ModelMapping) -> None:
        if self._rows[row] != mapping:
            self._rows[row] = mapping
            self._changed()

    def _changed(self) -> None:
        self._refresh()
        self.edited.emit()

    def _refresh(self) -> None:
        """All rows: an alias that was taken twice is a problem of both."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))
