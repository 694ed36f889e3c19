"""The edits of the configuration, as texts before and after."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import config_edit
from app.config_edit import Current, Edit
from proxy_core.config import Auth, Baa, ConfigError, LocalKey, ModelMapping, Provider, Route, parse_config

TEXT = """\
# The clinic.

version = 1

# ---- the proxy ----
[server]
port = 7441 # the old one was taken

# ---- providers ----

# agreement in the blue folder
[[providers]]
name = "azure" # east
kind = "openai"
base_url = "https://example.openai.azure.com/openai/v1/"
baa = { status = "signed", signed_on = 2026-01-31 } # renew

[[providers]]
name = "local"
kind = "openai"
base_url = "http://127.0.0.1:11434/v1"
auth = "none"
think = true # a field of its kind

# ---- models ----

[[models]]
alias = "claude-sonnet-*"
routes = [
    { provider = "azure", model = "gpt-5.2" }, # best
    { provider = "local", model = "qwen3-coder" }, # at night
]

[[models]]
alias = "*" # the rest
routes = [ { provider = "local" } ]

[[keys]]
name = "laptop" # Ada's
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
last_four = "x7Qa"
"""
KEY = LocalKey("desk", "1" * 64, "abcd", ("ai:chat", "control:read"), rpm=5, budget_usd=2.5)


def current(text: str = TEXT) -> Current:
    data = tomllib.loads(text)
    return Current(text, data, parse_config(data))


def after(edit: Edit, text: str = TEXT) -> str:
    """The new text; it means what the edit says that it means."""
    edited = edit(current(text))
    assert parse_config(tomllib.loads(edited.text)) == edited.config
    return edited.text


def models(text: str = TEXT) -> tuple[ModelMapping, ...]:
    return current(text).config.models


def provider(name: str, text: str = TEXT) -> Provider:
    return current(text).config.provider(name)


def test_saving_what_is_there_changes_no_byte() -> None:
    assert after(config_edit.save_models(models())) == TEXT
    assert after(config_edit.save_provider(provider("azure"), "azure")) == TEXT
    assert after(config_edit.save_settings(dict(current().config.settings))) == TEXT


def test_one_setting_changes_one_line() -> None:
    assert after(config_edit.save_settings({"server.port": 1})) == TEXT.replace("7441", "1")


def test_a_setting_at_its_default_is_not_written_out() -> None:
    assert after(config_edit.save_settings({"log.rows": 10000, "server.allowed_hosts": ()})) == TEXT


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"server.port": 70000}, "server.port: must be at most 65535"),
        ({"server.prot": 1}, "server.prot: is not a setting"),
        ({"privacy.mode": "off"}, "privacy.mode: must be one of redact, block"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config_edit.save_settings(values)(current())
    assert str(caught.value) == message


def test_a_provider_is_added_behind_the_others() -> None:
    new = Provider(
        "new", "openai", "https://api.example.com/v1", Auth("env", "KEY"), Baa("signed", reference="M-1")
    )
    text = after(config_edit.save_provider(new, None))
    added = (
        '[[providers]]\nname = "new"\nkind = "openai"\nbase_url = "https://api.example.com/v1"\n'
        'auth = "env:KEY"\nbaa = { status = "signed", reference = "M-1" }\n\n'
    )
    assert text.replace(added, "") == TEXT
    assert added + "# ---- models ----" in text


def test_a_provider_is_taken_as_a_form_gives_it() -> None:
    new = Provider("new", "openai", "https://api.example.com/v1/", options={"list": ("a", "b")})
    text = after(config_edit.save_provider(new, None))
    assert provider("new", text).base_url == "https://api.example.com/v1"
    assert provider("new", text).options == {"list": ["a", "b"]}
    assert after(config_edit.save_provider(new, "new"), text) == text


def test_a_provider_changes_only_where_it_differs() -> None:
    changed = replace(provider("azure"), baa=Baa("none"), options={"region": "eu"})
    text = after(config_edit.save_provider(changed, "azure"))
    assert text == TEXT.replace(
        'baa = { status = "signed", signed_on = 2026-01-31 } # renew\n', 'region = "eu"\n'
    )


def test_a_renamed_provider_takes_its_routes_along() -> None:
    text = after(config_edit.save_provider(replace(provider("local"), name="ollama"), "local"))
    assert text == TEXT.replace('"local"', '"ollama"')


def test_a_taken_name_is_refused() -> None:
    edited = config_edit.save_provider(replace(provider("local"), name="azure"), "local")(current())
    with pytest.raises(ConfigError, match="'azure' is used twice"):
        parse_config(tomllib.loads(edited.text))


def test_a_provider_that_is_gone_cannot_be_replaced() -> None:
    with pytest.raises(ConfigError, match="no provider named 'gone'"):
        config_edit.save_provider(provider("local"), "gone")(current())


def test_a_provider_in_use_stays_and_its_users_are_named() -> None:
    with pytest.raises(ConfigError, match=r"'local' is used by 'claude-sonnet-\*', '\*'"):
        config_edit.remove_provider("local")(current())


def test_a_free_provider_goes_with_its_comments_and_the_headings_stay() -> None:
    freed = after(config_edit.save_models([ModelMapping("*", (Route("local"),))]))
    text = after(config_edit.remove_provider("azure"), freed)
    assert "blue folder" not in text
    assert "# ---- providers ----" in text
    assert '[[providers]]\nname = "local"' in text


@pytest.mark.parametrize(
    ("name", "why"), [("demo", "is built in"), ("nobody", "is not in the configuration")]
)
def test_only_what_is_written_can_be_removed(name: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        config_edit.remove_provider(name)(current())


def test_the_first_provider_leaves_the_built_in_mapping_as_it_was() -> None:
    text = after(config_edit.save_provider(provider("local"), None), "version = 1\n")
    assert models(text) == (ModelMapping("*", (Route("demo"),)),)


def test_the_last_provider_goes_without_bringing_back_a_mapping() -> None:
    start = after(config_edit.save_provider(provider("local"), None), "version = 1\n")
    unmapped = after(config_edit.save_models([]), start)
    assert models(after(config_edit.remove_provider("local"), unmapped)) == ()


def test_no_mapping_at_all_can_be_said() -> None:
    text = after(config_edit.save_models([]), "version = 1\n")
    assert models(text) == ()
    assert models(after(config_edit.save_models([ModelMapping("*", (Route("demo"),))]), text)) != ()


def test_the_built_in_provider_can_be_written_down() -> None:
    demo = replace(provider("demo"), baa=Baa("local"), options={"pace": "fast"})
    assert provider("demo", after(config_edit.save_provider(demo, "demo"))).options == {"pace": "fast"}


def test_mappings_change_places_with_all_that_is_theirs() -> None:
    first, rest = models()
    text = after(config_edit.save_models([rest, first]))
    assert sorted(text.split("\n")) == sorted(TEXT.split("\n"))
    assert text.index("the rest") < text.index("at night")


def test_a_renamed_alias_keeps_its_comments() -> None:
    first, rest = models()
    text = after(config_edit.save_models([replace(first, alias="claude-*"), rest]))
    assert text == TEXT.replace("claude-sonnet-*", "claude-*")


def test_a_route_changes_within_its_line() -> None:
    first, rest = models()
    routes = (replace(first.routes[0], model="gpt-6"), first.routes[1])
    text = after(config_edit.save_models([replace(first, routes=routes), rest]))
    assert text == TEXT.replace("gpt-5.2", "gpt-6")


def test_fallbacks_change_places_with_their_comments() -> None:
    first, rest = models()
    text = after(config_edit.save_models([replace(first, routes=first.routes[::-1]), rest]))
    assert sorted(text.split("\n")) == sorted(TEXT.split("\n"))
    assert text.index("# at night") < text.index("# best")


def test_a_key_comes_and_goes_without_a_trace() -> None:
    text = after(config_edit.add_key(KEY))
    assert current(text).config.keys[1] == KEY
    assert text.startswith(TEXT)
    assert after(config_edit.revoke_key("desk"), text) == TEXT


def test_a_key_gets_other_limits_and_keeps_its_comment() -> None:
    laptop = current().config.keys[0]
    changed = replace(laptop, scopes=("ai:chat", "debug"), rpm=30, budget_usd=12.5)
    text = after(config_edit.change_key(changed))
    assert current(text).config.keys == (changed,)
    assert text.startswith(TEXT.rstrip("\n"))
    assert after(config_edit.change_key(laptop), text) == TEXT.replace(
        'last_four = "x7Qa"\n', 'last_four = "x7Qa"\nscopes = ["ai:chat"]\n'
    )


def test_who_attests_an_agreement_is_written_and_read() -> None:
    azure = provider("azure")
    attested = replace(azure, baa=replace(azure.baa, attested_by="Privacy office"))
    text = after(config_edit.save_provider(attested, "azure"))
    assert 'attested_by = "Privacy office"' in text
    assert provider("azure", text).baa.attested_by == "Privacy office"


def test_a_key_has_a_name_of_its_own() -> None:
    with pytest.raises(ConfigError, match="already a key named 'laptop'"):
        config_edit.add_key(replace(KEY, name="laptop"))(current())
    with pytest.raises(ConfigError, match="no key named 'desk'"):
        config_edit.revoke_key("desk")(current())
    with pytest.raises(ConfigError, match="no key named 'desk'"):
        config_edit.change_key(KEY)(current())


NAMES = st.sampled_from(["azure", "local", "east", "west"])
ALIASES = st.sampled_from(["*", "claude-*", "claude-sonnet-*", "gpt-5", "o4"])


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """Any edit, sensible or not."""
    route = st.builds(Route, NAMES | st.just("demo"), st.sampled_from(["", "m", "n"]))
    mapping = st.builds(ModelMapping, ALIASES, st.lists(route, min_size=1, max_size=3).map(tuple))
    any_provider = st.builds(
        Provider,
        NAMES,
        st.just("openai"),
        st.sampled_from(["http://127.0.0.1:1", "https://example.com/v1"]),
        st.sampled_from([Auth("none"), Auth("keyring"), Auth("command", "pass 'a b'")]),
        st.sampled_from([Baa(), Baa("signed", reference="#1")]),
        st.sampled_from([{}, {"think": True}, {"a b": ["#", 1.5]}]),
    )
    choice: st.SearchStrategy[Edit] = st.one_of(
        st.lists(mapping, max_size=4).map(config_edit.save_models),
        st.permutations(list(models())).map(config_edit.save_models),
        st.builds(config_edit.save_provider, any_provider, NAMES | st.none() | st.just("demo")),
        NAMES.map(config_edit.remove_provider),
        st.builds(
            lambda port: config_edit.save_settings({"server.port": port, "log.rows": port + 100}),
            st.integers(0, 9),
        ),
        st.builds(lambda name: config_edit.add_key(replace(KEY, name=name)), NAMES),
        st.builds(lambda name: config_edit.change_key(replace(KEY, name=name, daily=7)), NAMES),
        NAMES.map(config_edit.revoke_key),
    )
    return draw(choice)


def words_of(text: str) -> list[str]:
    """The comments that stand on lines of their own."""
    return sorted(line for line in text.split("\n") if line.startswith("#"))


@settings(max_examples=150, deadline=None)
@given(st.lists(edits(), max_size=8), st.booleans())
def test_no_sequence_of_edits_loses_what_is_not_edited(sequence: list[Edit], bare_end: bool) -> None:
    text = TEXT.rstrip("\n") if bare_end else TEXT
    for edit in sequence:
        before = current(text)
        try:
            edited = edit(before)
            config = parse_config(tomllib.loads(edited.text))
        except ConfigError:
            continue
        assert config == edited.config
        gone = len(config.providers) < len(before.config.providers)
        lost = [line for line in words_of(before.text) if line not in words_of(edited.text)]
        assert lost in ([], ["# agreement in the blue folder"] if gone else [])
        assert "port = " in edited.text
        assert edited.text.count("# the old one was taken") == 1
        text = edited.text
        now = current(text)
        assert config_edit.save_models(now.config.models)(now).text == text or not now.mapped


# ---------------------------------------------------------------- every form that TOML has

#: the same agreement, as a table in braces, as a table of its own and as dotted keys
AGREEMENTS = (
    'baa = { status = "signed", signed_on = 2026-01-31 } # b\n',
    '[providers.baa] # b\nstatus = "signed"\n',
    'baa.status = "signed" # b\nbaa.reference = "x"\n',
    "",
)
#: the same routes, on one line, on several with comments, and as tables of their own
ROUTES = (
    'routes = [{provider = "azure"}, { provider = "local", model="m" }] # r\n',
    'routes = [ # r\n  # first\n  { provider = "azure" }, # a\n  { provider = "local", model = "m" } # l\n'
    "  # end\n]\n",
    '# r\n[[models.routes]]\nprovider = "azure"\n\n[[models.routes]] # l\nprovider = "local"\nmodel = "m"\n',
)
SERVER = ("server.port = 1 # p\n", "server = { port = 1 } # p\n", "")


@st.composite
def forms(draw: st.DrawFn) -> str:
    """One configuration in any form and order, with comments that belong to no table."""
    gap = st.sampled_from(["", "\n", "\n# free\n\n"])
    tables = [
        f'[[providers]]\nname = "{name}"\nkind = "openai"\nbase_url = "http://127.0.0.1/"\n{draw(st.sampled_from(AGREEMENTS))}'
        for name in ("azure", "local")
    ]
    tables += [
        f'[[models]]\nalias = "{alias}"\n{draw(st.sampled_from(ROUTES))}' for alias in ("*", "claude-*", "o4")
    ]
    server = draw(st.sampled_from(SERVER))
    if not server:
        tables.append("[server] # p\nport = 1\n")
    ordered = draw(st.permutations(tables))
    text = f"# top\n\nversion = 1\n{server}" + "".join(draw(gap) + table for table in ordered)
    return text.rstrip("\n") if draw(st.booleans()) else text


@settings(max_examples=150, deadline=None)
@given(forms(), st.lists(edits(), min_size=1, max_size=4))
def test_every_form_of_the_file_can_be_edited(text: str, sequence: list[Edit]) -> None:
    for edit in sequence:
        before = current(text)
        try:
            edited = edit(before)
            config = parse_config(tomllib.loads(edited.text))
        except ConfigError:
            continue
        assert config == edited.config
        assert edited.text.count("# free") == text.count("# free")
        assert edited.text.startswith("# top\n\nversion = 1\n")
        assert edited.text.count("# p\n") == 1
        text = edited.text
