"""The lines that point Claude Code at the proxy."""

from __future__ import annotations

from ui.connect_lines import powershell_lines, shell_lines, variables


def test_a_shell_gets_exports() -> None:
    assert shell_lines("http://127.0.0.1:9", keys=True) == (
        "export ANTHROPIC_BASE_URL=http://127.0.0.1:9\nexport ANTHROPIC_AUTH_TOKEN=YOUR_LOCAL_KEY"
    )


def test_powershell_gets_quoted_variables() -> None:
    assert powershell_lines("http://127.0.0.1:9", keys=False) == (
        '$env:ANTHROPIC_BASE_URL = "http://127.0.0.1:9"\n$env:ANTHROPIC_AUTH_TOKEN = "scrubroom"'
    )


def test_while_the_proxy_is_off_the_default_address_is_named() -> None:
    assert dict(variables("", keys=False))["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:7440"


def test_the_token_without_keys_is_not_taken_for_a_revoked_key() -> None:
    assert not dict(variables("", keys=False))["ANTHROPIC_AUTH_TOKEN"].startswith("scrub_live_")
