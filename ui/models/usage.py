"""Usage as the page shows it: measures, the days of a chart, the rows of a table, and their CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.models.local_keys import money
from ui.ports import Sums, Usage
from ui.text import tr

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
#: what a spreadsheet would take for the beginning of a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a chart shows of a day. text: a value for people."""

    key: str
    label: str
    value: Callable[[Sums], float]
    text: Callable[[float], str]


def tokens(sums: Sums) -> int:
    """All tokens, in and out, from a cache or not."""
    return sums.input + sums.output + sums.cache_read + sums.cache_write


def measures() -> tuple[Measure, ...]:
    """The first one is shown first."""
    return (
        Measure("cost", tr("Cost"), lambda sums: sums.cost_usd, money),
        Measure("tokens", tr("Tokens"), tokens, short),
        Measure("phi", tr("With PHI"), lambda sums: sums.with_phi, lambda value: f"{value:,.0f}"),
        Measure("requests", tr("Requests"), lambda sums: sums.requests, lambda value: f"{value:,.0f}"),
    )


def short(count: float) -> str:
    """A count in at most four figures: 1.2 M."""
    for size, unit in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:,.0f}"


def days_of(usage: Usage) -> list[tuple[date, Sums]]:
    """Every day from the first to the last, also those without any request."""
    there = dict(usage.by_day)
    count = (usage.last - usage.first).days + 1
    days = [usage.first + timedelta(days=number) for number in range(count)]
    return [(day, there.get(day, Sums())) for day in days]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table. number: the plain value, for the CSV."""

    title: str
    text: Callable[[Sums], str]
    number: Callable[[Sums], float]


def columns() -> tuple[Column, ...]:
    """What stands beside the name of a row."""
    return (
        Column(tr("Requests"), lambda s: f"{s.requests:,}", lambda s: s.requests),
        Column(tr("Blocked"), lambda s: f"{s.blocked:,}", lambda s: s.blocked),
        Column(tr("With PHI"), lambda s: f"{s.with_phi:,}", lambda s: s.with_phi),
        Column(tr("Tokens in"), lambda s: short(_into(s)), _into),
        Column(tr("Tokens out"), lambda s: short(s.output), lambda s: s.output),
        Column(tr("Cost"), lambda s: money(s.cost_usd), lambda s: s.cost_usd),
    )


def rows_of(usage: Usage, by: str) -> list[tuple[str, Sums]]:
    """by: day (the newest first), model or key (the dearest first)."""
    if by == "day":
        return [(day.isoformat(), sums) for day, sums in reversed(usage.by_day)]
    if by == "model":
        named = [(_model(provider, model), sums) for provider, model, sums in usage.by_model]
    else:
        named = [(key or tr("without a key"), sums) for key, sums in usage.by_key]
    return sorted(named, key=lambda row: (-row[1].cost_usd, -row[1].requests, row[0]))


def to_csv(usage: Usage, by: str) -> str:
    """The rows with plain numbers, and the total at the end (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([by, *(column.title for column in columns())])
    for name, sums in [*rows_of(usage, by), (tr("total"), usage.total)]:
        safe = f"'{name}" if name.startswith(_FORMULA) else name
        writer.writerow([safe, *(column.number(sums) for column in columns())])
    return out.getvalue()


class UsageModel(QAbstractTableModel):
    """The rows of one table; the first column is the name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns()
        self._title = ""
        self._rows: Sequence[tuple[str, Sums]] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else 1 + len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        name, sums = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return name if not index.column() else self._columns[index.column() - 1].text(sums)
        if role == Qt.ItemDataRole.ToolTipRole:
            return name if not index.column() else f"{self._columns[index.column() - 1].number(sums):,}"
        return _side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title if not section else self._columns[section - 1].title
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def show_rows(self, title: str, rows: Sequence[tuple[str, Sums]]) -> None:
        """title: of the column of names."""
        self.beginResetModel()
        self._title, self._rows = title, tuple(rows)
        self.endResetModel()


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _into(sums: Sums) -> int:
    return sums.input + sums.cache_read + sums.cache_write


def _model(provider: str, model: str) -> str:
    return " · ".join(filter(None, (provider, model))) or tr("not answered")
