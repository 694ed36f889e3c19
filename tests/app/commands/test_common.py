"""What the commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from app.claude_code import ClaudeCodeError
from app.commands.common import (
    CommandError,
    Parser,
    config_argument,
    config_path,
    plain_errors,
    sentence,
    table,
)
from proxy_core.config import ConfigError
from proxy_core.errors import ProxyError
from proxy_core.secrets import SecretState, SecretsUnavailable


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ConfigError("server.port", "must be a whole number"), "server.port: must be a whole number."),
        (ConfigError("", "/a/b.toml is broken"), "/a/b.toml is broken."),
        (ClaudeCodeError("Settings are broken."), "Settings are broken."),
        (SecretsUnavailable(SecretState.LOCKED, "the keyring is locked"), "The keyring is locked."),
        (ProxyError("PROVIDER_KEY_MISSING", "The key is not set."), "The key is not set."),
        (FileNotFoundError(2, "No such file or directory", "x"), "x: No such file or directory."),
    ],
)
def test_what_parts_raise_for_a_person_becomes_a_sentence(error: Exception, message: str) -> None:
    with pytest.raises(CommandError) as caught, plain_errors("Do this."):
        raise error
    assert caught.value.message == message
    assert caught.value.hint == "Do this."


def test_a_fault_of_our_own_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), plain_errors():
        raise ZeroDivisionError


def test_the_configuration_can_be_named_before_or_after_the_command() -> None:
    parser = Parser()
    config_argument(parser)
    config_argument(parser.add_subparsers(dest="command").add_parser("x"))
    assert config_path(parser.parse_args(["--config", "a", "x"])) == Path("a")
    assert config_path(parser.parse_args(["x", "--config", "b"])) == Path("b")
    assert config_path(parser.parse_args(["--config", "a", "x", "--config", "b"])) == Path("b")
    assert config_path(argparse.Namespace()) is None


def test_a_table_is_as_wide_as_it_needs_to_be() -> None:
    assert table(["A", "LONG"], [["wide", "x"], ["y", "z"]]) == "A     LONG\nwide  x\ny     z"


def test_a_sentence_keeps_names_as_they_are() -> None:
    assert sentence("server.port is wrong") == "server.port is wrong."
    assert sentence("it is wrong!") == "It is wrong!"
