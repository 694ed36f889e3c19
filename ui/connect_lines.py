"""The lines that point Claude Code at the proxy: for a shell, for PowerShell, and the commands."""

from __future__ import annotations

#: what follows the program's own name, which is the port's to know
RUN = "claude"
CONNECT = "connect"
DISCONNECT = "disconnect"
CREATE_KEY = "keys create laptop"
DEFAULT_URL = "http://127.0.0.1:7440"
#: what stands in for a local key: keys are shown once, when they are made, and kept nowhere
KEY_HERE = "YOUR_LOCAL_KEY"
#: Claude Code wants some token; with no local keys the proxy does not look at it
ANY_TOKEN = "scrubroom"


def variables(url: str, keys: bool, key: str = KEY_HERE) -> list[tuple[str, str]]:
    """The environment variables. url: the proxy's, empty while it is off. keys: local keys are needed.

    key: the one to send, while it is known.
    """
    return [
        ("ANTHROPIC_BASE_URL", url or DEFAULT_URL),
        ("ANTHROPIC_AUTH_TOKEN", key if keys else ANY_TOKEN),
    ]


def shell_lines(url: str, keys: bool, key: str = KEY_HERE) -> str:
    """For bash and zsh."""
    return "\n".join(f"export {name}={value}" for name, value in variables(url, keys, key))


def powershell_lines(url: str, keys: bool, key: str = KEY_HERE) -> str:
    """For PowerShell."""
    return "\n".join(f'$env:{name} = "{value}"' for name, value in variables(url, keys, key))
