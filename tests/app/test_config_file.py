"""The configuration file as text, and what is wrong with it in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config_file import decode, load_toml, parse_text, read_text
from proxy_core.config import ConfigError


def any_option(key: str, value: object) -> None:
    """Every option is right."""


def problem(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_text(text, {"openai": any_option, "demo": any_option})
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a = 1\n", "a = 1\n"),
        (b"\xef\xbb\xbfa = 1\n", "a = 1\n"),
        (b"a = 1\r\nb = 2\r\n", "a = 1\nb = 2\n"),
        (b"\xef\xbb\xbfa = 1\r\n", "a = 1\n"),
        (b"a = 1\r\nb = 2\n", "a = 1\r\nb = 2\n"),
        (b"", ""),
    ],
)
def test_a_file_is_written_in_the_manner_in_which_it_was_read(data: bytes, text: str) -> None:
    file = decode(data)
    assert file.text == text
    assert file.encode(file.text) == data


def test_new_lines_take_the_files_manner() -> None:
    assert decode(b"a = 1\r\n").encode("a = 1\nb = 2\n") == b"a = 1\r\nb = 2\r\n"


def test_what_is_no_text_is_named_by_its_line() -> None:
    with pytest.raises(ConfigError, match="line 2: is not UTF-8"):
        decode(b"a = 1\nb = '\xe9'\n")


def test_no_file_is_none_and_no_error(tmp_path: Path) -> None:
    assert read_text(tmp_path / "config.toml") is None


def test_what_cannot_be_read_is_an_error_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        read_text(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version = 1\n[server]\nport = \n", "line 3 at 'port': is not valid TOML: invalid value"),
        ("version = 1\nversion = 1\n", "line 2 at 'version': is not valid TOML: cannot overwrite a value"),
        ("[server\n", "line 1: is not valid TOML: expected ']' at the end of a table declaration"),
        ("a = [1,\n\n", "line 3: is not valid TOML: invalid value"),
    ],
)
def test_broken_syntax_is_named_by_line_and_key(text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_toml(text)
    assert str(caught.value) == expected


def test_a_wrong_value_is_named_by_line_and_key() -> None:
    text = (
        '[[providers]]\nname = "a"\nkind = "openai"\nbase_url = "http://127.0.0.1"\n'
        '[[models]]\nalias = "*"\nroutes = [\n  { provider = "a" },\n  { provider = "b" },\n]\n'
    )
    assert problem(text) == "line 9: models[0].routes[1].provider names 'b', which is not a provider"
    assert problem("[server]\nprot = 1\n") == "line 2: server.prot is not a setting"
    assert problem('[[providers]]\nname = "a"\n') == "line 1: providers[0].kind is missing"
    assert problem('# words\n[[providers]]\nname = "a"\nkind = "x"\n') == (
        "line 4: providers[0].kind must be one of openai, demo"
    )
    assert problem("version = 99\n").startswith("line 1: version is 99, made by a newer Scrubroom")


def test_absurd_nesting_is_refused_in_words() -> None:
    with pytest.raises(ConfigError, match="nested too deeply"):
        load_toml("a = " + "[" * 100_000)
