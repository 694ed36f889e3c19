"""The connection test: one button, a result in a sentence, the time it took, the models on offer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from proxy_core.config import Provider
from ui.pages.log_words import milliseconds
from ui.ports import Ports, ProbeResult
from ui.text import tr
from ui.widgets.basics import button, label
from ui.widgets.card import Card
from ui.widgets.pill import Pill
from ui.widgets.spinner import Spinner

#: names shown before the rest is folded away
_SHOWN = 12


class ProviderTest(Card):
    """wanted: the button was pressed; the form answers with `run`. offered: (provider, its models)."""

    wanted = Signal()
    offered = Signal(str, object)

    def __init__(self, ports: Ports) -> None:
        super().__init__(tr("Connection"), tr("Asks the provider for its models. It costs nothing."))
        self._ports = ports
        self._run = 0  # the number of the run whose result is awaited
        self._models: tuple[str, ...] = ()
        self.test = button(tr("Test the connection"), "", "plug")
        self.test.clicked.connect(self.wanted)
        self.spinner = Spinner()
        self.spinner.hide()
        self.pill = Pill()
        self.pill.hide()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.test)
        row.addWidget(self.spinner)
        row.addWidget(self.pill)
        row.addStretch(1)
        self.sentence = label("", wrap=True)
        self.sentence.hide()
        self.models = label("", "mono", wrap=True)
        self.models.hide()
        self.all = button("", "link")
        self.all.hide()
        self.all.clicked.connect(lambda: self._show_models(len(self._models)))
        self.body.setSpacing(10)
        self.add(row)
        self.add(self.sentence)
        self.add(self.models)
        below = QHBoxLayout()
        below.addWidget(self.all)
        below.addStretch(1)
        self.add(below)

    def reset(self) -> None:
        """Forget a result, and one that is awaited: another provider is shown."""
        self._run += 1
        self._models = ()
        self.test.setEnabled(True)
        for widget in (self.spinner, self.pill, self.sentence, self.models, self.all):
            widget.hide()

    def run(self, provider: Provider, key: str | None) -> None:
        """key: one that was typed and not stored."""
        self.reset()
        self.test.setEnabled(False)
        self.spinner.show()
        number = self._run
        self._ports.probe(provider, key, lambda result: self._done(number, provider.name, result))

    def refuse(self, sentence: str) -> None:
        """Say why there is nothing to test yet."""
        self.reset()
        self.sentence.setText(sentence)
        self.sentence.show()

    def _done(self, number: int, name: str, result: ProbeResult) -> None:
        if result.models:
            self.offered.emit(name, result.models)
        if number != self._run:
            return
        self.test.setEnabled(True)
        self.spinner.hide()
        took = milliseconds(result.milliseconds) if result.milliseconds else ""
        words = tr("Works") if result.ok else tr("Failed")
        self.pill.show_text(
            f"{words} · {took}" if took else words,
            "ok" if result.ok else "danger",
            "check" if result.ok else "alert",
        )
        self.sentence.setText(result.message)
        self.sentence.setVisible(bool(result.message))
        self._models = result.models
        self._show_models(_SHOWN)

    def _show_models(self, count: int) -> None:
        self.models.setText("\n".join(self._models[:count]))
        self.models.setVisible(bool(self._models))
        more = len(self._models) - count
        self.all.setText(tr("Show {0} more").format(more))
        self.all.setVisible(more > 0)
