"""Old configuration files, brought up to date."""

from __future__ import annotations

import pytest
import tomlkit

from app.config_migrate import MIGRATIONS, migrate, outdated
from proxy_core.config import VERSION, ConfigError


def rename_server(document: tomlkit.TOMLDocument) -> None:
    document["server"] = document.pop("listen")


def drop_colour(document: tomlkit.TOMLDocument) -> None:
    document.pop("colour")


OLD = "version = 1 # v\n# kept\ncolour = 3\n[listen]\nport = 1 # kept too\n"


def test_steps_are_taken_in_order_and_comments_stay() -> None:
    text = migrate(OLD, {1: rename_server, 2: drop_colour}, target=3)
    assert "version = 3 # v" in text
    assert "# kept\n" in text
    assert "[server]\nport = 1 # kept too" in text
    assert "colour" not in text


@pytest.mark.parametrize(
    "text", ["", "version = 1\n", "version = 7\n", "version = 'x'\n", "version = true\n"]
)
def test_a_file_that_is_not_old_stays_as_it_is(text: str) -> None:
    assert migrate(text) == text


def test_a_version_without_a_way_on_is_refused() -> None:
    with pytest.raises(ConfigError, match="version: is 2, which this Scrubroom no longer reads"):
        migrate("version = 1\n", {1: lambda document: None}, target=3)


def test_there_is_a_step_from_every_earlier_version() -> None:
    assert sorted(MIGRATIONS) == list(range(1, VERSION))
    assert outdated(VERSION - 1)
    assert not outdated(VERSION)
