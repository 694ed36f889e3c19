"""The settings make the engine: types switched off, values allowed, values always replaced."""

from __future__ import annotations

import pytest

from proxy_core.config import ConfigError, parse_config
from proxy_core.privacy.lists import ListError
from proxy_core.privacy.rules import engine_for, same_rules, without_kept
from proxy_core.privacy.scan import scan

TEXT = "Patient: Maria Gonzalez, SSN 536-22-8741, mail maria@clinic-mail.com, in zebra-7"


def types(**privacy: object) -> list[str]:
    config = parse_config({"privacy": privacy})
    return [span.type for span in scan(TEXT, engine_for(config.settings))]


def test_by_default_everything_is_looked_for() -> None:
    assert types() == ["NAME", "SSN", "EMAIL"]


def test_a_type_that_is_off_passes() -> None:
    assert types(types_off=["SSN"]) == ["NAME", "EMAIL"]


def test_an_allowed_value_passes_exactly_or_by_expression() -> None:
    assert types(allow=["536-22-8741"]) == ["NAME", "EMAIL"]
    assert types(allow=["/.*@clinic-mail[.]com/"]) == ["NAME", "SSN"]


def test_a_denied_value_is_always_found() -> None:
    assert types(deny=["OTHER_ID: zebra-7"]) == ["NAME", "SSN", "EMAIL", "OTHER_ID"]


@pytest.mark.parametrize(
    ("privacy", "path"),
    [
        ({"types_off": ["EVERYTHING"]}, "privacy.types_off"),
        ({"allow": ["/(/"]}, "privacy.allow"),
        ({"allow": ["# a comment"]}, "privacy.allow"),
        ({"allow": [""]}, "privacy.allow"),
        ({"allow": ["one\ntwo"]}, "privacy.allow"),
        ({"deny": ["fine", "/[/"]}, "privacy.deny"),
        ({"deny": "text"}, "privacy.deny"),
    ],
)
def test_an_entry_that_cannot_be_read_is_refused_without_its_text(
    privacy: dict[str, object], path: str
) -> None:
    with pytest.raises(ConfigError) as error:
        parse_config({"privacy": privacy})
    assert error.value.path == path
    assert "comment" not in error.value.message


def test_only_these_settings_make_another_engine() -> None:
    one = parse_config({}).settings
    assert same_rules(one, parse_config({"privacy": {"mode": "block"}}).settings)
    assert not same_rules(one, parse_config({"privacy": {"allow": ["x"]}}).settings)


def test_values_that_stand_in_no_file_are_found_and_a_missing_one_is_no_empty_list() -> None:
    settings = parse_config({"privacy": {"deny": ["NAME: keyring:0123456789ab"]}}).settings
    engine = engine_for(settings, {"0123456789ab": "Project Falcon"}, ["OTHER_ID: zebra-7"])
    assert [span.type for span in scan("Project Falcon, zebra-7", engine)] == ["NAME", "OTHER_ID"]
    with pytest.raises(ListError):
        engine_for(settings)
    assert scan("Project Falcon", engine_for(without_kept(settings))) == []
