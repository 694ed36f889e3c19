"""Scenes of every other page, for `tests.ui.screenshots`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget

from proxy_core.config import ModelMapping, Provider, Route
from proxy_core.secrets import SecretState
from tests.ui import contents, samples
from tests.ui.fakes import FakePorts
from tests.ui.stage import SIZE, SMALL, Scene, settle
from ui.ports import ProbeResult, ProxyState, ProxyStatus
from ui.tray import Tray
from ui.widgets.confirm import Question

_MODELS = tuple(f"gpt-5.{n}{size}" for n in range(6) for size in ("", "-mini", "-nano"))


def log_working() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.set_status(replace(scene.ports.status(), state=ProxyState.BUSY, active=2))
    settle()
    return scene.window


def log_blocked_detail() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.views[samples.blocked(43).request_id] = contents.refused()
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
    scene.ports.views[noted.request_id] = contents.clean()
    scene.window.show_request(noted.request_id)
    return scene.window


def log_all_columns() -> QWidget:
    scene = Scene(entries=True)
    scene.window.resize(2100, 800)
    return scene.window


def log_empty() -> QWidget:
    return Scene().window


def log_empty_off() -> QWidget:
    return Scene(on=False).window


def log_stopping() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.slow = True
    scene.window.sidebar.proxy.switch.click()
    return scene.window


def tray_menu_stopping() -> QWidget:
    ports = FakePorts(samples.clinic_config())
    ports.slow = True
    tray = Tray(ports, available=lambda: False)
    tray.toggle.trigger()
    tray.menu.tray = tray  # type: ignore[attr-defined]  # which lives as long as its menu is drawn
    tray.menu.popup(QPoint(0, 0))
    return tray.menu


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


def settings_log() -> QWidget:
    scene = Scene().page("settings")
    page = scene.window.settings
    page.findChildren(QScrollArea)[0].ensureWidgetVisible(page.inputs["log.inspector_mb"].row, 0, 60)
    return scene.window


SCENES: tuple[Callable[[], QWidget], ...] = (
    log_working,
    log_blocked_detail,
    log_failed_detail,
    log_done_detail_small,
    log_notes,
    log_all_columns,
    log_empty,
    log_empty_off,
    log_stopping,
    tray_menu_stopping,
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
    banners,
)
