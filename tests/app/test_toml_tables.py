"""Edits of a TOML text that keep everything else."""

from __future__ import annotations

import tomllib

import pytest

from app.toml_tables import Step, add_root_pair, new_entry, set_value, sync_list

TEXT = """\
# the clinic
version = 1 # v

[server]
# why not 80
port = 7440 # default

# ---- providers ----
[[providers]]
name = "azure" # n
baa = { status = "signed", signed_on = 2026-01-31 } # baa

[[providers]]
name = "local"
[providers.baa]
status = "local" # st

[[models]]
alias = "*"
routes = [ # head
    { provider = "azure", model = "gpt" }, # r1
    { provider = "local" }, # r2
]
"""


def test_a_value_changes_and_its_comment_stays() -> None:
    assert set_value(TEXT, "server", "port", 1) == TEXT.replace("7440", "1")


def test_a_value_is_added_to_its_table() -> None:
    text = set_value(TEXT, "server", "host", "::1")
    assert text == TEXT.replace("# default\n", '# default\nhost = "::1"\n')


def test_a_new_table_stands_before_the_lists() -> None:
    text = set_value(TEXT, "log", "rows", 5)
    assert text == TEXT.replace("# default\n", "# default\n\n[log]\nrows = 5\n")


@pytest.mark.parametrize(
    "text", ["", "# words\n", "# words", "version = 1", "\n\n", "[[keys]]\n", "# c\n[[keys]]\n"]
)
def test_a_table_can_be_added_to_any_file(text: str) -> None:
    after = set_value(text, "log", "rows", 5)
    assert tomllib.loads(after)["log"] == {"rows": 5}
    assert all(line in after for line in text.split("\n"))
    assert after.count("#") == text.count("#")


@pytest.mark.parametrize("text", ["server.port = 1 # c\n[x]\n", "server = { port = 1 } # c\n"])
def test_a_table_in_another_form_is_changed_in_it(text: str) -> None:
    assert set_value(text, "server", "port", 2) == text.replace("1", "2")


def test_a_table_is_told_from_one_below_a_list() -> None:
    text = "[[a]]\n[a.server]\nport = 1\n"
    after = tomllib.loads(set_value(text, "server", "port", 2))
    assert after == {"a": [{"server": {"port": 1}}], "server": {"port": 2}}


def test_only_the_changed_values_of_a_table_are_written() -> None:
    text = sync_list(TEXT, ("providers",), [Step(0, {"name": "east"}), Step(1, {})])
    assert text == TEXT.replace('"azure" # n', '"east" # n')


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        (0, 'status = "signed", signed_on = 2026-01-31 }', 'status = "none" }'),
        (1, 'status = "local"', 'status = "none"'),
    ],
)
def test_a_table_within_is_changed_in_its_form(number: int, old: str, new: str) -> None:
    steps = [Step(at, {"baa": {"status": "none"}} if at == number else {}) for at in (0, 1)]
    assert sync_list(TEXT, ("providers",), steps) == TEXT.replace(old, new)


def test_a_value_is_taken_out() -> None:
    text = sync_list(TEXT, ("providers",), [Step(0, {"baa": None}), Step(1, {"baa": None})])
    assert [list(table) for table in tomllib.loads(text)["providers"]] == [["name"], ["name"]]


def test_routes_change_places_with_their_comments() -> None:
    text = sync_list(TEXT, ("models",), [Step(0, {}, {"routes": [Step(1, {}), Step(0, {"model": "new"})]})])
    assert text == TEXT.replace(
        '    { provider = "azure", model = "gpt" }, # r1\n    { provider = "local" }, # r2\n',
        '    { provider = "local" }, # r2\n    { provider = "azure", model = "new" }, # r1\n',
    )


def test_a_route_changes_in_place_without_touching_the_array() -> None:
    text = sync_list(TEXT, ("models",), [Step(0, {}, {"routes": [Step(0, {"model": None}), Step(1, {})]})])
    assert text == TEXT.replace('{ provider = "azure", model = "gpt" }', '{ provider = "azure" }')


def test_routes_as_tables_of_their_own_stay_so() -> None:
    text = (
        '[[models]]\nalias = "*"\n# first\n[[models.routes]]\nprovider = "a"\n\n'
        '[[models.routes]]\nprovider = "b"\n'
    )
    after = sync_list(
        text,
        ("models",),
        [Step(0, {}, {"routes": [Step(1, {}), Step(0, {}), Step(None, {"provider": "c"})]})],
    )
    assert [route["provider"] for route in tomllib.loads(after)["models"][0]["routes"]] == ["b", "a", "c"]
    assert '# first\n[[models.routes]]\nprovider = "a"' in after
    assert '[[models.routes]]\nprovider = "c"' in after


def test_a_list_in_brackets_at_the_top_is_changed_in_it() -> None:
    text = 'models = [\n  { alias = "a", routes = [ { provider = "x" } ] }, # one\n]\n[[providers]]\n'
    step = Step(0, {"alias": "b"}, {"routes": [Step(0, {"model": "m"})]})
    after = sync_list(text, ("models",), [Step(None, {"alias": "n", "routes": [{"provider": "q"}]}), step])
    assert tomllib.loads(after)["models"] == [
        {"alias": "n", "routes": [{"provider": "q"}]},
        {"alias": "b", "routes": [{"provider": "x", "model": "m"}]},
    ]
    assert "# one" in after


def test_an_empty_list_is_filled() -> None:
    after = sync_list("models = []\n", ("models",), [Step(None, {"alias": "*"})])
    assert tomllib.loads(after) == {"models": [{"alias": "*"}]}


def test_a_pair_is_added_above_all_headers() -> None:
    for text in (TEXT, "", "# words", "[a]\n", "# words\n\n[a]\nx = 1\n"):
        after = add_root_pair(text, "models_off", [])
        assert tomllib.loads(after) == tomllib.loads(text) | {"models_off": []}
        assert after.count("#") == text.count("#")


def test_a_new_entry_is_written_as_a_person_would() -> None:
    routes = [{"provider": "a", "model": "m"}, {"provider": "b"}]
    assert new_entry(("models",), {"alias": "x*", "routes": routes}) == (
        '[[models]]\nalias = "x*"\nroutes = [\n    { provider = "a", model = "m" },\n'
        '    { provider = "b" },\n]\n'
    )
    assert (
        new_entry(("models",), {"routes": routes[:1]})
        == '[[models]]\nroutes = [ { provider = "a", model = "m" } ]\n'
    )
