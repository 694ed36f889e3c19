"""The configuration that the tests of the store begin with, and what they look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.config_store import ConfigStore
from proxy_core.config import (
    Auth,
    Baa,
    Kinds,
    Provider,
)

TEXT = """\
# The clinic's own words.
version = 1

[server]
port = 7441 # taken

[[providers]]
name = "local" # Ollama
kind = "openai"
base_url = "http://127.0.0.1:11434/v1"
auth = "none"

[[models]]
alias = "*"
routes = [ { provider = "local", model = "qwen3" } ]
"""
KINDS: Kinds = {"openai": lambda key, value: None, "demo": lambda key, value: None}
CLOUD = Provider("cloud", "openai", "https://example.com/v1", Auth("keyring"), Baa("signed"))
Make = Callable[..., ConfigStore]


def settled(store: ConfigStore) -> bool:
    """Polls as often as an outside edit needs to be taken over. True if one was."""
    return [store.poll(), store.poll()] == [False, True]


def kept_copy(tmp_path: Path) -> str:
    (kept,) = (tmp_path / "state" / "config").glob("*.last-good.toml")
    return kept.read_text()


def served(store: ConfigStore) -> str:
    return store.serving.value


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())
