"""The rows of the live log: a ring of entries, their filter, and the table that a view reads.

Owns the order, the trimming and the filter. Must not know a timer or a widget: `ui.models.log_feed` brings
the entries in batches. A row is known by its sequence number, which never changes and is never used again,
so that trimming is a cut at the front of two lists.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from proxy_core.journal.entry import COLUMNS, Entry, Outcome
from ui.text import tr

#: how many rows leave at once: removing them one by one is what costs
TRIM = 2000
#: more rows than this that come or go by the filter in one batch are a reset rather than single steps
_STEPS = 64
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def searched_text(entry: Entry) -> str:
    """Everything that the text filter looks at, in lower case."""
    texts = [column.text(entry) for column in COLUMNS]
    texts += (entry.request_id, entry.client, entry.session)
    return "\n".join(texts).lower()


class LogModel(QAbstractTableModel):
    """Oldest first. limit: rows that are kept; up to `TRIM` more are there before the oldest leave."""

    counted = Signal()

    def __init__(self, limit: int = 10000, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self._entries: list[Entry] = []
        self._texts: list[str | None] = []  # None: made by `warm`, or when a filter asks
        self._cold: deque[int] = deque()  # sequence numbers whose text may be missing
        self._first = 0  # the sequence number of the oldest row
        self._numbers: dict[str, int] = {}  # request id -> sequence number
        self._shown: list[int] = []  # sequence numbers that pass the filter, ascending
        self._counts: Counter[Outcome] = Counter()
        self._words: tuple[str, ...] = ()
        self._outcomes: frozenset[Outcome] = frozenset()

    # what a view reads

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[index.column()].text(self.entry(index.row()))
        if role == Qt.ItemDataRole.UserRole:
            return self.entry(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[index.column()].right else _LEFT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(column.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(column.help)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        return None

    def entry(self, row: int) -> Entry:
        return self._entries[self._shown[row] - self._first]

    def row_of(self, request_id: str) -> int:
        """-1 if it is not shown."""
        number = self._numbers.get(request_id)
        if number is None:
            return -1
        row = bisect_left(self._shown, number)
        return row if row < len(self._shown) and self._shown[row] == number else -1

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._entries)

    @property
    def counts(self) -> Mapping[Outcome, int]:
        return self._counts

    @property
    def filtered(self) -> bool:
        return bool(self._words or self._outcomes)

    # what changes it

    def apply(self, batch: Iterable[Entry]) -> None:
        """Take a batch: new requests go to the end, known ones are replaced where they are."""
        fresh: dict[str, Entry] = {}
        changed: list[int] = []
        for entry in batch:
            number = self._numbers.get(entry.request_id)
            if number is None:
                fresh[entry.request_id] = entry
            else:
                self._replace(number, entry)
                changed.append(number)
        if changed:
            self._show_changed(changed)
        if fresh:
            self._append(list(fresh.values())[-self._limit :])
        self._trim()
        self.counted.emit()

    def set_filter(self, text: str, outcomes: Iterable[Outcome] = ()) -> None:
        """Show rows that hold every word of `text` and whose outcome is one of `outcomes`; none means all."""
        words, wanted = tuple(text.lower().split()), frozenset(outcomes)
        if (words, wanted) == (self._words, self._outcomes):
            return
        self._words, self._outcomes = words, wanted
        self._refilter()

    def set_limit(self, limit: int) -> None:
        self._limit = limit
        self._trim()

    def clear(self) -> None:
        """Forget all rows."""
        self.beginResetModel()
        self._first += len(self._entries)
        self._entries, self._texts, self._shown = [], [], []
        self._numbers.clear()
        self._cold.clear()
        self._counts.clear()
        self.endResetModel()
        self.counted.emit()

    # the ring

    def _replace(self, number: int, entry: Entry) -> None:
        at = number - self._first
        self._counts[self._entries[at].outcome] -= 1
        self._counts[entry.outcome] += 1
        self._entries[at] = entry
        self._texts[at] = None
        self._cold.append(number)

    def _append(self, fresh: Sequence[Entry]) -> None:
        start = self._first + len(self._entries)
        for offset, entry in enumerate(fresh):
            self._numbers[entry.request_id] = start + offset
            self._counts[entry.outcome] += 1
        self._entries.extend(fresh)
        self._texts.extend([None] * len(fresh))
        numbers = range(start, start + len(fresh))
        self._cold.extend(numbers)
        passing = [number for number in numbers if self._passes(number)] if self.filtered else numbers
        if passing:
            row = len(self._shown)
            self.beginInsertRows(_ROOT, row, row + len(passing) - 1)
            self._shown.extend(passing)
            self.endInsertRows()

    def _trim(self) -> None:
        count = len(self._entries) - self._limit
        if count < min(TRIM, max(1, self._limit // 5)):
            return
        for entry in self._entries[:count]:
            del self._numbers[entry.request_id]
            self._counts[entry.outcome] -= 1
        first = self._first + count
        gone = bisect_left(self._shown, first)
        if gone:
            self.beginRemoveRows(_ROOT, 0, gone - 1)
        del self._entries[:count], self._texts[:count], self._shown[:gone]
        self._first = first
        if gone:
            self.endRemoveRows()

    # the filter

    def _passes(self, number: int) -> bool:
        at = number - self._first
        if self._outcomes and self._entries[at].outcome not in self._outcomes:
            return False
        if not self._words:
            return True
        text = self._texts[at]
        if text is None:
            text = self._texts[at] = searched_text(self._entries[at])
        return all(word in text for word in self._words)

    def warm(self, count: int) -> bool:
        """Prepare up to `count` texts, so that the first filter is fast; whether more are left."""
        for _ in range(min(count, len(self._cold))):
            at = self._cold.popleft() - self._first
            if at >= 0 and self._texts[at] is None:
                self._texts[at] = searched_text(self._entries[at])
        return bool(self._cold)

    def _refilter(self) -> None:
        self.beginResetModel()
        self._shown = self._passing()
        self.endResetModel()
        self.counted.emit()

    def _passing(self) -> list[int]:
        """`_passes` for all rows, spelled out: a call for each of 100,000 rows is what costs."""
        first, entries, texts = self._first, self._entries, self._texts
        found = list(range(first, first + len(entries)))
        if self._outcomes:
            wanted = tuple(self._outcomes)  # compared by identity: an Enum's hash is slow
            found = [number for number, entry in enumerate(entries, first) if entry.outcome in wanted]
        if self._words:
            while self.warm(len(self._cold)):
                pass
        for word in self._words:
            found = [number for number in found if word in (texts[number - first] or "")]
        return found

    def _show_changed(self, numbers: list[int]) -> None:
        if not self.filtered:
            self._say_changed(min(numbers), max(numbers))
            return
        stay: list[int] = []
        come: list[int] = []
        go: list[int] = []
        for number in numbers:
            row = bisect_left(self._shown, number)
            was = row < len(self._shown) and self._shown[row] == number
            passes = self._passes(number)
            if was and passes:
                stay.append(number)
            elif was or passes:
                (come if passes else go).append(number)
        if len(come) + len(go) > _STEPS:
            self._refilter()
            return
        for number in go:
            row = bisect_left(self._shown, number)
            self.beginRemoveRows(_ROOT, row, row)
            del self._shown[row]
            self.endRemoveRows()
        for number in come:
            row = bisect_left(self._shown, number)
            self.beginInsertRows(_ROOT, row, row)
            self._shown.insert(row, number)
            self.endInsertRows()
        if stay:
            self._say_changed(min(stay), max(stay))

    def _say_changed(self, first: int, last: int) -> None:
        top, bottom = bisect_left(self._shown, first), bisect_right(self._shown, last) - 1
        if top <= bottom:
            self.dataChanged.emit(self.index(top, 0), self.index(bottom, len(COLUMNS) - 1))
