"""How the states of the proxy are called and how they look."""

from __future__ import annotations

from collections.abc import Mapping

from ui.ports import ProxyState, ProxyStatus
from ui.text import tr

#: state -> (tone, line icon)
LOOKS: Mapping[ProxyState, tuple[str, str]] = {
    ProxyState.OFF: ("neutral", "drop"),
    ProxyState.ON: ("ok", "check"),
    ProxyState.BUSY: ("info", "more"),
    ProxyState.BLOCKED: ("warn", "ban"),
    ProxyState.ERROR: ("danger", "alert"),
}


def state_word(status: ProxyStatus) -> str:
    """The state in a word or two."""
    if status.state is ProxyState.BUSY and status.active:
        return tr("{0} running").format(status.active)
    return {
        ProxyState.OFF: tr("Proxy off"),
        ProxyState.ON: tr("Proxy on"),
        ProxyState.BUSY: tr("Busy"),
        ProxyState.BLOCKED: tr("Refused one"),
        ProxyState.ERROR: tr("Proxy error"),
    }[status.state]


def state_sentence(status: ProxyStatus) -> str:
    """The state in one line, for a menu and a tooltip."""
    match status.state:
        case ProxyState.OFF:
            return tr("Scrubroom is off")
        case ProxyState.ON:
            return tr("Scrubroom is on: {0}").format(status.url)
        case ProxyState.BUSY:
            count = status.active
            words = tr("{0} requests are running") if count != 1 else tr("{0} request is running")
            return words.format(count)
        case ProxyState.BLOCKED:
            return status.message or tr("Scrubroom has refused a request")
        case ProxyState.ERROR:
            return status.message or tr("Scrubroom cannot serve")


def is_on(status: ProxyStatus) -> bool:
    """Whether the proxy serves, so that the switch turns it off."""
    if status.state is ProxyState.ERROR:  # it may listen all the same, and refuse every request
        return bool(status.url)
    return status.state is not ProxyState.OFF
