"""An array in brackets: its items with their comments."""

from __future__ import annotations

import tomllib

import pytest

from app.toml_arrays import parse_array, rebuild
from app.toml_blocks import Placed

TEXT = """[ # head
    # first
    { a = 1 }, # one
    # second
    # more of it
    { b = ']' } # two
    # rest
  ]"""


def placed(text: str, *order: int) -> list[Placed]:
    return [Placed(number, parse_array(text).items[number].text) for number in order]


def test_comments_belong_to_the_item_below_or_before_them() -> None:
    array = parse_array(TEXT)
    assert array.head == "# head"
    assert [item.text for item in array.items] == ["{ a = 1 }", "{ b = ']' }"]
    assert [item.note for item in array.items] == ["# one", "# two"]
    assert array.items[1].lead == "    # second\n    # more of it\n"
    assert array.rest == "    # rest\n"


def test_items_move_with_their_comments() -> None:
    assert rebuild(parse_array(TEXT), placed(TEXT, 1, 0)) == (
        "[ # head\n    # second\n    # more of it\n    { b = ']' }, # two\n"
        "    # first\n    { a = 1 }, # one\n    # rest\n  ]"
    )


def test_an_item_that_goes_takes_its_comments_with_it() -> None:
    text = rebuild(parse_array(TEXT), placed(TEXT, 1))
    assert "one" not in text
    assert "head" in text
    assert "rest" in text


def test_a_short_array_stays_on_one_line() -> None:
    text = "[ { a = 1 }, { b = 2 } ]"
    assert rebuild(parse_array(text), placed(text, 1, 0)) == "[ { b = 2 }, { a = 1 } ]"
    assert rebuild(parse_array(text), []) == "[]"


def test_a_long_array_takes_a_line_for_each_item() -> None:
    items = [Placed(None, f"{{ name = '{'x' * 40}' }}")] * 3
    assert rebuild(parse_array("[]"), items).count("\n") == 4


@pytest.mark.parametrize("text", ["[]", "[ ]", "[1,2]", "[1, 2,]", "[1 # a\n, 2 # b\n]", "[\n#x\n]", TEXT])
def test_rebuilding_in_the_same_order_keeps_values_and_comments(text: str) -> None:
    count = len(parse_array(text).items)
    again = rebuild(parse_array(text), placed(text, *range(count)))
    assert tomllib.loads(f"a = {again}\n") == tomllib.loads(f"a = {text}\n")
    assert again.count("#") == text.count("#")


def test_a_comment_between_value_and_comma_is_kept() -> None:
    text = "[ 1 # a\n, # b\n 2, 3 ]"
    again = rebuild(parse_array(text), placed(text, 2, 1, 0))
    assert tomllib.loads(f"x = {again}")["x"] == [3, 2, 1]
    assert "# a" in again
    assert "# b" in again
