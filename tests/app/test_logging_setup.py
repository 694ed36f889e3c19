"""The log: metadata only, and nothing key-shaped, whatever anyone logs."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logging_setup import LOG_NAME, MaskingFormatter, WordsOnly, mask_keys, setup_logging


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A log file in a fresh folder; the root logger is as it was afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    path = setup_logging(tmp_path / "log", level="INFO", console=False)
    assert path == tmp_path / "log" / LOG_NAME
    yield path
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.parametrize(
    "key",
    [
        "sk-ant-api03-Zm9vYmFy-Zm9vYmFy",
        "sk-proj-abcdefghijkl",
        "scrub_live_0123456789abcdefghijABCDEFGHIJ12",
        "AIzaSyA1234567890abcdefghijklmnopqrstuvw",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
        "0123456789abcdef0123456789abcdef",
        "k9Jx2mQ8vT4wZ7bN1cR5yL3pD6gH0fS",
    ],
)
def test_a_key_never_reaches_a_line(key: str) -> None:
    for line in (key, f"key={key}", f"header '{key}' refused", f"({key})", f"{{'x-api-key': '{key}'}}"):
        assert key not in mask_keys(line)
        assert key[-12:] not in mask_keys(line)


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer hunter2-and-more",
        "x-api-key: hunter2-and-more",
        "https://host/path?token=hunter2-and-more",
    ],
)
def test_what_stands_in_a_credentials_place_is_masked(line: str) -> None:
    assert "hunter2" not in mask_keys(line)


@pytest.mark.parametrize(
    "line",
    [
        "request req_01HZX3V5N2J8Q4T6W9Y1B3D5F7 ended with 200 in 31 ms",
        "listening on http://127.0.0.1:7440",
        "KeyboardInterrupt at app/commands/keyring_store.py:120 in some_function_with_a_long_name_indeed",
        "model claude-haiku-4-5-20251001 is mapped to azure",
        "/home/user/.local/state/scrubroom/config/1f2e3d4c5b6a7988aabbccdd.last-good.toml was kept",
        "the task-scheduler and the risk-assessment ended",
        "The configuration file is broken at 'models[0].routes[1].provider'.",
    ],
)
def test_what_is_no_key_stays(line: str) -> None:
    assert mask_keys(line) == line


def test_the_file_is_for_its_owner_alone(log: Path) -> None:
    logging.getLogger("scrubroom.test").info("a request was answered")
    assert "INFO scrubroom.test: a request was answered" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_keys_in_arguments_and_stacks_are_masked(log: Path) -> None:
    logging.getLogger("scrubroom.test").info("sent %s", {"x-api-key": "hunter2-is-secret-0123456789"})
    assert "hunter2" not in log.read_text()


@pytest.mark.allow_logs
def test_an_exception_is_named_without_its_text(log: Path) -> None:
    try:
        try:
            raise ValueError("patient Jane Roe")
        except ValueError as error:
            raise RuntimeError("born 1980-02-03") from error
    except RuntimeError:
        logging.getLogger("scrubroom.test").exception("The request failed.")
    text = log.read_text()
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert "test_logging_setup.py" in text
    assert "Jane" not in text
    assert "1980" not in text


@pytest.mark.allow_logs
@pytest.mark.parametrize("name", ["asyncio", "aiohttp.server", "aiohttp.client", "keyring", "qasync"])
def test_libraries_may_say_words_but_no_values(log: Path, name: str) -> None:
    logging.getLogger(name).error("Task exception was never retrieved\nfuture: <Task Jane Roe>")
    logging.getLogger(name).error("Executing %s took %.3f seconds", "Jane Roe", 1.5)
    logging.getLogger(name).error("{'name': 'Jane Roe'}")
    text = log.read_text()
    assert "Jane" not in text
    assert "Task exception was never retrieved" in text
    assert "(values left out)" in text


def test_a_second_set_up_replaces_the_first(log: Path, tmp_path: Path) -> None:
    setup_logging(tmp_path / "other", level="INFO", console=False)
    logging.getLogger("scrubroom.test").info("once")
    assert log.read_text() == ""
    assert (tmp_path / "other" / LOG_NAME).read_text().count("once") == 1


def test_the_level_is_from_the_environment(
    log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCRUBROOM_LOG", "warning")
    path = setup_logging(tmp_path / "quiet", console=False)
    assert path is not None
    logging.getLogger("scrubroom.test").info("not this")
    assert path.read_text() == ""


def test_warnings_reach_stderr(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging(None, level="INFO")
    logging.getLogger("test").info("quiet")
    logging.getLogger("test").warning("loud")
    assert "loud" in (said := capsys.readouterr().err)
    assert "quiet" not in said


@pytest.mark.allow_logs
def test_a_folder_that_cannot_be_made_costs_the_file_alone(log: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert setup_logging(tmp_path / "file" / "log", console=False) is None


def test_rotated_files_are_private_too(log: Path) -> None:
    logger = logging.getLogger("scrubroom.test")
    for _ in range(1200):
        logger.info("x" * 1000)
    files = sorted(log.parent.iterdir())
    assert len(files) == 2
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_the_formatter_does_not_trust_a_text_cached_by_another() -> None:
    record = logging.LogRecord("n", logging.ERROR, "p", 1, "failed", None, None)
    record.exc_text = "ValueError: Jane Roe"
    assert "Jane" not in MaskingFormatter("%(message)s").format(record)


def test_words_only_keeps_the_words() -> None:
    record = logging.LogRecord("asyncio", logging.ERROR, "p", 1, "Exception in callback f(1)", None, None)
    assert WordsOnly().filter(record)
    assert record.getMessage() == "Exception in callback f"
