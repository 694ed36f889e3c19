"""A configuration that can be given away."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.config_export import export
from proxy_core.config import ConfigError, parse_config

TEXT = """\
version = 1
# my key is sk-ant-in-a-comment-0123456789
[[providers]]
name = "azure"
kind = "openai"
base_url = "https://example.com/v1"
auth = "command:vault read sk-proj-0123456789abcdef"
baa = { status = "signed", signed_on = 2026-01-31 }
[[models]]
alias = "*"
routes = [ { provider = "azure", model = "gpt-5" } ]
[[keys]]
name = "laptop"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
"""


def test_an_export_holds_no_secrets_and_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    text, masked = export(path)
    assert "sk-" not in text
    assert "keys" not in text
    assert masked == ["providers[0].auth"]
    config = parse_config(tomllib.loads(text))
    assert config.provider("azure").base_url == "https://example.com/v1"
    assert config.models[0].routes[0].model == "gpt-5"
    assert path.read_text() == TEXT


def test_no_file_is_an_empty_configuration(tmp_path: Path) -> None:
    assert export(tmp_path / "none.toml") == ("version = 1\n", [])


def test_a_broken_file_is_not_exported(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("{")
    with pytest.raises(ConfigError, match="line 1"):
        export(tmp_path / "config.toml")


def test_values_that_are_in_this_keyring_are_not_named_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('version = 1\n[privacy]\ndeny = ["NAME: keyring:0123456789ab", "GEO: Zebra-7"]\n')
    text, _ = export(path)
    assert list(parse_config(tomllib.loads(text))["privacy.deny"]) == ["GEO: Zebra-7"]
