"""The places of things in a TOML text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.toml_scan import Kind, array_items, line_of, statements, value_end

TEXT = '''# top
version = 1 # v
server.port = 3
"we ird".x = """a
[[not.a.header]]
b"""
[privacy]
mode = 'x' # [no]
[[models]]
alias = "a\\"]"
routes = [ # r ]
  { provider = "x", options = { a.b = 3 } },

  { provider = "y" }, # q ]
]
[[providers]]
[[providers]]
name = "x"
when = 1979-05-27 07:32:00
[providers.baa]
status = "q"
[[models]]
[[models.routes]]
provider = "z"
[[models.routes]]
provider = \'\'\'it's\'\'\''''


def test_the_statements_are_the_whole_text() -> None:
    found = list(statements(TEXT))
    assert "".join(TEXT[item.start : item.end] for item in found) == TEXT
    assert [item.line for item in found][-1] == TEXT.count("\n") + 1
    assert [(item.kind, item.keys) for item in found[:5]] == [
        (Kind.COMMENT, ()),
        (Kind.PAIR, ("version",)),
        (Kind.PAIR, ("server", "port")),
        (Kind.PAIR, ("we ird", "x")),
        (Kind.TABLE, ("privacy",)),
    ]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("version", "version = 1"),
        ("server.port", "server.port"),
        ("privacy.mode", "mode = 'x'"),
        ("privacy.missing", "[privacy]"),
        ("models[0].alias", "alias = "),
        ("models[0].routes[1].provider", '{ provider = "y" }'),
        ("models[0].routes[1].model", '{ provider = "y" }'),
        ("models[0].routes[0].options.a.b", "a.b = 3"),
        ("providers[0].name", "[[providers]]"),
        ("providers[1].baa.status", 'status = "q"'),
        ("models[1].routes[1].provider", "it's"),
        ("models[1].alias", "[[models]]"),
    ],
)
def test_a_path_has_its_line(path: str, words: str) -> None:
    line = line_of(TEXT, path)
    assert line is not None
    assert words in TEXT.split("\n")[line - 1]


def test_of_several_tables_the_right_one_is_found() -> None:
    assert line_of(TEXT, "models[0].x") != line_of(TEXT, "models[1].x")
    assert line_of(TEXT, "providers[0].x") != line_of(TEXT, "providers[1].x")


@pytest.mark.parametrize("path", ["log.rows", "", "keys[0].name"])
def test_what_is_not_there_has_no_line(path: str) -> None:
    assert line_of(TEXT, path) is None


def test_the_items_of_an_array_are_found_between_comments() -> None:
    text = "[ # one, two ]\n 'a', # , ]\n [1, [2]], { b = ']' }, # end\n]"
    assert [text[start:end] for start, end in array_items(text, 0)] == ["'a'", "[1, [2]]", "{ b = ']' }"]
    assert value_end(text, 0) == len(text)


@pytest.mark.parametrize("text", ['""""""', '"""a"""""', "''''''", '"\\""', "''", '"""\\""""', "true", "1.5"])
def test_a_string_ends_at_its_end(text: str) -> None:
    assert value_end(text + " # more", 0) in (len(text), len(text) + 1)


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40))
def test_any_string_is_stepped_over(value: str) -> None:
    import tomlkit

    text = tomlkit.dumps({"a": value, "b": [value, {"c": value}], "d": {"e": value}})
    found = list(statements(text))
    assert "".join(text[item.start : item.end] for item in found) == text
    assert [item.keys for item in found if item.keys] == [("a",), ("b",), ("d",), ("e",)]
