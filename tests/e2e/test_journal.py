"""The journal of the real program: killed under load, and shared by two."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.harness import SCRUBROOM, config, environment
from tests.fakes.answers import message, text_block
from tests.fakes.upstream import Step, Upstream, reply

HELLO = message([text_block("Hello")])  # 12 tokens in, 34 out
#: a thousandth of a dollar a token
PRICES = '[[prices]]\nmodel = "scripted-1"\ninput = 1000\noutput = 1000\n'
COST = 46_000_000
LONGEST = 40
CLIENTS = 6


@contextmanager
def served(folder: Path, text: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`scrubroom serve`, which the test may kill; all of them on one configuration and one state folder."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    env = environment(folder, {"SCRUBROOM_STATE_DIR": str(folder / "state")})
    with subprocess.Popen(
        [str(SCRUBROOM), "serve", "--port", "0", "--config", str(file)], env=env, cwd=folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1], process
        finally:
            process.kill()


def post(url: str) -> tuple[int, Mapping[str, Any]]:
    body = {"model": "m", "max_tokens": LONGEST, "messages": [{"role": "user", "content": "Hello"}]}
    request = urllib.request.Request(f"{url}/v1/messages", json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def load(url: str, until: int, reached: threading.Event) -> list[int]:
    """Several clients at once until the server is gone. Returns the statuses; `reached` after so many."""
    statuses: list[int] = []

    def ask() -> None:
        while True:
            try:
                statuses.append(post(url)[0])
            except (OSError, ValueError, urllib.error.URLError):
                return  # the server is gone
            if len(statuses) >= until:
                reached.set()
            if statuses[-1] != 200:
                return

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reached.set()
    return statuses


def journal(folder: Path) -> Path:
    (path,) = (folder / "state" / "journal").glob("*.sqlite")
    return path


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(journal(folder))) as plain:
        return plain.execute(query).fetchall()


def budget(dollars: int) -> str:
    return f"[policy]\nbudget_usd = {dollars}\n{PRICES}"


@pytest.mark.parametrize("until", [1, 17, 60])
def test_killed_under_load_the_journal_is_whole_and_what_was_settled_is_there(
    tmp_path: Path, until: int
) -> None:
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        text = config({"anthropic": far.url}, extra=budget(1000))
        with served(tmp_path, text) as (url, process):
            reached = threading.Event()

            def kill() -> None:
                reached.wait(60)
                process.kill()

            killer = threading.Thread(target=kill)
            killer.start()
            answered = load(url, until, reached).count(200)
            killer.join()
        assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
        ((count, cost),) = rows(tmp_path, "SELECT count(*), coalesce(sum(cost), 0) FROM exchanges")
        assert rows(tmp_path, "SELECT coalesce(sum(cost), 0) FROM spent WHERE key = ''") == [(cost,)]
        assert cost == count * COST
        # An answer may be on its way to its client a moment before it is settled, one for each connection.
        assert count >= answered - CLIENTS
        with served(tmp_path, text) as (url, _):
            assert post(url)[0] == 200
    assert rows(tmp_path, "SELECT count(DISTINCT owner) <= 1 FROM reserved") == [(1,)], "the dead let go"
    done = subprocess.run(
        [str(SCRUBROOM), "audit", "verify", "--config", str(tmp_path / "config.toml")],
        env=environment(tmp_path, {"SCRUBROOM_STATE_DIR": str(tmp_path / "state")}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "is whole" in done.stdout) == (0, True), done.stderr


def test_two_programs_on_one_journal_never_spend_the_same_dollar(tmp_path: Path) -> None:
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        text = config({"anthropic": far.url}, extra=budget(1))
        with served(tmp_path, text) as (one, _), served(tmp_path, text) as (two, _):
            statuses: list[int] = []
            ends = threading.Event()
            clients = [
                threading.Thread(target=lambda url=url: statuses.extend(load(url, 10_000, ends)))
                for url in (one, two)
            ]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
    paid = statuses.count(200)
    assert set(statuses) == {200, 402}
    ((spent,),) = rows(tmp_path, "SELECT sum(cost) FROM spent WHERE key = ''")
    assert spent == paid * COST
    assert spent <= 1_000_000_000


def test_the_journal_is_its_owners_alone_and_holds_nothing_of_the_client(tmp_path: Path) -> None:
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        with served(tmp_path, config({"anthropic": far.url})) as (url, process):
            body = {
                "model": "Maria-Gonzalez", "max_tokens": 9,
                "metadata": {"user_id": '{"session_id": "Gonzalez-8741"}'},
                "messages": [{"role": "user", "content": "Patient: Maria Gonzalez, SSN 536-22-8741"}],
            }  # fmt: skip
            headers = {"user-agent": "Gonzalez/8741", "x-claude-code-session-id": "Gonzalez-8741"}
            request = urllib.request.Request(f"{url}/v1/messages", json.dumps(body).encode(), headers)
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
            process.terminate()
            assert process.wait(30) == 0
    assert rows(tmp_path, "SELECT count(*) FROM exchanges") == [(1,)]
    for path in (tmp_path / "state").rglob("*"):
        if path.is_file():
            assert b"Gonzalez" not in path.read_bytes(), path
            assert b"8741" not in path.read_bytes(), path
    if os.name == "posix":
        assert journal(tmp_path).stat().st_mode & 0o077 == 0
