"""The commands, one module each, in the order in which the help lists them.

A module is imported only when its command runs, so that `--help` is quick and `serve` runs without Qt.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """module: in this package; it has `arguments(parser)` and `run(args) -> exit code` by these names."""

    name: str
    help: str
    module: str
    arguments: str = "arguments"
    run: str = "run"


COMMANDS: tuple[Command, ...] = (
    Command("tray", "tray icon and window; what runs without a command", "tray"),
    Command("serve", "the proxy alone, without a window", "serve"),
    Command("claude", "Claude Code through the proxy, without touching its settings", "claude"),
    Command("connect", "point Claude Code's own settings at the proxy", "connect"),
    Command("disconnect", "put Claude Code's settings back as they were", "connect", run="run_disconnect"),
    Command("keys", "local keys, which clients of the proxy send", "keys"),
    Command("secrets", "the providers' keys in the keyring", "secrets"),
    Command("scan", "show what would be redacted in a text", "scan"),
    Command("allow", "what a repository's .phiallow lets pass, and whether it may", "allow"),
    Command("verify", "prove that no planted patient gets out, on this configuration", "verify"),
    Command("audit", "the audit trail: what was decided and refused, and whether it is whole", "audit"),
    Command("config", "check, export or import the configuration", "config"),
    Command("doctor", "what is wrong with this installation, and how to mend it", "doctor"),
)
