"""The Usage page: requests, tokens, cost and PHI of the last days, as a chart, a table and a file."""

from __future__ import annotations

from PySide6.QtCore import QIODevice, QSaveFile, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui.models.usage import UsageModel, days_of, measures, rows_of, short, to_csv, tokens
from ui.ports import Ports, Usage
from ui.text import tr
from ui.widgets.banner import Banner
from ui.widgets.bar_chart import BarChart
from ui.widgets.basics import button, horizontal, label
from ui.widgets.card import Card
from ui.widgets.chips import Segments
from ui.widgets.empty_state import EmptyState
from ui.widgets.page import Page, overhanging, scrolled

_REFRESH_MS = 15000
_PAD, _NAME_LEAST = 4, 180
#: columns that the file has as well, in the order in which they make room for names
_FIRST_TO_GO = (2, 3, 4)
_ROW = 34
_MOST_ROWS = 14


class UsagePage(Page):
    """Metadata only: counts, never what was said."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(tr("Usage"), tr("What was asked, spent and protected. Counts only, never content."))
        self._ports = ports
        self._usage: Usage | None = None
        self._measures = {one.key: one for one in measures()}
        self.export = button(tr("Export"), "", "down", tip=tr("Save the table as a CSV file"))
        self.export.clicked.connect(self._ask_file)
        self.days = Segments(
            [("7", tr("7 days")), ("30", tr("30 days")), ("90", tr("90 days"))], tr("Period")
        )
        self.days.set_value("30")
        self.days.changed.connect(lambda _="": self.refresh())
        self.buttons.addWidget(self.days)
        self.buttons.addWidget(self.export)
        self.problem = Banner("danger")
        self.content.addWidget(self.problem)
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            "usage",
            tr("Nothing was asked in these days"),
            tr(
                "Requests, tokens, cost and PHI are counted here by day, model and key as soon as there "
                "are any."
            ),
        )
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._build())
        self.content.addLayout(overhanging(self.stack), 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def _build(self) -> QWidget:
        self.totals = {key: label("", "title") for key in ("requests", "phi", "tokens", "cost")}
        words = {
            "requests": tr("Requests"),
            "phi": tr("With PHI"),
            "tokens": tr("Tokens"),
            "cost": tr("Cost"),
        }
        tiles = horizontal(spacing=16)
        for key, value in self.totals.items():
            tile = Card()
            tile.body.setSpacing(2)
            tile.add(label(words[key], "muted"))
            tile.add(value)
            tiles.addWidget(tile, 1)
        self.measure = Segments([(one.key, one.label) for one in self._measures.values()], tr("Show"))
        self.measure.set_value("cost")
        self.measure.changed.connect(lambda _="": self._show_chart())
        self.chart = BarChart(tr("Usage by day"))
        by_day = Card(tr("By day"))
        by_day.corner.addWidget(self.measure)
        by_day.add(self.chart)
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addLayout(tiles)
        column.addWidget(by_day)
        column.addWidget(self._table())
        column.addStretch(1)
        return scrolled(column, gutter=True)

    def _table(self) -> QWidget:
        self.by = Segments([("day", tr("Day")), ("model", tr("Model")), ("key", tr("Key"))], tr("Rows"))
        self.by.set_value("model")
        self.by.changed.connect(lambda _="": self._show_table())
        self.model = UsageModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("Usage"))
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setMinimumSectionSize(_ROW)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(20)
        head.setFixedHeight(_ROW)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        frame = QFrame()
        frame.setObjectName("tableFrame")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(horizontal(label(tr("In figures"), "heading"), None, self.by))
        column.addWidget(frame)
        return both

    # what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)  # once the table has its width

    def refresh(self) -> None:
        """Ask anew for the chosen days."""
        self._ports.usage(int(self.days.value()), self._came)

    def _came(self, usage: Usage) -> None:
        if (usage.last - usage.first).days + 1 != int(self.days.value()) and usage.total.requests:
            return  # of a period that was chosen before
        self._usage = usage
        some = bool(usage.total.requests)
        self.problem.say(usage.problem)
        self.stack.setVisible(not usage.problem)
        self.export.setEnabled(some and not usage.problem)
        self.stack.setCurrentIndex(1 if some else 0)
        if some:
            self._show_totals(usage)
            self._show_chart()
            self._show_table()

    def _show_totals(self, usage: Usage) -> None:
        total = usage.total
        self.totals["requests"].setText(f"{total.requests:,}")
        self.totals["phi"].setText(f"{total.with_phi:,}")
        self.totals["phi"].setToolTip(", ".join(f"{kind} {count:,}" for kind, count in usage.phi.items()))
        self.totals["tokens"].setText(short(tokens(total)))
        self.totals["tokens"].setToolTip(f"{tokens(total):,}")
        self.totals["cost"].setText(self._measures["cost"].text(total.cost_usd))

    def _show_chart(self) -> None:
        if self._usage is None:
            return
        one = self._measures[self.measure.value()]
        bars = [(f"{day:%b} {day.day}", float(one.value(sums))) for day, sums in days_of(self._usage)]
        self.chart.show_bars(tr("{0} by day").format(one.label), bars, one.text)

    def _show_table(self) -> None:
        if self._usage is None:
            return
        titles = {"day": tr("Day"), "model": tr("Provider and model"), "key": tr("Local key")}
        self.model.show_rows(titles[self.by.value()], rows_of(self._usage, self.by.value()))
        rows = min(self.model.rowCount(), _MOST_ROWS)
        self.table.setFixedHeight((rows + 1) * _ROW + 2)
        self._fit()

    def _fit(self) -> None:
        """The name takes what the numbers leave. No number is cut: where there is little room, some go."""
        heads = self.table.horizontalHeader()
        widths = {
            at: max(self.table.sizeHintForColumn(at), heads.sectionSizeHint(at)) + _PAD
            for at in range(1, self.model.columnCount())
        }
        room = self.table.viewport().width()
        hidden: list[int] = []
        while room - sum(widths.values()) < _NAME_LEAST and len(hidden) < len(_FIRST_TO_GO):
            hidden.append(_FIRST_TO_GO[len(hidden)])
            del widths[hidden[-1]]
        for at in range(1, self.model.columnCount()):
            self.table.setColumnHidden(at, at in hidden)
        for at, wide in widths.items():
            self.table.setColumnWidth(at, wide)
        self.table.setColumnWidth(0, max(0, room - sum(widths.values())))

    # the file

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, tr("Export usage"), "", tr("CSV files (*.csv)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"scrubroom-usage-{self.by.value()}-{self.days.value()}-days.csv")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, path: str) -> None:
        """Save the table that is shown."""
        if self._usage is None:
            return
        file = QSaveFile(path)
        data = to_csv(self._usage, self.by.value()).encode()
        done = file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(data) == len(data) and file.commit()
        words = "" if done else tr("{0} could not be written: {1}.").format(path, file.errorString())
        self.problem.say(words)
