"""Draws every page in light and dark into PNG files: `python -m tests.ui.screenshots OUTDIR`.

For eyes: empty states, errors, long names and a working day, all synthetic, without a screen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from proxy_core.config import Config, ModelMapping, Provider, Route
from proxy_core.inspector.view import View
from proxy_core.journal.entry import Entry
from proxy_core.providers import KINDS
from proxy_core.secrets import SecretState
from tests.ui import contents, samples
from tests.ui.fakes import FakePorts, resolve
from ui.assets import APP_SIZES, pixmap
from ui.main_window import MainWindow
from ui.ports import ProbeResult, ProxyState, ProxyStatus, Trust
from ui.theme import Theme
from ui.widgets.confirm import Question

SIZE = QSize(1240, 800)
SMALL = QSize(960, 600)
_MODELS = tuple(f"gpt-5.{n}{size}" for n in range(6) for size in ("", "-mini", "-nano"))


class Scene:
    """One window with its ports, ready to be arranged and drawn."""

    def __init__(self, config: Config | None = None, *, on: bool = True, entries: bool = False) -> None:
        self.ports = FakePorts(config or samples.clinic_config(), on=on)
        for name in ("azure", "anthropic"):
            self.ports.set_secret(name, "sk-synthetic-0000000000x7Qa", lambda _problem: None)
        self.ports.settle()
        for one in samples.day() if entries else []:
            self.ports.record(one)
        self.window = MainWindow(self.ports, KINDS, resolve, today=lambda: samples.TODAY)
        self.window.resize(SIZE)
        self.window.show()

    def page(self, key: str) -> Scene:
        self.window.sidebar.choose(key)
        settle()
        return self


def settle(milliseconds: int = 30) -> None:
    """Let layouts and timers come to rest."""
    QTest.qWait(milliseconds)


def log_working() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.set_status(replace(scene.ports.status(), state=ProxyState.BUSY, active=2))
    settle()
    return scene.window


def log_blocked_detail() -> QWidget:
    scene = Scene(entries=True)
    scene.window.show_request(samples.blocked(43).request_id)
    return scene.window


def log_failed_detail() -> QWidget:
    scene = Scene(entries=True)
    scene.window.show_request(samples.failed(42).request_id)
    return scene.window


def log_done_detail_small() -> QWidget:
    scene = Scene(entries=True)
    scene.window.resize(SMALL)
    settle()
    scene.window.show_request(samples.fallback(50).request_id)
    return scene.window


def log_notes() -> QWidget:
    scene = Scene(entries=True)
    noted = replace(
        samples.entry(61),
        notes=(
            "max_tokens was lowered from 64,000 to 16,384, which is the most that gpt-5.2-mini writes.",
            "top_k was left out: the provider does not know it.",
            "thinking was left out: the provider does not know it.",
        ),
    )
    scene.ports.record(noted)
    scene.window.show_request(noted.request_id)
    return scene.window


def log_all_columns() -> QWidget:
    scene = Scene(entries=True)
    scene.window.resize(2100, 800)
    return scene.window


def inspector_of(entry: Entry, view: View | None, scene: Scene | None = None) -> Scene:
    """The inspector on one request."""
    scene = scene or Scene(entries=True)
    scene.ports.record(entry)
    if view is not None:
        scene.ports.views[entry.request_id] = view
    scene.window.show_request(entry.request_id)
    settle()
    scene.window.show_inspector(entry)
    settle()
    return scene


def _letter(number: int = 61) -> Entry:
    return samples.entry(number, requested_model="claude-opus-4-6", model="gpt-5.2")


def inspector_changed() -> QWidget:
    return inspector_of(_letter(), contents.letter()).window


def inspector_held() -> QWidget:
    scene = inspector_of(_letter(), contents.letter())
    scene.window.inspector.hold.hold(True)
    return scene.window


def inspector_marked() -> QWidget:
    scene = inspector_of(_letter(), contents.letter())
    scene.window.inspector.marks.not_phi("Maria Gonzalez", "NAME ••• 7K3Q9X2C")
    return scene.window


def inspector_refused_mark() -> QWidget:
    scene = inspector_of(_letter(), contents.letter())
    scene.ports.refuse = "The keyring is locked or does not answer. Unlock it, then try again."
    scene.window.inspector.marks.always_phi("NAME", "Maria Gonzalez", "NAME ••• 7K3Q9X2C")
    return scene.window


def inspector_menu() -> QWidget:
    scene = inspector_of(_letter(), contents.letter())
    page = scene.window.inspector
    leaf = next(leaf for leaf in contents.letter().request if leaf.marks)
    page.marks.offer_for_chip(leaf, leaf.marks[0], page.client.mapToGlobal(QPoint(60, 80)))
    assert page.marks.menu is not None
    return page.marks.menu


def inspector_long() -> QWidget:
    return inspector_of(_letter(), contents.long_letter()).window


def inspector_every() -> QWidget:
    scene = inspector_of(_letter(), contents.long_letter())
    scene.window.inspector.scope.button("all").click()
    return scene.window


def inspector_megabyte() -> QWidget:
    scene = inspector_of(_letter(), contents.megabyte())
    page = scene.window.inspector
    page.client.gap_clicked.emit(
        next(at for at, leaf in enumerate(contents.megabyte().request) if leaf.marks)
    )
    page.client.finish()
    page.provider.finish()
    page.client.verticalScrollBar().setValue(page.client.verticalScrollBar().maximum() // 2)
    return scene.window


def inspector_clean() -> QWidget:
    return inspector_of(samples.entry(61), contents.clean()).window


def inspector_blocked() -> QWidget:
    return inspector_of(samples.blocked(61), contents.refused()).window


def inspector_gone() -> QWidget:
    return inspector_of(samples.entry(61), None).window


def inspector_small() -> QWidget:
    scene = Scene(entries=True)
    scene.window.resize(SMALL)
    settle()
    return inspector_of(_letter(), contents.letter(), scene).window


def log_empty() -> QWidget:
    return Scene().window


def log_empty_off() -> QWidget:
    return Scene(on=False).window


def log_stopping() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.slow = True
    scene.window.sidebar.proxy.switch.click()
    return scene.window


def log_no_match() -> QWidget:
    scene = Scene(entries=True)
    scene.window.log.search.setText("no such request")
    scene.window.log.pause.setChecked(True)
    return scene.window


def models() -> QWidget:
    scene = Scene().page("models")
    scene.window.models.tester.name.setText("claude-opus-4-6")
    return scene.window


def models_uncovered() -> QWidget:
    scene = Scene().page("models")
    scene.window.models.list.choose(1)
    scene.window.models.tester.name.setText("gpt-4o")
    return scene.window


def models_problems() -> QWidget:
    scene = Scene().page("models")
    page = scene.window.models
    page.add_alias("claude opus")
    page.model.set_routes(page.list.current_row(), (Route("gone", "gpt-5.2"),))
    page.list.choose(0)
    page.list.choose(page.model.rowCount() - 1)
    return scene.window


def models_outside() -> QWidget:
    scene = Scene().page("models")
    page = scene.window.models
    page.list.setFocus()
    page.list.choose(2)
    QTest.keyClicks(page.alias, "x")
    config = scene.ports.config()
    scene.ports.set_config(replace(config, models=(*config.models, ModelMapping("gpt-*", (Route("azure"),)))))
    return scene.window


def models_empty() -> QWidget:
    return Scene(replace(samples.clinic_config(), models=())).page("models").window


def models_long() -> QWidget:
    scene = Scene(samples.long_names_config()).page("models")
    scene.window.models.tester.name.setText(
        "claude-sonnet-4-6-20260601-extended-thinking-preview-long-context-1m"
    )
    return scene.window


def providers() -> QWidget:
    return Scene().page("providers").window


def _bottom(scene: Scene) -> QWidget:
    form = scene.window.providers.form
    assert form is not None
    settle()
    form.findChildren(QScrollArea)[0].ensureWidgetVisible(form.baa, 0, 60)
    return scene.window


def providers_tested() -> QWidget:
    scene = Scene().page("providers")
    scene.ports.probe_result = ProbeResult(True, "The provider answers and the key is good.", 182.0, _MODELS)
    form = scene.window.providers.form
    assert form is not None
    form.test.test.click()
    scene.ports.settle()
    return _bottom(scene)


def providers_failed() -> QWidget:
    scene = Scene().page("providers")
    scene.window.providers.show_provider("anthropic")
    scene.ports.probe_result = ProbeResult(
        False, "The provider refused the key (401). Replace the key and test again.", 97.0
    )
    form = scene.window.providers.form
    assert form is not None
    form.test.test.click()
    scene.ports.settle()
    return _bottom(scene)


def providers_new() -> QWidget:
    scene = Scene().page("providers")
    scene.window.providers.add_provider("openai")
    return scene.window


def providers_advanced() -> QWidget:
    scene = Scene().page("providers")
    scene.window.resize(SIZE.width(), 1900)
    form = scene.window.providers.form
    assert form is not None
    form.advanced.head.click()
    return scene.window


def providers_locked() -> QWidget:
    scene = Scene()
    scene.ports.states["azure"] = SecretState.LOCKED
    scene.ports.states["anthropic"] = SecretState.NO_KEYRING
    scene.ports.tell_secrets()
    return scene.page("providers").window


def providers_no_keyring() -> QWidget:
    scene = Scene()
    scene.ports.states["anthropic"] = SecretState.NO_KEYRING
    scene.page("providers").window.providers.show_provider("anthropic")
    return scene.window


def providers_long() -> QWidget:
    return Scene(samples.long_names_config()).page("providers").window


def providers_delete() -> QWidget:
    scene = Scene().page("providers")
    form = scene.window.providers.form
    assert form is not None
    form.key.delete.click()
    settle()
    box = scene.window.findChild(Question)
    assert box is not None
    return box


def claude_code() -> QWidget:
    return Scene(entries=True).page("claude_code").window


def claude_code_new() -> QWidget:
    demo = Provider("demo", "demo")
    config = replace(
        samples.clinic_config(), providers=(demo,), models=(ModelMapping("*", (Route("demo"),)),), keys=()
    )
    return Scene(config, on=False).page("claude_code").window


def settings() -> QWidget:
    return Scene().page("settings").window


def settings_problem() -> QWidget:
    scene = Scene().page("settings")
    page = scene.window.settings
    page.inputs["server.port"].control.setText("70000")  # type: ignore[attr-defined]
    page.inputs["server.port"].control.changed.emit()  # type: ignore[attr-defined]
    page.inputs["server.allowed_origins"].control.add_button.click()  # type: ignore[attr-defined]
    return scene.window


def banners() -> QWidget:
    scene = Scene(on=False, entries=True)
    scene.ports.config_problem = (
        "/home/somebody/.config/scrubroom/config.toml: line 14, models[1].routes[0].provider: there is no "
        "provider 'azur'. The last good configuration is in use; mend the file."
    )
    scene.ports.set_config(scene.ports.config())
    scene.ports.set_status(
        ProxyStatus(
            ProxyState.ERROR,
            message="Port 7440 is in use by another program. Stop that program, or choose another port "
            "under Settings.",
        )
    )
    scene.window.say(
        "This desktop shows no tray icons, so Scrubroom lives in this window. "
        "On GNOME, the AppIndicator extension adds a tray."
    )
    return scene.window


def repository_found() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.set_repository(samples.repository())
    return scene.window


def repository_broken() -> QWidget:
    scene = Scene(entries=True)
    problem = "Line 3 takes in values of the type NAME in general; say more exactly what is synthetic here."
    name = "a-repository-with-quite-a-long-name/packages/importer-for-discharge-letters"
    scene.ports.set_repository(
        samples.repository(Trust.BROKEN, name, values=(), expressions=(), problem=problem)
    )
    return scene.window


def repository_review() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.set_repository(samples.repository())
    scene.window.repository_banner.action.click()
    review = scene.window.repositories.review
    assert review is not None
    return review


def repository_review_long() -> QWidget:
    scene = Scene(entries=True)
    values = tuple(f"Testpatient Number {number:03}" for number in range(300))
    scene.ports.set_repository(samples.repository(name="x" * 120, values=values))
    scene.window.repository_banner.action.click()
    review = scene.window.repositories.review
    assert review is not None
    return review


def settings_repositories() -> QWidget:
    scene = Scene()
    scene.ports.set_repository(samples.repository(Trust.TRUSTED))
    scene.ports.set_repository(samples.repository(Trust.NEW, "another"))
    scene.ports.set_repository(samples.repository(Trust.IGNORED, "third-party"))
    problem = "Line 3 takes in values of the type NAME in general; say more exactly what is synthetic here."
    scene.ports.set_repository(samples.repository(Trust.BROKEN, "broken", values=(), problem=problem))
    scene.page("settings").window.repository_banner.close_button.click()
    page = scene.window.settings
    page.findChildren(QScrollArea)[0].ensureWidgetVisible(page.repositories, 0, 60)
    return scene.window


def settings_log() -> QWidget:
    scene = Scene().page("settings")
    page = scene.window.settings
    page.findChildren(QScrollArea)[0].ensureWidgetVisible(page.inputs["log.inspector_mb"].row, 0, 60)
    return scene.window


def tray_icons() -> QWidget:
    """The tray's states at every size, on a light and on a dark panel."""
    sheet = QWidget()
    image = QImage(760, 380, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    for half, panel in enumerate(("#EDEFF0", "#1E2226")):
        painter.fillRect(0, half * 190, 760, 190, QColor(panel))
        for row, state in enumerate(ProxyState):
            left = 16
            for size in APP_SIZES[:6]:
                painter.drawPixmap(
                    left, half * 190 + 8 + row * 36, pixmap(f"tray/{state.value}", "#000000", min(size, 34))
                )
                left += 44
    painter.end()
    sheet.resize(image.size())
    sheet.image = image  # type: ignore[attr-defined]
    return sheet


SCENES: tuple[Callable[[], QWidget], ...] = (
    log_working,
    log_blocked_detail,
    log_failed_detail,
    log_done_detail_small,
    log_notes,
    log_all_columns,
    inspector_changed,
    inspector_held,
    inspector_marked,
    inspector_refused_mark,
    inspector_menu,
    inspector_long,
    inspector_every,
    inspector_megabyte,
    inspector_clean,
    inspector_blocked,
    inspector_gone,
    inspector_small,
    log_empty,
    log_empty_off,
    log_stopping,
    log_no_match,
    models,
    models_uncovered,
    models_problems,
    models_outside,
    models_empty,
    models_long,
    providers,
    providers_tested,
    providers_failed,
    providers_new,
    providers_advanced,
    providers_locked,
    providers_no_keyring,
    providers_long,
    providers_delete,
    claude_code,
    claude_code_new,
    settings,
    settings_problem,
    settings_log,
    settings_repositories,
    repository_found,
    repository_broken,
    repository_review,
    repository_review_long,
    banners,
)


def draw_all(folder: Path, only: str = "") -> Iterator[Path]:
    """Draw the scenes whose name begins with `only`; the files, one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(["scrubroom"])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    icons = tray_icons()
    icons.image.save(str(folder / "tray-icons.png"))  # type: ignore[attr-defined]
    yield folder / "tray-icons.png"
    for choice in ("light", "dark"):
        theme.choose(choice)
        for scene in SCENES:
            if not scene.__name__.startswith(only):
                continue
            widget = scene()
            settle()
            path = folder / f"{scene.__name__.replace('_', '-')}-{choice}.png"
            if not widget.grab().save(str(path)):
                raise OSError(f"{path} could not be written")
            yield path
            window = widget.window()
            if isinstance(window, MainWindow):
                window.quit_close()
            window.deleteLater()
            settle(1)


def main() -> int:
    if len(sys.argv) < 2:
        print("usage: python -m tests.ui.screenshots OUTDIR [BEGINNING-OF-NAME]", file=sys.stderr)
        return 2
    for path in draw_all(Path(sys.argv[1]), "".join(sys.argv[2:3])):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
