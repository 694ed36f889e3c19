"""The house's own rules: what lies where, who may import whom, how long a thing may be."""

from __future__ import annotations

import ast
import fnmatch
import functools
import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "ui", "proxy_core", "resources")

TOP_LEVEL = {
    *PACKAGES, "tests", "docs", "pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "Makefile", ".ci", ".gitignore",
}  # fmt: skip

#: modules that only hold a table may be as long as their table
DATA_TABLES: set[str] = set()

#: modules that only declare protocols have nothing to run; the type checker holds their implementations
ONLY_PROTOCOLS = {"ui/ports.py"}

#: what the window may read of the core: tables and plain data
UI_MAY_READ = (
    "proxy_core.errors",
    "proxy_core.settings",
    "proxy_core.config",
    "proxy_core.secrets",
    "proxy_core.inspector.view",
    "proxy_core.journal.entry",
    "proxy_core.privacy.types",
    "proxy_core.providers",
    "proxy_core.privacy.recognizers",
)

QT = ("PySide6", "qasync", "shiboken6")
NETWORK_PACKAGES = ("proxy_core/server/", "proxy_core/upstream/")
#: the one module that speaks SQL's dialect and holds the file
DATABASE = "proxy_core/journal/database.py"
#: modules of the standard library that reach outside the process
INPUT_OUTPUT = (
    "socket",
    "ssl",
    "subprocess",
    "http.client",
    "http.server",
    "urllib.request",
    "sqlite3",
    "selectors",
)


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module under the folders: its path from the root, with slashes, and its syntax tree."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "node_modules" not in path.parts:
                name = path.relative_to(ROOT).as_posix()
                yield name, parsed(path)


def imports(tree: ast.Module) -> Iterator[str]:
    """The full dotted names of everything that a module imports, wherever it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def offences(folder: str, forbidden: tuple[str, ...], allowed_in: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path} imports {name}"
        for path, tree in modules(folder)
        if not path.startswith(allowed_in or ("//",))
        for name in imports(tree)
        if within(name, forbidden)
    ]


def listed(found: Iterable[str]) -> str:
    """One a line: pytest would shorten a long list."""
    return "\n" + "\n".join(found)


def test_the_top_level_holds_nothing_else() -> None:
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]
    found = {
        entry.name
        for entry in ROOT.iterdir()
        if entry.name != ".git" and not any(fnmatch.fnmatch(entry.name, pattern) for pattern in ignored)
    }
    assert found == TOP_LEVEL


def test_the_core_knows_neither_qt_nor_window_nor_app() -> None:
    found = offences("proxy_core", (*QT, "app", "ui", "keyring", "platformdirs"))
    assert not found, listed(found)


def test_only_the_servers_and_the_pipeline_of_the_core_are_asynchronous() -> None:
    found = offences("proxy_core", ("asyncio",), (*NETWORK_PACKAGES, "proxy_core/pipeline.py"))
    assert not found, listed(found)


@pytest.mark.parametrize("folder", PACKAGES)
def test_only_the_servers_of_the_core_speak_http(folder: str) -> None:
    found = offences(folder, ("aiohttp",), NETWORK_PACKAGES)
    assert not found, listed(found)


def test_the_rest_of_the_core_reaches_nothing_outside() -> None:
    found = offences("proxy_core", INPUT_OUTPUT, (*NETWORK_PACKAGES, DATABASE))
    assert not found, listed(found)
    opened = [
        f"{path}:{node.lineno} opens a file"
        for path, tree in modules("proxy_core")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"
    ]
    assert not opened, listed(opened)


def test_the_window_knows_qt_itself_and_the_tables_of_the_core() -> None:
    found = offences("ui", ("app", "asyncio", "aiohttp", "qasync", "keyring", "platformdirs"))
    assert not found, listed(found)
    reads = [
        f"{path} imports {name}"
        for path, tree in modules("ui")
        for name in imports(tree)
        if within(name, ("proxy_core",)) and not within(name, UI_MAY_READ)
    ]
    assert not reads, listed(reads)


def test_resources_import_nothing_of_ours() -> None:
    found = offences("resources", (*QT, "app", "ui", "proxy_core"))
    assert not found, listed(found)


def test_every_module_has_its_test_module() -> None:
    missing = [
        path
        for path, _ in modules("app", "ui", "proxy_core", "docs")
        if not path.endswith("__init__.py")
        and path not in ONLY_PROTOCOLS
        and not home_of_tests(path).exists()
    ]
    assert not missing, listed(missing)


def home_of_tests(path: str) -> Path:
    """app/loop.py -> tests/app/test_loop.py; app/__main__.py -> tests/app/test_main.py."""
    module = Path(path)
    if module.parts[0] == "docs":
        return ROOT / "tests" / "test_docs.py"
    return ROOT / "tests" / module.parent / f"test_{module.stem.strip('_')}.py"


def test_no_module_is_longer_than_500_lines() -> None:
    long = {
        path: lines
        for path, _ in modules(*PACKAGES, "docs", "tests")
        if (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > 500
        and path not in DATA_TABLES
    }
    assert not long, listed(f"{path} has {lines}" for path, lines in long.items())


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {length}"
        for path, tree in modules(*PACKAGES, "docs")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno) > 40
    ]
    assert not long, listed(long)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path, tree in modules(*PACKAGES, "docs", "tests")
        if tree.body and not ast.get_docstring(tree)
    ]
    assert not silent, listed(silent)


def test_no_error_is_swallowed_without_a_word() -> None:
    naked = [
        f"{path}:{node.lineno}"
        for path, tree in modules(*PACKAGES, "docs", "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert not naked, listed(naked)


def lines_with(mark: str, *folders: str) -> list[str]:
    return [
        f"{path}:{number}"
        for path, _ in modules(*folders)
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if re.search(mark, line)
    ]


def test_nothing_is_left_for_later() -> None:
    found = lines_with(r"raise NotImplementedError|\b(TODO|FIXME|XXX)\b", *PACKAGES, "docs")
    assert not found, listed(found)


def test_no_test_is_skipped() -> None:
    found = lines_with(r"mark\.(skip|xfail)|pytest\.(skip|xfail)\(|importorski[p]", "tests")
    assert not found, listed(found)


@pytest.mark.parametrize(
    ("package", "base", "table"),
    [
        ("proxy_core.providers", "ProviderKind", "KINDS"),
        ("proxy_core.privacy.recognizers", "Recognizer", "RECOGNIZERS"),
        ("proxy_core.privacy.plugins", "Plugin", "PLUGINS"),
    ],
)
def test_the_declaration_lists_name_every_class_that_is_there(package: str, base: str, table: str) -> None:
    parent = getattr(importlib.import_module(f"{package}.base"), base)
    there = set()
    for file in (ROOT / package.replace(".", "/")).glob("[!_]*.py"):
        if file.stem == "base":
            continue
        module = importlib.import_module(f"{package}.{file.stem}")
        classes = [
            value
            for value in vars(module).values()
            if isinstance(value, type) and not inspect.isabstract(value)
        ]
        there |= {each for each in classes if issubclass(each, parent) and each.__module__ == module.__name__}
    entries = {type(each) for each in getattr(importlib.import_module(package), table)}
    assert there == entries
