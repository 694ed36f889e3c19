"""Scenes of the pages for keys, policy and usage, for `tests.ui.screenshots`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget

from proxy_core.config import Auth, Baa, Config, Provider
from tests.ui import samples
from tests.ui.stage import SMALL, Scene, settle
from ui.pages.keys import KeysPage
from ui.pages.policy import PolicyPage
from ui.pages.usage import UsagePage
from ui.ports import Standing, Usage
from ui.widgets.confirm import Question


def _keys(scene: Scene) -> KeysPage:
    page = scene.page("keys").window.pages["keys"]
    assert isinstance(page, KeysPage)
    return page


def keys() -> QWidget:
    page = _keys(Scene(samples.many_keys_config()))
    page.show_key("claims-import")
    return page.window()


def keys_empty() -> QWidget:
    return _keys(Scene(replace(samples.clinic_config(), keys=()))).window()


def keys_long_small() -> QWidget:
    scene = Scene(samples.many_keys_config())
    scene.window.resize(SMALL)
    page = _keys(scene)
    page.show_key(samples.LONG_KEY)
    return scene.window


def keys_problem() -> QWidget:
    page = _keys(Scene(samples.many_keys_config()))
    QTest.keyClicks(page.form.limits.rpm, "many")
    page.form.scopes.switches["ai:chat"].click()
    return page.window()


def keys_create() -> QWidget:
    scene = Scene(replace(samples.clinic_config(), keys=()))
    _keys(scene).begin.click()
    dialog = _keys(scene).dialog
    assert dialog is not None
    QTest.keyClicks(dialog.name, "claims-import")
    settle()
    return dialog


def keys_created() -> QWidget:
    scene = Scene()
    page = _keys(scene)
    page.add.click()
    dialog = page.dialog
    assert dialog is not None
    QTest.keyClicks(dialog.name, "claims-import")
    dialog.make.click()
    settle()
    return dialog


def keys_revoke() -> QWidget:
    page = _keys(Scene())
    page.form.revoke.click()
    settle()
    box = page.findChild(Question)
    assert box is not None
    return box


def _policy_config() -> Config:
    """A budget that is most of the way spent, limits, and agreements in every state."""
    config = samples.many_keys_config()
    soon = Provider(
        "bedrock-us",
        "openai",
        "https://bedrock.us-east-1.example.com/v1",
        Auth("keyring"),
        Baa("signed", date(2025, 7, 1), date(2026, 7, 9), "AWS-BAA-0417", "Privacy office"),
    )
    own = Provider("gpu-host", "openai", "https://gpu.clinic.example/v1", Auth("none"), Baa("local"))
    limits = {
        "policy.budget_usd": 200,
        "policy.rpm": 60,
        "policy.daily": 5000,
        "policy.models_allowed": ["claude-sonnet-*", "claude-haiku-*"],
    }
    settings = {**config.settings, **limits}
    return replace(
        config, providers=(*config.providers, soon, own, Provider("demo", "demo")), settings=settings
    )


def _policy(scene: Scene) -> PolicyPage:
    page = scene.page("policy").window.pages["policy"]
    assert isinstance(page, PolicyPage)
    return page


def policy() -> QWidget:
    return _policy(Scene(_policy_config())).window()


def policy_whole() -> QWidget:
    scene = Scene(_policy_config())
    scene.window.resize(1240, 2100)
    return _policy(scene).window()


def policy_plain() -> QWidget:
    scene = Scene()
    scene.ports.stands = Standing(date(2026, 7, 1))
    return _policy(scene).window()


def policy_long_small() -> QWidget:
    scene = Scene(replace(_policy_config(), providers=samples.long_names_config().providers, models=()))
    scene.ports.stands = replace(
        samples.standing(), problem="The journal cannot grow: the disk is full. Make room."
    )
    scene.window.resize(SMALL)
    page = _policy(scene)
    settle()
    page.area.ensureWidgetVisible(page.agreements, 0, 40)
    return scene.window


def policy_off() -> QWidget:
    page = _policy(Scene(_policy_config()))
    control = page.inputs["policy.require_baa"].control
    control.button("off").click()  # type: ignore[attr-defined]
    page.bar.save.click()
    settle()
    assert page.question is not None
    return page.question


def providers_attested() -> QWidget:
    scene = Scene(_policy_config())
    scene.window.show_agreement("bedrock-us")
    return scene.window


def _usage(scene: Scene) -> UsagePage:
    scene.ports.used = {days: samples.usage(days) for days in (7, 30, 90)}
    page = scene.page("usage").window.pages["usage"]
    assert isinstance(page, UsagePage)
    return page


def usage() -> QWidget:
    page = _usage(Scene())
    page.chart.setFocus()
    QTest.keyClick(page.chart, Qt.Key.Key_End)
    return page.window()


def usage_whole_90() -> QWidget:
    scene = Scene()
    scene.window.resize(1240, 1000)
    page = _usage(scene)
    page.days.button("90").click()
    page.measure.button("phi").click()
    page.by.button("key").click()
    return scene.window


def usage_small() -> QWidget:
    scene = Scene()
    scene.window.resize(SMALL)
    page = _usage(scene)
    settle()
    page.days.button("7").click()
    page.measure.button("tokens").click()
    area = page.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    area.ensureWidgetVisible(page.table)
    return scene.window


def usage_empty() -> QWidget:
    return Scene().page("usage").window


def usage_problem() -> QWidget:
    scene = Scene()
    scene.ports.used[30] = Usage(
        samples.TODAY, samples.TODAY, problem="The journal cannot grow: the disk is full. Make room."
    )
    return scene.page("usage").window


SCENES: tuple[Callable[[], QWidget], ...] = (
    keys,
    keys_empty,
    keys_long_small,
    keys_problem,
    keys_create,
    keys_created,
    keys_revoke,
    policy,
    policy_whole,
    policy_plain,
    policy_long_small,
    policy_off,
    providers_attested,
    usage,
    usage_whole_90,
    usage_small,
    usage_empty,
    usage_problem,
)
