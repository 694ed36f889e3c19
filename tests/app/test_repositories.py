"""A repository's file counts while its exact content is trusted, and only for requests that come from it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app import repositories
from app.phiallow_trust import Decision
from app.startup import Program
from proxy_core.privacy.phiallow import NAME
from tests.app.running import running
from tests.fakes.answers import message, stream, text_block
from tests.fakes.proxy import PATIENT, ask
from tests.fakes.upstream import Step, Upstream, sse

CONFIG = """version = 1
[[providers]]
name = "far"
kind = "anthropic"
base_url = "{url}"
auth = "none"
[[models]]
alias = "*"
routes = [{{ provider = "far" }}]
"""


class Work:
    """A running program, a provider that notes what it gets, and a repository."""

    def __init__(self, program: Program, far: Upstream, repository: Path, url: str) -> None:
        self.program, self.far, self.repository, self.url = program, far, repository, url

    @property
    def file(self) -> Path:
        return (self.repository / NAME).resolve()

    def state(self) -> Decision | None:
        return self.program.repositories.files()[self.file][1]

    def trust(self) -> None:
        file, _ = self.program.repositories.files()[self.file]
        self.program.repositories.decide(self.file, file.digest, Decision.TRUSTED)

    async def sent(self, directory: Path | None = None, session: str = "", path: str = "/v1/messages") -> str:
        """What the provider got of a request about the patient, from a directory."""
        body: dict[str, Any] = ask(PATIENT, stream=True)
        if directory is not None:
            body["system"] = f"# Environment\n - Primary working directory: {directory}\n"
        if session:
            body["metadata"] = {"user_id": json.dumps({"session_id": session})}
        async with aiohttp.ClientSession() as client, client.post(self.url + path, json=body) as answer:
            assert answer.status == 200, await answer.text()
            await answer.read()
        return self.far.requests[-1].body.decode()


@pytest.fixture
async def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Work]:
    repository = tmp_path / "code"
    (repository / ".git").mkdir(parents=True)
    (repository / "src").mkdir()
    (repository / NAME).write_text("# invented\nMaria Gonzalez\n")
    step = Step(sse(stream(message([text_block("Hello")]))))
    with Upstream([step] * 20, strict=False) as far:
        async with running(tmp_path, monkeypatch, CONFIG.format(url=far.url)) as program:
            await program.lifecycle.start()
            yield Work(program, far, repository, program.lifecycle.status().url)


async def test_a_file_that_nobody_trusts_changes_nothing_and_is_told(work: Work) -> None:
    told: list[int] = []
    work.program.repositories.subscribe(lambda: told.append(len(work.program.repositories.files())))
    assert "Gonzalez" not in await work.sent(work.repository / "src")
    assert told == [1]
    assert work.state() is None


async def test_trusted_it_counts_for_its_repository_alone(work: Work) -> None:
    await work.sent(work.repository)
    work.trust()
    work.program.core.keep.resize(9, 1 << 20)
    sent = await work.sent(work.repository / "src")
    assert "Maria Gonzalez" in sent
    await work.sent()
    kept = [work.program.core.keep.get(one.request_id) for one in work.program.core.ring.entries()[-2:]]
    assert [one is not None and one.repository for one in kept] == [True, False]
    assert "536-22-8741" not in sent
    assert "Gonzalez" not in await work.sent()
    assert "Gonzalez" not in await work.sent(work.repository.parent)


async def test_changed_content_must_be_trusted_anew(work: Work) -> None:
    await work.sent(work.repository)
    work.trust()
    (work.repository / NAME).write_text("Maria Gonzalez\n536-22-8741\n")
    await work.program.repositories.poll()
    assert work.state() is None
    assert "Gonzalez" not in await work.sent(work.repository)
    work.trust()
    assert "536-22-8741" in await work.sent(work.repository)
    (work.repository / NAME).unlink()
    await work.program.repositories.poll()
    assert "Gonzalez" not in await work.sent(work.repository)


async def test_a_file_that_comes_later_is_found(work: Work) -> None:
    (work.repository / NAME).rename(work.repository / "elsewhere")
    await work.sent(work.repository)
    assert not work.program.repositories.files()
    (work.repository / "elsewhere").rename(work.repository / NAME)
    await work.program.repositories.poll()
    assert work.state() is None


async def test_small_requests_of_a_session_belong_to_its_directory(work: Work) -> None:
    await work.sent(work.repository, session="0d3f6f0a-55c2-4d1c-9d0b-000000000001")
    work.trust()
    assert "Gonzalez" in await work.sent(session="0d3f6f0a-55c2-4d1c-9d0b-000000000001")
    assert "Gonzalez" not in await work.sent(session="0d3f6f0a-55c2-4d1c-9d0b-000000000002")


async def test_one_that_takes_in_too_much_never_counts(work: Work) -> None:
    (work.repository / NAME).write_text("Maria Gonzalez\n/.*/\n")
    await work.sent(work.repository)
    work.trust()
    assert "Gonzalez" not in await work.sent(work.repository)
    assert "takes in" in work.program.repositories.files()[work.file][0].problem


async def test_a_new_policy_takes_the_trusted_file_s_guard_along(work: Work) -> None:
    await work.sent(work.repository)
    work.trust()
    await work.sent(work.repository)
    work.program.store.save_settings({"privacy.deny": ["NAME: Maria Gonzalez"]})
    await work.program.rules.apply(work.program.core, work.program.store.config.settings)
    assert "Gonzalez" not in await work.sent(work.repository)


@pytest.mark.allow_logs("A .phiallow was left out")
async def test_a_search_that_fails_leaves_the_file_out(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    await work.sent(work.repository)
    work.trust()

    def fails(*_: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr(work.program.repositories.trust, "decision", fails)
    assert "Gonzalez" not in await work.sent(work.repository)


async def test_a_file_that_cannot_be_seen_does_not_count_and_holds_nobody_up(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    await work.sent(work.repository)
    work.trust()
    assert "Gonzalez" in await work.sent(work.repository)
    dead = threading.Event()
    look = repositories._again

    def hangs(directory: Path, old: repositories._Looked) -> repositories._Looked:
        dead.wait(60)
        return look(directory, old)

    monkeypatch.setattr(repositories, "_again", hangs)
    monkeypatch.setattr(repositories, "PATIENCE", 0)
    await work.program.repositories.poll()
    assert "Gonzalez" not in await work.sent(work.repository)
    assert "Gonzalez" not in await work.sent(work.repository / "src")
    dead.set()
    back = asyncio.Event()
    work.program.repositories.subscribe(back.set)
    await asyncio.wait_for(back.wait(), 30)
    assert "Gonzalez" in await work.sent(work.repository)


@pytest.mark.allow_logs("A .phiallow was left out")
async def test_a_look_that_fails_leaves_the_file_out(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    await work.sent(work.repository)
    work.trust()

    def fails(directory: Path, old: repositories._Looked) -> repositories._Looked:
        raise RuntimeError("canary")

    monkeypatch.setattr(repositories, "_again", fails)
    await work.program.repositories.poll()
    assert "Gonzalez" not in await work.sent(work.repository)
