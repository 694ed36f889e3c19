"""The Models page: aliases and their ordered routes, edited as a draft until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from proxy_core.config import DEMO, Config, ModelMapping, Route
from ui.models.mapping import MappingModel
from ui.models.providers import coverage
from ui.pages.mapping_routes import RoutesEditor
from ui.pages.mapping_tester import MappingTester, Resolve
from ui.ports import Ports
from ui.presets import ModelPreset, model_presets
from ui.text import tr
from ui.widgets.banner import Banner
from ui.widgets.basics import IconButton, button, label
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import FieldRow
from ui.widgets.menu import popup_below
from ui.widgets.page import LIST_HEAD, LIST_WIDTH, Page, overhanging, scrolled
from ui.widgets.rows import RowList
from ui.widgets.save_bar import SaveBar


class MappingPage(Page):
    """Edits stay here until Save, whatever happens to the file meanwhile."""

    def __init__(self, ports: Ports, resolve: Resolve, today: Callable[[], date] = date.today) -> None:
        super().__init__(
            tr("Models"),
            tr("Which provider answers to which model name. Routes are tried in order."),
        )
        self._ports = ports
        self._today = today
        self._saved: tuple[ModelMapping, ...] = ()
        self._refused: str | None = None
        self.model = MappingModel(self)
        self._build_head()
        self.changed_outside = Banner("warn")
        self.changed_outside.triggered.connect(self.revert)
        self.content.addWidget(self.changed_outside)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_empty())
        self.stack.addWidget(self._build_editor(resolve))
        self.content.addLayout(overhanging(self.stack), 1)
        self.bar = SaveBar(tr("You have unsaved changes."), tr("Save"), tr("Revert"))
        self.bar.heir = self.list
        self.bar.saved.connect(self.save)
        self.bar.reverted.connect(self.revert)
        self.content.addWidget(self.bar)
        self.model.edited.connect(self._edited)
        self.list.selectionModel().currentRowChanged.connect(self._chosen)
        self._end = ports.subscribe_config(self._configured)
        config = ports.config()
        self._saved = config.models
        self._take_providers(config)
        self._load(config.models)

    # building

    def _build_head(self) -> None:
        self.presets = button(tr("Presets"), "", "preset")
        self.add = button(tr("Add an alias"), "primary", "plus")
        self.presets.clicked.connect(self._choose_preset)
        self.add.clicked.connect(lambda: self.add_alias())
        self.buttons.addWidget(self.presets)
        self.buttons.addWidget(self.add)

    def _build_empty(self) -> EmptyState:
        state = EmptyState(
            "models",
            tr("No model is mapped yet"),
            tr("Without a mapping, requests are refused. Begin with the three models that Claude Code uses."),
        )
        self.begin = button(model_presets()[0].name, "primary", "preset")
        self.begin.clicked.connect(lambda: self.apply_preset(model_presets()[0]))
        state.body.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignHCenter)
        return state

    def _build_editor(self, resolve: Resolve) -> QWidget:
        self.alias = QLineEdit()
        self.alias.setObjectName("code")
        self.alias.textEdited.connect(self._alias_edited)
        self.alias_row = FieldRow(
            tr("Alias"),
            self.alias,
            tr("A model's name, or its beginning and a *. An exact name wins, then the longest match."),
        )
        self.routes = RoutesEditor()
        self.routes.changed.connect(self._routes_edited)
        words = QVBoxLayout()
        words.setSpacing(5)
        words.addWidget(label(tr("Routes"), "strong"))
        order = tr("The first answers. If it cannot be reached, the next one does.")
        words.addWidget(label(order, "caption", wrap=True))
        card = Card()
        for part in (self.alias_row, words, self.routes):
            card.add(part)
        self.tester = MappingTester(resolve)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(card)
        right.addWidget(self.tester)
        right.addStretch(1)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addWidget(self._build_list())
        row.addWidget(scrolled(right, gutter=True), 1)
        return both

    def _build_list(self) -> QWidget:
        self.list = RowList(self.model, tr("Aliases"), mono=True)
        self.up = self._tool("up", tr("Move up (Alt+Up)"), "Alt+Up", lambda: self._move(-1))
        self.down = self._tool("down", tr("Move down (Alt+Down)"), "Alt+Down", lambda: self._move(1))
        self.copy = self._tool("duplicate", tr("Duplicate (Ctrl+D)"), "Ctrl+D", self._duplicate)
        self.remove = self._tool("trash", tr("Remove (Delete)"), "Del", self._remove)
        head = QWidget()
        head.setFixedHeight(LIST_HEAD)
        tools = QHBoxLayout(head)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(2)
        tools.addWidget(label(tr("Aliases"), "overline"))
        tools.addStretch(1)
        for tool in (self.up, self.down, self.copy, self.remove):
            tools.addWidget(tool)
        holder = QWidget()
        holder.setFixedWidth(LIST_WIDTH)
        left = QVBoxLayout(holder)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(6)
        left.addWidget(head)
        left.addWidget(self.list, 1)
        return holder

    def _tool(self, icon: str, tip: str, keys: str, slot: Callable[[], None]) -> IconButton:
        """A button beside the list, and the same by keyboard while the list has the focus."""
        made = IconButton(icon, tip)
        made.clicked.connect(slot)
        shortcut = QShortcut(QKeySequence(keys), self.list)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(slot)
        return made

    # the draft

    @property
    def dirty(self) -> bool:
        return self.model.mappings() != self._saved

    def add_alias(self, alias: str = "") -> None:
        """A new row at the end, with the cursor in its alias."""
        names = self.model.alias_names()
        number = 1
        name = alias or "new-model"
        while name in names:
            number += 1
            name = f"new-model-{number}"
        self.model.insert(self.model.rowCount(), self._fresh(name))
        self.list.choose(self.model.rowCount() - 1)
        self.alias.setFocus()
        self.alias.selectAll()

    def apply_preset(self, preset: ModelPreset) -> None:
        """Add the preset's aliases that are not there yet; the first of them is chosen."""
        names = self.model.alias_names()
        missing = [alias for alias in preset.aliases if alias not in names]
        first = self.model.rowCount()
        for alias in missing:
            self.model.insert(self.model.rowCount(), self._fresh(alias))
        self.list.choose(first if missing else self._row_of(preset.aliases[0]))

    def save(self) -> None:
        self._refused = self._ports.save_models(self.model.mappings())
        if self._refused is None:
            self._saved = self.model.mappings()
            self.changed_outside.say("")
        self._show_state()

    def revert(self) -> None:
        """Back to what is saved now."""
        self._refused = None
        self.changed_outside.say("")
        self._load(self._saved)

    def set_offered(self, provider: str, models: Sequence[str]) -> None:
        """The models that a connection test has found, offered while typing."""
        self.routes.set_offered(provider, models)

    def _fresh(self, alias: str) -> ModelMapping:
        names = [provider.name for provider in self._ports.config().providers]
        first = next((name for name in names if name != DEMO.name), names[0] if names else "")
        return ModelMapping(alias, (Route(first),) if first else ())

    def _row_of(self, alias: str) -> int:
        return next((row for row, one in enumerate(self.model.mappings()) if one.alias == alias), 0)

    def _load(self, mappings: Sequence[ModelMapping]) -> None:
        row = max(0, self.list.current_row())
        self.model.reset(mappings)
        if mappings:
            self.list.choose(min(row, len(mappings) - 1))
        self._chosen()

    def _configured(self, config: Config) -> None:
        was_dirty = self.dirty
        before, self._saved = self._saved, config.models
        self._take_providers(config)
        if config.models == before or not self.dirty:
            self._show_state()
        elif was_dirty:
            self.changed_outside.say(
                tr("The mapping was changed elsewhere. Your edits are kept; Save replaces that change."),
                tr("Reload"),
            )
            self._show_state()
        else:
            self._load(config.models)

    def _take_providers(self, config: Config) -> None:
        names = [provider.name for provider in config.providers]
        self.model.set_providers(names)
        self.routes.set_providers(names)

    # edits

    def _alias_edited(self, text: str) -> None:
        if (row := self.list.current_row()) >= 0:
            self.model.set_alias(row, text.strip())

    def _routes_edited(self, routes: Sequence[Route]) -> None:
        if (row := self.list.current_row()) >= 0:
            self.model.set_routes(row, routes)

    def _edited(self) -> None:
        self._refused = None
        self._show_state()

    def _move(self, by: int) -> None:
        if (row := self.list.current_row()) >= 0:
            self.list.choose(self.model.move(row, by))
            self._show_state()

    def _duplicate(self) -> None:
        if (row := self.list.current_row()) >= 0:
            self.list.choose(self.model.duplicate(row))

    def _remove(self) -> None:
        if (row := self.list.current_row()) >= 0:
            self.model.remove(row)
            self._chosen()

    def _choose_preset(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for preset in model_presets():
            action = menu.addAction(tr(preset.name))
            action.setToolTip(f"{tr(preset.help)}\n{', '.join(preset.aliases)}")
            action.triggered.connect(lambda _=False, chosen=preset: self.apply_preset(chosen))
        popup_below(menu, self.presets)

    # what is shown

    def _chosen(self, *_: object) -> None:
        row = self.list.current_row()
        if row >= 0:
            mapping = self.model.mapping(row)
            self.alias.setText(mapping.alias)
            self.routes.show_routes(mapping.routes)
        self._show_state()

    def _show_state(self) -> None:
        row = self.list.current_row()
        rows = self.model.rowCount()
        self.stack.setCurrentIndex(1 if rows else 0)
        if row >= 0:
            self.alias_row.set_problem(self.model.alias_problem(row))
            self.routes.say(self.model.route_problems(row), self._notes())
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < rows - 1)
        self.copy.setEnabled(row >= 0)
        self.remove.setEnabled(row >= 0)
        self.tester.set_models(self.model.mappings())
        self.bar.show_state(self.dirty, self._problem() or self._refused, refused=not self._problem())

    def _problem(self) -> str | None:
        problems = self.model.problems()
        if not problems:
            return None
        alias = self.model.mapping(next(iter(problems))).alias or tr("the alias without a name")
        if len(problems) == 1:
            return tr("'{0}' needs a correction before you can save.").format(alias)
        return tr("{0} aliases need a correction before you can save.").format(len(problems))

    def _notes(self) -> dict[str, str]:
        """Provider -> what keeps it from taking PHI, by the policy in force."""
        config = self._ports.config()
        rule = config["policy.require_baa"]
        if rule == "off":
            return {}
        skipped = tr("no request goes here") if rule == "always" else tr("requests with PHI do not go here")
        return {
            provider.name: f"{coverage(provider, self._today())[0].capitalize()}: {skipped}."
            for provider in config.providers
            if not provider.covered(self._today())
        }
