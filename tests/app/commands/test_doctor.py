"""`scrubroom doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine


def test_a_sound_installation_is_sound(
    scrubroom: CommandLine, fake_claude: Callable[..., Mapping[str, str]]
) -> None:
    scrubroom.config.write_text("[server]\nport = 0\n")
    scrubroom.env.update(fake_claude(""))
    said = scrubroom("doctor").stdout
    assert said.endswith("All is well.\n")
    assert "is 2.1.197." in said


def test_what_is_wrong_is_named_with_how_to_mend_it(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text(
        '[server]\nport = 0\n[[providers]]\nname = "azure"\nkind = "anthropic"\nbase_url = "https://example.com"\n'
        'auth = "env:NOT_SET"\n[[models]]\nalias = "*"\nroutes = [ { provider = "azure" } ]\n'
    )
    said = scrubroom("doctor", code=1).stdout
    assert (
        "wrong  provider azure: The key of the provider 'azure' should be in the environment variable" in said
    )
    assert "       → " in said
    assert said.endswith("1 to mend.\n")


def test_a_broken_configuration_is_named(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text("[server\n")
    said = scrubroom("doctor", code=1)
    assert f"wrong  configuration: {scrubroom.config}: line 1" in said.stdout
    assert said.stderr == ""
