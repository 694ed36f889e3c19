"""Every setting, once: key, type, default, group, label, help, whether it needs a restart of the proxy.

The settings page, the validation of the configuration file and docs/reference/settings.md are made from
this table. A setting's key is its place in the file: `server.port` is `port` under `[server]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from typing import Any

from proxy_core.privacy.lists import ListError, parse_allow, parse_deny
from proxy_core.privacy.plugins.presidio import ENTITIES
from proxy_core.privacy.types import PHI_TYPES


@dataclass(frozen=True, slots=True)
class Setting:
    """type: str, int, bool or list (of str). minimum/maximum bound an int, choices a str or a list's items.

    check: what else is wrong with a value of the right type, as the end of a sentence.
    """

    key: str
    type: type
    default: Any
    label: str
    help: str
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    restart: bool = False
    check: Callable[[Any], str | None] | None = None

    @property
    def group(self) -> str:
        return self.key.split(".", 1)[0]

    @property
    def name(self) -> str:
        return self.key.split(".", 1)[1]

    def problem(self, value: object) -> str | None:
        """What is wrong with a value, as the end of a sentence that begins with the key; None if nothing."""
        if self.type is list:
            if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
                return "must be a list of strings"
            if self.choices and not set(value) <= set(self.choices):
                return f"may hold only {', '.join(self.choices)}"
            return self.check(value) if self.check is not None else None
        if not isinstance(value, self.type) or (self.type is int and isinstance(value, bool)):
            return f"must be {_NAMES[self.type]}"
        if self.choices and value not in self.choices:
            return f"must be one of {', '.join(self.choices)}"
        if isinstance(value, int) and not isinstance(value, bool):
            if self.minimum is not None and value < self.minimum:
                return f"must be at least {self.minimum}"
            if self.maximum is not None and value > self.maximum:
                return f"must be at most {self.maximum}"
        return None


_NAMES: Mapping[type, str] = {str: "a string", int: "a whole number", bool: "true or false", list: "a list"}


def _names_nothing(entries: Any) -> str | None:
    return None if entries else "must name at least one"


def _pattern_problem(patterns: Any) -> str | None:
    """Which pattern of model names cannot be read."""
    for number, pattern in enumerate(patterns, 1):
        if not pattern or "*" in pattern[:-1] or any(each.isspace() for each in pattern):
            return f"has an entry that is no model's name: number {number}; '*' may stand only at its end"
    return None


def _allow_problem(entries: Any) -> str | None:
    return _entry_problem(parse_allow, entries)


def _deny_problem(entries: Any) -> str | None:
    return _entry_problem(parse_deny, entries)


def _entry_problem(parse: Callable[[str], Sized], entries: Any) -> str | None:
    """Which entry cannot be read; its text is not repeated."""
    for number, entry in enumerate(entries, 1):
        try:
            found = len(parse(entry))
        except ListError as error:
            return f"has an entry that cannot be read: number {number}, {str(error).partition(': ')[2]}"
        if found != 1:
            return f"has an entry that says nothing, or more than one thing: number {number}"
    return None


#: group -> title, in the order of the settings page.
GROUPS: Mapping[str, str] = {
    "app": "Application",
    "server": "Proxy",
    "privacy": "Privacy",
    "policy": "Policy",
    "log": "Log",
}

_SETTINGS = (
    Setting(
        "app.autostart",
        bool,
        False,
        "Start when you log in",
        "Scrubroom then begins in the tray, without its window.",
    ),
    Setting(
        "app.start_proxy",
        bool,
        True,
        "Start the proxy with the app",
        "Otherwise it waits for the tray's toggle.",
    ),
    Setting(
        "app.theme",
        str,
        "system",
        "Colours",
        "Follow the system, or always light or dark.",
        choices=("system", "light", "dark"),
    ),
    Setting(
        "app.notifications",
        bool,
        True,
        "Notifications",
        "Say when a request was blocked or the proxy has failed; at most one a minute.",
    ),
    Setting(
        "server.host",
        str,
        "127.0.0.1",
        "Address",
        "The address to listen on. Anything but a loopback address lets other machines in.",
        restart=True,
    ),
    Setting(
        "server.port",
        int,
        7440,
        "Port",
        "The port to listen on; 0 takes a free one.",
        minimum=0,
        maximum=65535,
        restart=True,
    ),
    Setting(
        "server.allowed_hosts",
        list,
        [],
        "More host names",
        "Names other than localhost under which this proxy may be addressed.",
    ),
    Setting(
        "server.allowed_origins",
        list,
        [],
        "Web origins",
        "Web pages that may use this proxy, such as http://localhost:3000. None by default.",
    ),
    Setting(
        "server.body_limit_mb",
        int,
        64,
        "Largest request (MB)",
        "A larger request is refused before it is read.",
        minimum=1,
        maximum=1024,
    ),
    Setting(
        "server.body_timeout_s",
        int,
        60,
        "Time for a request's body (s)",
        "A client that sends nothing for so long is cut off.",
        minimum=1,
        maximum=3600,
    ),
    Setting(
        "server.connect_timeout_s",
        int,
        15,
        "Time to connect to a provider (s)",
        "After that the next route is tried.",
        minimum=1,
        maximum=300,
    ),
    Setting(
        "server.silence_timeout_s",
        int,
        600,
        "Time a provider may be silent (s)",
        "After that the request ends with an error. Local models can take minutes before their first word.",
        minimum=1,
        maximum=7200,
    ),
    Setting(
        "server.keepalive_s",
        int,
        15,
        "Keep-alive (s)",
        "How long a stream may be silent before a keep-alive is sent to the client.",
        minimum=1,
        maximum=240,
    ),
    Setting(
        "server.first_byte_hold_s",
        int,
        120,
        "Hold an answer's start (s)",
        "How long a stream waits for its provider before it is opened with keep-alives. Until then a failure "
        "is a plain HTTP error and the next route can be tried; Claude Code gives up after 300.",
        minimum=1,
        maximum=290,
    ),
    Setting(
        "privacy.mode",
        str,
        "redact",
        "When PHI is found",
        "redact: replace it on the way out and put it back on the way in. block: refuse the request.",
        choices=("redact", "block"),
    ),
    Setting(
        "privacy.attachments",
        str,
        "block",
        "Images and PDFs",
        "They cannot be inspected. block: refuse them. local: only to local providers. allow: send them.",
        choices=("block", "local", "allow"),
    ),
    Setting(
        "privacy.types_off",
        list,
        [],
        "Identifiers not looked for",
        "Types of PHI that may leave as they are, such as URL. Each one that is off is one protection less.",
        choices=PHI_TYPES,
    ),
    Setting(
        "privacy.allow",
        list,
        [],
        "Not PHI",
        "Values that are public or synthetic here: exact, or a regular expression between slashes that fits "
        "the whole value, such as /TEST-[0-9]+/.",
        check=_allow_problem,
    ),
    Setting(
        "privacy.deny",
        list,
        [],
        "Always PHI",
        "Values that are always replaced: exact or /expression/, with a type in front if you like, such as "
        "NAME: Project Falcon. They stand in the configuration file as you write them; those that you mark "
        "in the inspector are in the keyring, and the file only names them: NAME: keyring:3f2a91c04d7e.",
        check=_deny_problem,
    ),
    Setting(
        "privacy.time_budget_ms",
        int,
        20000,
        "Time for the PHI check (ms)",
        "A request whose check takes longer is refused, never sent unchecked.",
        minimum=100,
        maximum=600000,
    ),
    Setting(
        "privacy.presidio",
        bool,
        False,
        "Ask Presidio, too",
        "Its language model finds names and places that only the sense of a sentence tells, and takes many "
        "times longer. Needs \"pip install 'scrubroom[presidio]'\" and the model below; while one of them is "
        "missing, requests are refused. Tool definitions are not shown to it.",
    ),
    Setting(
        "privacy.presidio_model",
        str,
        "en_core_web_lg",
        "Presidio's language model",
        "A spaCy model, by the name of its package or as a folder. It is never downloaded by itself: "
        "'python -m spacy download en_core_web_lg' does that.",
    ),
    Setting(
        "privacy.presidio_entities",
        list,
        ["PERSON", "LOCATION"],
        "What Presidio is asked for",
        "In Presidio's words. Most but PERSON and LOCATION are found without it, and with fewer mistakes.",
        choices=tuple(ENTITIES),
        check=_names_nothing,
    ),
    Setting(
        "privacy.presidio_score",
        int,
        50,
        "How sure Presidio must be (%)",
        "What a model finds has 85, what a checksum proves 100; a bare number can have 1.",
        minimum=0,
        maximum=100,
    ),
    Setting(
        "policy.require_baa",
        str,
        "phi",
        "Business associate agreement",
        "always: every provider needs one. phi: only for requests in which PHI was found. off: never.",
        choices=("always", "phi", "off"),
    ),
    Setting(
        "policy.retries",
        int,
        1,
        "Tries anew",
        "How often the last route is asked again where no connection can be had or the provider is "
        "overloaded, after a short pause. 0: never. Not one word of an answer has come by then.",
        minimum=0,
        maximum=5,
    ),
    Setting(
        "policy.strictness",
        str,
        "auto",
        "Fields that are not Anthropic's",
        "error: refuse the request. warn: leave the field out and say so. off: leave it out. auto: refuse, "
        "but send the fields of a client that announces betas on to Anthropic. A client may ask for error, "
        "warn or off in X-Scrubroom-Strictness.",
        choices=("auto", "error", "warn", "off"),
    ),
    Setting(
        "policy.models_allowed",
        list,
        [],
        "Models that may be asked for",
        "Names as the client says them, '*' at the end for the rest, such as claude-sonnet-*. Empty: all.",
        check=_pattern_problem,
    ),
    Setting(
        "policy.rpm",
        int,
        0,
        "Requests a minute",
        "For everybody together, in any sixty seconds; 0: without end. A local key can have its own.",
        minimum=0,
        maximum=1_000_000,
    ),
    Setting(
        "policy.daily",
        int,
        0,
        "Requests a day",
        "For everybody together, from midnight; 0: without end. A local key can have its own.",
        minimum=0,
        maximum=100_000_000,
    ),
    Setting(
        "policy.budget_usd",
        int,
        0,
        "Budget (USD)",
        "What everybody together may spend in a cycle; 0: no budget. Reckoned by the providers' counts of "
        "tokens and the prices that are built in or under [[prices]]. A local key can have its own.",
        minimum=0,
        maximum=100_000_000,
    ),
    Setting(
        "policy.budget_cycle",
        str,
        "month",
        "The budget's cycle",
        "When budgets begin anew: each day, each Monday or on the first of each month.",
        choices=("day", "week", "month"),
    ),
    Setting(
        "log.keep_days",
        int,
        90,
        "Days in the journal",
        "How long the file keeps what happened, by type and count, without content. The audit trail stays.",
        minimum=1,
        maximum=3650,
    ),
    Setting(
        "log.rows",
        int,
        10000,
        "Rows in the live log",
        "Older requests leave the log.",
        minimum=100,
        maximum=200000,
    ),
    Setting(
        "log.inspector",
        bool,
        True,
        "Keep requests for the inspector",
        "So that the window can show what was sent, what was replaced and what came back. Held in memory "
        "only, let go when the proxy is turned off, after sleep and at the end; never by 'scrubroom serve'.",
    ),
    Setting(
        "log.inspector_exchanges",
        int,
        50,
        "Requests in the inspector",
        "Of older ones the log keeps only what happened.",
        minimum=1,
        maximum=1000,
    ),
    Setting(
        "log.inspector_mb",
        int,
        64,
        "Memory for the inspector (MB)",
        "The oldest requests leave it first.",
        minimum=1,
        maximum=2048,
    ),
)

#: key -> setting, in the order of the settings page.
SETTINGS: Mapping[str, Setting] = {setting.key: setting for setting in _SETTINGS}
