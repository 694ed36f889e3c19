"""The Providers page: the list, the form of the chosen one, and the drafts of those that were edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from proxy_core.config import Config, Provider
from proxy_core.secrets import SecretState
from ui.models.provider_draft import ProviderDraft, check, draft_of, new_draft
from ui.models.providers import Kind, ProvidersModel
from ui.pages.provider_form import ProviderForm
from ui.ports import Ports
from ui.text import tr
from ui.widgets.basics import button, label
from ui.widgets.confirm import confirm
from ui.widgets.empty_state import EmptyState
from ui.widgets.menu import popup_below
from ui.widgets.page import LIST_HEAD, LIST_WIDTH, Page, overhanging
from ui.widgets.rows import RowList
from ui.widgets.save_bar import SaveBar

#: stands for the provider that is being added, which has no saved name
NEW = ""


class ProvidersPage(Page):
    """Edits of a provider are kept while another one is looked at. models_offered: (provider, names)."""

    models_offered = Signal(str, object)

    def __init__(self, ports: Ports, kinds: Sequence[Kind], today: Callable[[], date] = date.today) -> None:
        super().__init__(
            tr("Providers and keys"),
            tr("Where requests may go, with which key, and under which agreement."),
        )
        self._ports = ports
        self._kinds = {kind.kind: kind for kind in kinds}
        self._forms: dict[str, ProviderForm] = {}
        self._drafts: dict[str, ProviderDraft] = {}  # saved name, or NEW -> edits that are not saved
        self._shown: str | None = None
        self._refused: str | None = None
        self._tried = False  # a new provider was to be saved: its empty fields are marked from then on
        self._filling = False  # the list is being filled: a choice in it is not a person's
        self.add = button(tr("Add a provider"), "primary", "plus")
        self.add.clicked.connect(self._choose_kind)
        self.buttons.addWidget(self.add)
        self.model = ProvidersModel(self._kinds, self._key_state, ports.health, today, self)
        self.content.addLayout(self._build(), 1)
        self.list.selectionModel().currentRowChanged.connect(self._chosen)
        self._ends = (
            ports.subscribe_config(self._configured),
            ports.subscribe_secrets(self.model.refresh),
            ports.subscribe_health(self.model.refresh),
        )
        self._configured(ports.config())

    def _key_state(self, provider: str) -> SecretState:
        """Without a keyring a key may still be there, for as long as the program runs."""
        state = self._ports.secret_state(provider)
        kept = state is SecretState.NO_KEYRING and self._ports.secret_hint(provider)
        return SecretState.SET if kept else state

    def _build(self) -> QHBoxLayout:
        self.list = RowList(self.model, tr("Providers"))
        left = QVBoxLayout()
        left.setSpacing(6)
        left.setContentsMargins(0, 0, 0, 0)
        head = label(tr("Providers"), "overline")
        head.setFixedHeight(LIST_HEAD)
        left.addWidget(head)
        left.addWidget(self.list, 1)
        holder = QWidget()
        holder.setFixedWidth(LIST_WIDTH)
        holder.setLayout(left)
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            "providers",
            tr("Choose a provider"),
            tr("Or add one: Anthropic, any OpenAI-compatible service, or a model on this computer."),
        )
        self.stack.addWidget(self.empty)
        self.bar = SaveBar(tr("You have unsaved changes."), tr("Save"), tr("Revert"))
        self.bar.heir = self.list
        self.bar.saved.connect(self.save)
        self.bar.reverted.connect(self.revert)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addLayout(overhanging(self.stack), 1)
        right.addWidget(self.bar)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(holder)
        row.addLayout(right, 1)
        return row

    # what is shown

    @property
    def form(self) -> ProviderForm | None:
        """The form that is shown; None while there is none."""
        current = self.stack.currentWidget()
        return current if isinstance(current, ProviderForm) else None

    @property
    def dirty(self) -> bool:
        """Whether any provider has edits that are not saved."""
        return bool(self._drafts)

    def show_provider(self, name: str) -> None:
        """Choose a provider by its saved name; `NEW` is the one that is not saved yet."""
        if (row := self.model.row_of(name)) >= 0:
            self.list.choose(row)

    def show_agreement(self, name: str) -> None:
        """Choose a provider and go to its agreement."""
        self.show_provider(name)
        if self.form is not None:
            self.form.show_agreement()

    def add_provider(self, kind: str) -> None:
        """Begin a new provider of a kind."""
        self._keep()
        taken = {provider.name for provider in self._ports.config().providers}
        self._drafts[NEW] = new_draft(self._kinds[kind], taken)
        self._tried = False
        self._mark_drafts()
        self.show_provider(NEW)
        self._show(NEW)
        form = self.form
        assert form is not None
        form.name.setFocus()
        form.name.selectAll()

    def _form_for(self, kind: str) -> ProviderForm:
        if kind not in self._forms:
            form = ProviderForm(self._ports, self._kinds[kind])
            form.edited.connect(self._edited)
            form.removing.connect(self._ask_remove)
            form.test.wanted.connect(self._test)
            form.test.offered.connect(self.models_offered)
            self._forms[kind] = form
            self.stack.addWidget(form)
        return self._forms[kind]

    def _chosen(self, *_: object) -> None:
        if self._filling or (row := self.list.current_row()) < 0:
            return
        self._keep()
        self._show(self.model.name(row))

    def _show(self, name: str) -> None:
        saved = self._saved(name)
        kind = saved.kind if saved else self._drafts[NEW].kind if NEW in self._drafts else ""
        if kind not in self._kinds:
            self._show_nothing(name, kind)
            return
        draft = self._drafts.get(name) or (draft_of(saved, self._kinds[kind]) if saved else None)
        if draft is None:
            self._show_nothing(name, kind)
            return
        form = self._form_for(kind)
        if name != self._shown or self.form is not form:
            form.test.reset()
        self._shown = name
        form.show_draft(draft, name)
        self.stack.setCurrentWidget(form)
        self._show_state()

    def _show_nothing(self, name: str, kind: str) -> None:
        self._shown = None
        self.stack.setCurrentWidget(self.empty)
        if name and kind:
            self.empty.say(
                tr("'{0}' cannot be edited here").format(name),
                tr("Its kind '{0}' is not known to this version. The file keeps it as it is.").format(kind),
            )
        self._show_state()

    def _keep(self) -> None:
        """Remember the edits of the form that is shown before another one takes its place."""
        form = self.form
        if form is None or self._shown is None:
            return
        draft = form.draft()
        saved = self._saved(self._shown)
        if saved is None or draft != draft_of(saved, form.kind):
            self._drafts[self._shown] = draft
        else:
            self._drafts.pop(self._shown, None)

    def _mark_drafts(self) -> None:
        self.model.set_drafts(self._drafts.keys() - {NEW}, NEW in self._drafts)

    def _saved(self, name: str | None) -> Provider | None:
        return next((one for one in self._ports.config().providers if one.name == name), None)

    # edits

    def _edited(self) -> None:
        self._refused = None
        self._keep()
        self._show_state()

    def _checked(self) -> tuple[Provider | None, dict[str, str]]:
        form = self.form
        if form is None or self._shown is None:
            return None, {}
        taken = {one.name for one in self._ports.config().providers} - {self._shown}
        return check(form.draft(), form.kind, taken, self._saved(self._shown))

    def _show_state(self) -> None:
        self._mark_drafts()
        form = self.form
        _, problems = self._checked()
        if self._shown == NEW and form is not None and not self._tried:
            filled = form.draft()
            problems = {key: text for key, text in problems.items() if _is_filled(filled, key)}
        if form is not None:
            form.show_problems(problems)
        problem = tr("Correct what is marked before you save.") if problems else None
        self.bar.show_state(
            form is not None and self._shown in self._drafts, problem or self._refused, refused=not problems
        )

    def save(self) -> None:
        provider, _ = self._checked()
        form, shown = self.form, self._shown
        if provider is None or form is None or shown is None:
            self._tried = True
            self._show_state()
            return
        kept = self._drafts.pop(shown, None)
        key = form.key.typed_key()
        self._shown = provider.name  # the saved configuration is announced before the port returns
        self._refused = self._ports.save_provider(provider, shown or None)
        if self._refused is not None:
            self._shown = shown
            if kept is not None:
                self._drafts[shown] = kept
            self._show_state()
            return
        self.show_provider(provider.name)
        self._show(provider.name)
        if key is not None:
            form.key.store(provider.name, key)

    def revert(self) -> None:
        """Back to what is saved; a new provider is dropped."""
        if self._shown is None:
            return
        self._refused = None
        self._drafts.pop(self._shown, None)
        if self._shown == NEW:
            self._show_first()
        else:
            self._show(self._shown)

    def _ask_remove(self) -> None:
        name = self._shown
        if not name:
            self.revert()
            return
        users = [one.alias for one in self._ports.config().models if name in {r.provider for r in one.routes}]
        text = tr("Its key stays in the keyring until you delete it.")
        if users:
            text = tr("These aliases have a route to it: {0}.").format(", ".join(users[:6])) + " " + text
        confirm(
            self,
            tr("Remove '{0}'?").format(name),
            text,
            tr("Remove"),
            tr("Cancel"),
            lambda: self._remove(name),
        )

    def _remove(self, name: str) -> None:
        self._refused = self._ports.remove_provider(name)
        if self._refused is None:
            self._drafts.pop(name, None)
            if self._saved(name) is None and self._shown == name:
                self._show_first()
            return
        self.bar.show_state(True, self._refused, refused=True)

    def _show_first(self) -> None:
        self._shown = None
        self._mark_drafts()
        if self.model.rowCount():
            self.list.clearSelection()
            self.list.selectionModel().clearCurrentIndex()
            self.list.choose(0)
        else:
            self.stack.setCurrentWidget(self.empty)
            self._show_state()

    def _test(self) -> None:
        form = self.form
        if form is None:
            return
        provider, _ = self._checked()
        if provider is None:
            form.test.refuse(tr("Correct what is marked first."))
        else:
            form.test.run(provider, form.key.typed_key())

    def _configured(self, config: Config) -> None:
        names = {provider.name for provider in config.providers}
        shown = self._shown
        self._filling = True
        self.model.reset(config.providers)
        if shown is not None:
            self.show_provider(shown)
        self._filling = False
        if shown == NEW:
            self._show_state()
        elif shown is not None and shown in names:
            self._show(shown)
        elif shown is not None and shown in self._drafts:  # gone from the file, but its edits are not lost
            self._drafts[NEW] = self._drafts.pop(shown)
            self._mark_drafts()
            self._shown = NEW
            self.show_provider(NEW)
            self._show(NEW)
        else:
            self._show_first()

    def _choose_kind(self) -> None:
        if NEW in self._drafts:  # one at a time: a second one would take the place of the first
            self.show_provider(NEW)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for kind in self._kinds.values():
            action = menu.addAction(tr(kind.label))
            action.setToolTip(tr(kind.help))
            action.triggered.connect(lambda _=False, chosen=kind.kind: self.add_provider(chosen))
        popup_below(menu, self.add)


def _is_filled(draft: ProviderDraft, key: str) -> bool:
    """Whether there is something in an input, so that its problem is more than its being empty."""
    values = {"name": draft.name, "auth": draft.auth_argument, **draft.values}
    return bool(str(values.get(key, True)).strip())
