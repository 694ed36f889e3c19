"""What would answer: a model's name in, the alias and its routes out, by the rules of the proxy itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from proxy_core.config import ModelMapping
from ui.text import tr
from ui.widgets.basics import label
from ui.widgets.card import Card
from ui.widgets.pill import Pill

#: `proxy_core.routing.mapping.resolve`
Resolve = Callable[[Sequence[ModelMapping], str], ModelMapping | None]


class MappingTester(Card):
    """Asks the resolver about the draft, so that an edit can be tried before it is saved."""

    def __init__(self, resolve: Resolve) -> None:
        super().__init__(tr("What would answer?"), tr("Type a model's name as a client sends it."))
        self._resolve = resolve
        self._models: Sequence[ModelMapping] = ()
        self.name = QLineEdit()
        self.name.setObjectName("code")
        self.name.setPlaceholderText("claude-sonnet-4-6")
        self.name.setAccessibleName(tr("Model name to try"))
        self.name.textChanged.connect(self._show)
        self.alias = Pill()
        self.alias.hide()
        self.result = label("", "muted", wrap=True)
        self.result.hide()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.name, 1)
        row.addWidget(self.alias)
        self.body.setSpacing(10)
        self.add(row)
        self.add(self.result)

    def set_models(self, models: Sequence[ModelMapping]) -> None:
        self._models = models
        self._show()

    def _show(self) -> None:
        name = self.name.text().strip()
        found = self._resolve(self._models, name) if name else None
        self.result.setVisible(bool(name))
        if not name:
            self.alias.show_text("")
            return
        if found is None:
            self.alias.show_text(tr("no alias"), "danger", "alert")
            self.result.setText(
                tr("No alias matches: the request would be refused. Add one, or map '*' to catch the rest.")
            )
            return
        alias = found.alias if len(found.alias) <= 28 else f"{found.alias[:27]}…"
        self.alias.show_text(alias, "ok", "check")
        self.alias.setToolTip(found.alias)
        passed = tr("{0} (name passed on)").format(name)
        lines = [
            f"{number}.  {route.provider} · {route.model or passed}"
            for number, route in enumerate(found.routes, 1)
        ]
        self.result.setText("\n".join(lines) or tr("This alias has no route yet."))
