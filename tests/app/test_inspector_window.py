"""The inspector from end to end: a real proxy, the real window, a click that counts for the next request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path

import aiohttp
import pytest
import shiboken6

from app.bridge import Bridge
from app.startup import Program
from proxy_core.providers import KINDS
from proxy_core.routing.mapping import resolve
from tests.app.running import running
from tests.fakes.proxy import PATIENT, PATIENT_VALUES
from ui.main_window import MainWindow
from ui.pages.inspector_pane import InspectorPane

CODE = "def normalise(row):\n    return [cell.strip() for cell in row]\n" * 200


class Desk:
    """A program with its window."""

    def __init__(self, program: Program, bridge: Bridge) -> None:
        self.program = program
        self.bridge = bridge
        self.window = MainWindow(bridge, KINDS, resolve, today=lambda: date(2026, 6, 15))
        self.window.show()

    async def ask(self, text: str) -> str:
        """What the demo model says it was sent."""
        body = {"model": "demo", "max_tokens": 99, "messages": [{"role": "user", "content": text}]}
        url = f"{self.program.lifecycle.status().url}/v1/messages"
        async with aiohttp.ClientSession() as client, client.post(url, json=body) as answer:
            return str((await answer.json())["content"][0]["text"])

    async def inspect(self) -> tuple[InspectorPane, InspectorPane, InspectorPane]:
        """Open the last request in the inspector."""
        entry = self.bridge.entries()[-1]
        self.window.show_request(entry.request_id)
        self.window.log.detail.inspect.click()
        page = self.window.inspector
        await until(lambda: bool(page._summary.text()))
        for pane in (page.client, page.provider, page.answer):
            pane.finish()
        return page.client, page.provider, page.answer


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0)


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with running(tmp_path, monkeypatch, "version = 1\n") as program:
        bridge = Bridge(program, lambda: None)
        await program.lifecycle.start()
        made = Desk(program, bridge)
        yield made
        made.window.quit_close()
        await bridge.close()
    shiboken6.delete(made.window)


async def test_a_request_is_seen_hidden_shown_and_called_public(desk: Desk) -> None:
    await desk.ask(f"{CODE}\n{PATIENT}\n{CODE}")
    client, provider, answer = await desk.inspect()
    for pane in (client, provider, answer):
        assert not any(value in pane.toPlainText() for value in PATIENT_VALUES)
    desk.window.inspector.hold.hold(True)
    client.setTextCursor(client.document().find("Patient:"))
    client.centerCursor()
    assert "Maria Gonzalez" in client.toPlainText()
    assert not any(value in provider.toPlainText() for value in PATIENT_VALUES)
    desk.window.inspector.hold.hold(False)
    assert "Maria Gonzalez" not in client.toPlainText()

    desk.window.inspector.marks.not_phi("Maria Gonzalez", "NAME")
    await until(lambda: bool(desk.window.inspector.notice.text))
    assert "1 MRN, 1 SSN" in await desk.ask(PATIENT)
    desk.window.inspector.notice.action.click()
    await until(lambda: desk.window.inspector.notice.text == "Taken back.")
    assert "1 NAME" in await desk.ask(PATIENT)


async def test_turning_the_proxy_off_empties_the_page(desk: Desk) -> None:
    await desk.ask(PATIENT)
    client, _, _ = await desk.inspect()
    desk.bridge.stop()
    await until(lambda: desk.window.inspector.stack.currentIndex() == 1)
    assert client.toPlainText() == ""
    assert not desk.bridge.inspectable(desk.bridge.entries()[-1].request_id)
