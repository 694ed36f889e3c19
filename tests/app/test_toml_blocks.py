"""Tables as wholes: what goes with a table and what stays in its place."""

from __future__ import annotations

from app.toml_blocks import Placed, entries, entry_core, join, place, split

TEXT = """\
# The clinic's configuration.
# Ask Ada before you change it.

version = 1

# ---- east ----

# the first
[[item]]
name = "a" # note
# name = "old"

# ---- west ----

[[item]]
name = "b"
[item.more]
deep = 1

[other]
x = 1

[[item]]
name = "c"
"""


def edited(wanted: list[Placed]) -> str:
    return join(place(split(TEXT), ("item",), wanted))


def cores() -> list[str]:
    blocks = split(TEXT)
    return [entry_core(blocks, numbers) for numbers in entries(blocks, ("item",))]


def kept(*order: int) -> list[Placed]:
    return [Placed(number, cores()[number]) for number in order]


def test_cutting_and_joining_changes_nothing() -> None:
    for text in (
        TEXT,
        TEXT.rstrip("\n"),
        "",
        "\n\n",
        "# only words",
        "[a]",
        "a = 1\n[b]\n",
        "\n[a]\n\n\n# end\n",
    ):
        assert join(split(text)) == text


def test_a_table_is_its_comments_its_pairs_and_what_is_below_it() -> None:
    assert cores() == [
        '# the first\n[[item]]\nname = "a" # note\n# name = "old"\n',
        '[[item]]\nname = "b"\n[item.more]\ndeep = 1\n',
        '[[item]]\nname = "c"\n',
    ]


def test_leaving_everything_in_place_changes_no_byte() -> None:
    assert edited(kept(0, 1, 2)) == TEXT


def test_a_table_that_goes_takes_its_own_comments_and_leaves_the_free_ones() -> None:
    text = edited(kept(1, 2))
    assert "the first" not in text
    assert "old" not in text
    for free in ("Ask Ada", "---- east ----", "---- west ----", "[other]\nx = 1\n"):
        assert free in text
    assert "\n\n\n" not in text


def test_the_last_table_goes_without_a_trace() -> None:
    assert edited(kept(0, 1)) == TEXT[: TEXT.index('\n[[item]]\nname = "c"')]


def test_tables_change_places_and_headings_stay() -> None:
    text = edited(kept(1, 0, 2))
    assert text.index("---- east ----") < text.index('name = "b"') < text.index("---- west ----")
    assert text.index("---- west ----") < text.index("the first") < text.index('name = "a"')
    assert sorted(text) == sorted(TEXT)


def test_a_new_table_stands_after_the_one_before_it() -> None:
    new = Placed(None, '[[item]]\nname = "new"\n')
    text = edited([*kept(0), new, *kept(1, 2)])
    assert '# name = "old"\n\n[[item]]\nname = "new"\n\n# ---- west ----\n' in text
    assert text.replace('[[item]]\nname = "new"\n\n', "") == TEXT


def test_a_new_table_can_be_first_or_last() -> None:
    new = Placed(None, '[[item]]\nname = "new"\n')
    assert edited([new, *kept(0, 1, 2)]).replace('[[item]]\nname = "new"\n\n', "") == TEXT
    assert edited([*kept(0, 1, 2), new]) == TEXT + '\n[[item]]\nname = "new"\n'


def test_the_first_table_of_a_file_opens_a_list_at_its_end() -> None:
    new = Placed(None, "[[item]]\n")
    assert join(place(split(""), ("item",), [new])) == "[[item]]\n"
    assert join(place(split("# words"), ("item",), [new])) == "# words\n\n[[item]]\n"
    assert join(place(split("a = 1"), ("item",), [new])) == "a = 1\n\n[[item]]\n"


def test_parts_that_stood_apart_come_together() -> None:
    apart = '[[item]]\nname = "a"\n\n[other]\nx = 1\n\n[item.more]\ndeep = 1\n'
    blocks = split(apart)
    (numbers,) = entries(blocks, ("item",))
    text = join(place(blocks, ("item",), [Placed(0, entry_core(blocks, numbers))]))
    assert text.index("deep") < text.index("[other]")
