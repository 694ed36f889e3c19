"""Which keyring this computer has: the choice among what the keyring package finds.

Owns the refusal of what is none: backends that fail, that forget, or that write plain files. Everything here
may block and belongs on the keyring's own thread.

Source: keyring's backends (https://keyring.readthedocs.io), keyrings.alt (https://pypi.org/project/keyrings.alt),
whose files are plain text or ask for a password on the terminal.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator

from keyring import core
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

_log = logging.getLogger("scrubroom.keyring")
_UNSAFE = ("keyrings.alt",)


def find_backend() -> KeyringBackend | None:
    """The first keyring that really keeps secrets; None if there is none."""
    try:
        found = core.get_keyring()
    except Exception as error:
        # a backend that was named in the environment or in keyring's own file, and cannot be loaded
        _log.warning("The keyring that was chosen cannot be loaded: %s", type(error).__name__)
        return None
    return next((backend for backend in _candidates(found) if is_safe(backend)), None)


def is_safe(backend: KeyringBackend) -> bool:
    """Whether a backend keeps what it is given, and not in plain text."""
    if isinstance(backend, fail.Keyring | null.Keyring):
        return False
    return not any(cls.__module__.startswith(_UNSAFE) for cls in type(backend).__mro__)


def backend_name(backend: KeyringBackend | None) -> str:
    """What to call it in a message for a person."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}" if backend is not None else "none"


def _candidates(found: KeyringBackend) -> Iterator[KeyringBackend]:
    if isinstance(found, chainer.ChainerBackend):
        yield from found.backends
        return
    yield found
    # keyring looks once and remembers; a service that came up later is only found by asking for it
    if (
        isinstance(found, fail.Keyring)
        and sys.platform == "linux"
        and not os.environ.get("PYTHON_KEYRING_BACKEND")
    ):
        yield from _secret_service()


def _secret_service() -> Iterator[KeyringBackend]:
    from keyring.backends import SecretService

    try:
        viable = SecretService.Keyring.priority > 0
    except Exception as error:
        # RuntimeError says that there is none; a bus that is gone shows as whatever its library raises
        _log.debug("There is no Secret Service: %s", type(error).__name__)
        return
    if viable:
        yield SecretService.Keyring()  # type: ignore[no-untyped-call]
