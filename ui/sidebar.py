"""The left side of the window: the name, the pages, the proxy's switch and its address."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.assets import pixmap
from ui.proxy_switch import ProxySwitch
from ui.states import LOOKS, state_word
from ui.text import tr
from ui.widgets.basics import label
from ui.widgets.code_block import CopyButton
from ui.widgets.elided import ElidedLabel
from ui.widgets.nav import Nav
from ui.widgets.pill import Pill
from ui.widgets.switch import Switch

_WIDTH = 224


class ProxyCard(QFrame):
    """State, switch and address of the proxy; from a click until it is done, what is under way."""

    def __init__(self, proxy: ProxySwitch) -> None:
        super().__init__()
        self.setObjectName("proxyCard")
        self._proxy = proxy
        self._focus: QWidget | None = None  # where the focus went when the switch was disabled
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 10, 10)
        column.setSpacing(6)
        top = QHBoxLayout()
        self.pill = Pill()
        self.switch = Switch(tr("Proxy"))
        self.switch.clicked.connect(proxy.want)
        top.addWidget(self.pill)
        top.addStretch(1)
        top.addWidget(self.switch)
        self.url = ElidedLabel("", "mono", Qt.TextElideMode.ElideMiddle)
        self.copy = CopyButton(tr("Copy the address"), tr("Copied"))
        room = self.copy.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # else the switch would move under the pointer
        self.copy.setSizePolicy(room)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.url, 1)
        row.addWidget(self.copy)
        column.addLayout(top)
        column.addLayout(row)
        proxy.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._rest(self._proxy.busy)  # first: what is hidden below may have the focus meanwhile
        status, on = self._proxy.status, self._proxy.on
        tone, icon = LOOKS[status.state]
        if self._proxy.busy:
            self.pill.show_text(self._proxy.word, "neutral", "more")
        else:
            self.pill.show_text(state_word(status), tone, icon)
        self.switch.setChecked(on)
        self.switch.setToolTip(tr("Turn the proxy off") if on else tr("Turn the proxy on"))
        self.url.setText(status.url.removeprefix("http://") or tr("Not listening"))
        self.url.setEnabled(bool(status.url))
        self.copy.set_value(status.url)
        self.copy.setVisible(bool(status.url))

    def _rest(self, busy: bool) -> None:
        """The switch rests while something is under way, and then has the focus again if nobody moved it."""
        if busy == (not self.switch.isEnabled()):
            return
        if busy:
            focused = self.window().focusWidget() is self.switch
            self.switch.setEnabled(False)
            self._focus = self.window().focusWidget() if focused else None
            return
        self.switch.setEnabled(True)
        if self._focus is not None and self._focus is self.window().focusWidget():
            self.switch.setFocus()
        self._focus = None


class Sidebar(QFrame):
    """chosen: the key of the page that a person wants. pages: (key, title, icon)."""

    chosen = Signal(str)

    def __init__(self, proxy: ProxySwitch, pages: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setFixedWidth(_WIDTH)
        self._pages = tuple(pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 22, 14, 16)
        column.setSpacing(18)
        column.addLayout(self._brand())
        self.nav = Nav([(title, icon) for _, title, icon in pages], tr("Pages"))
        self.nav.currentRowChanged.connect(self._row_changed)
        # also a click on the page that is chosen already: something may stand in front of it
        self.nav.itemClicked.connect(lambda item: self._row_changed(self.nav.row(item)))
        column.addWidget(self.nav, 1)
        self.proxy = ProxyCard(proxy)
        column.addWidget(self.proxy)

    def choose(self, key: str) -> None:
        """Go to a page, also if it is chosen and something stands in front of it."""
        row = [one for one, _, _ in self._pages].index(key)
        if row == self.nav.currentRow():
            self.chosen.emit(key)
        self.nav.setCurrentRow(row)

    @staticmethod
    def _brand() -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(pixmap("scrubroom", "#000000", 28, 2.0))
        mark.setFixedSize(28, 28)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(mark)
        row.addWidget(label("Scrubroom", "heading"))
        row.addStretch(1)
        return row

    def _row_changed(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self._pages[row][0])
