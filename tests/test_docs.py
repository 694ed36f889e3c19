"""The documentation says what the code does: pages made from the tables, links that lead somewhere, commands
and targets that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from app.commands import COMMANDS
from docs.generate import PAGES, REFERENCE
from proxy_core.config import parse_config
from proxy_core.providers import OPTION_CHECKS

ROOT = Path(__file__).parent.parent
PAGES_WRITTEN_BY_HAND = [
    *sorted(path for path in ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_code_would_write(name: str) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), f"docs/reference/{name} is out of date: run 'make docs'"


def test_there_is_no_reference_page_that_nothing_writes() -> None:
    assert {path.name for path in REFERENCE.iterdir()} == set(PAGES)


@pytest.mark.parametrize("page", PAGES_WRITTEN_BY_HAND, ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    broken = [link for link in links if not (page.parent / link.partition("#")[0]).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES_WRITTEN_BY_HAND, ids=relative)
def test_files_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:app|ui|proxy_core|tests|docs|resources|\.ci)/[\w./-]+)`", text))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("page", PAGES_WRITTEN_BY_HAND, ids=relative)
def test_make_targets_that_a_page_names_exist(page: Path) -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= set(targets)


def test_the_configuration_in_the_readme_is_valid() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    examples = [text for language, text in _BLOCK.findall(readme) if language == "toml"]
    assert examples
    for example in examples:
        parse_config(tomllib.loads(example), OPTION_CHECKS)


@pytest.mark.parametrize("page", PAGES_WRITTEN_BY_HAND, ids=relative)
def test_commands_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"(?:`|^|bin/|Scripts\\)scrubroom (\w[\w ]*)", text, re.MULTILINE)
    pages = PAGES["commands.md"]()
    unknown = [line for line in named if f"## `scrubroom {line.split()[0]}`" not in pages]
    assert unknown == []


def test_the_readme_lists_the_commands_that_a_newcomer_needs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [
        each.name for each in COMMANDS if f"scrubroom {each.name}" not in readme and each.name != "tray"
    ]
    assert missing == []


def test_every_page_of_the_docs_is_reached_from_the_readme() -> None:
    linked = set(_LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    pages = [*(ROOT / "docs").glob("*.md"), *REFERENCE.glob("*.md")]
    assert sorted(relative(page) for page in pages if relative(page) not in linked) == []
