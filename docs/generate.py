"""Writes docs/reference/ from the tables in the code, so that a page cannot say what the code does not do.

Owns the form of the pages; every word in them comes from a declaration table. `make docs` runs it, and
`tests/test_docs.py` fails when a page on the disk differs from what this would write.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from app.commands import COMMANDS
from app.commands.common import Parser
from proxy_core.errors import ERRORS
from proxy_core.journal.entry import COLUMNS, Outcome
from proxy_core.privacy.recognizers import RECOGNIZERS
from proxy_core.providers import KINDS
from proxy_core.settings import GROUPS, SETTINGS, Setting
from tests.eval import report

REFERENCE = Path(__file__).parent / "reference"


def page(title: str, source: str, *parts: str) -> str:
    """A page with its heading and where it comes from."""
    note = f"<!-- Made by `make docs` from {source}. Change it there. -->"
    return "\n\n".join((f"# {title}", note, *(part for part in parts if part))) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(header), ["---"] * len(header), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def code(value: object) -> str:
    return f"`{value}`"


def settings() -> str:
    """Every setting, by group."""
    parts = [
        "All of them are optional. A setting's key is its place in the file: `server.port` is `port` under "
        "`[server]`. An unknown key is an error, so that a mistyped policy is never no policy."
    ]
    for group, title in GROUPS.items():
        parts.append(f"## {title}: `[{group}]`")
        for setting in SETTINGS.values():
            if setting.group == group:
                parts.append(_setting(setting))
    return page("Settings", "`proxy_core/settings.py`", *parts)


def _setting(setting: Setting) -> str:
    facts = [f"Default {code(_toml(setting.default))}"]
    if setting.choices:
        facts.append("one of " + ", ".join(code(choice) for choice in setting.choices))
    if setting.minimum is not None:
        facts.append(f"from {setting.minimum} to {setting.maximum}")
    if setting.restart:
        facts.append("takes effect when the proxy starts again")
    return f"### `{setting.name}`: {setting.label}\n\n{setting.help}\n\n{'; '.join(facts)}."


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def errors() -> str:
    """Every error code."""
    body = (
        "Every error has this body, whatever the client speaks:\n\n"
        "```json\n"
        '{"type": "error", "success": false,\n'
        ' "error": {"type": "not_found_error", "code": "MODEL_NOT_MAPPED", "message": "...", "param": null,\n'
        '           "details": {}, "retryable": false},\n'
        ' "request_id": "req_..."}\n'
        "```\n\n"
        "Within a stream that has begun, the same body is the data of an `error` event. To Claude Code (its "
        "User-Agent begins with `claude-cli/`) a 401 or 403 is sent as 400 with the same body, because it "
        "answers those with a request to log in. What should not be tried again carries "
        "`x-should-retry: false`."
    )
    rows = [
        (
            code(row.code),
            str(row.status),
            code(row.type),
            f"{row.message} {row.hint}",
            "yes" if row.retryable else "",
        )
        for row in ERRORS.values()
    ]
    return page(
        "Errors",
        "`proxy_core/errors.py`",
        body,
        table(("Code", "HTTP", "Type", "What it says", "Retry"), rows),
    )


def log() -> str:
    """The columns of the log."""
    rows = [(column.title, code(column.key), column.help) for column in COLUMNS]
    outcomes = ", ".join(code(outcome.value) for outcome in Outcome)
    return page(
        "The log",
        "`proxy_core/journal/entry.py`",
        "The log holds no message, no value that was replaced and no key: only what is listed here and, in "
        "the detail of a request, its routes, sizes and counts.",
        table(("Column", "Key", "What it shows"), rows),
        f"An exchange is {outcomes}.",
    )


def providers() -> str:
    """The kinds of provider and the fields of their forms."""
    parts = []
    for kind in KINDS:
        parts.append(f"## `{kind.kind}`: {kind.label}\n\n{kind.help}")
        rows = [
            (code(field.key), field.label, field.help, _field_default(field.default)) for field in kind.fields
        ]
        if rows:
            parts.append(table(("Field", "Label", "What it is for", "Default"), rows))
    common = (
        "Every provider has a `name`, a `kind`, a `base_url` (but for `demo`), an `auth` and a `baa`. `auth` "
        "is `keyring` (the operating system's), `env:VARIABLE`, `command:PROGRAM ARGS`, `client` (what the "
        "client sent is passed on) or `none`."
    )
    return page("Providers", "`proxy_core/providers/`", common, *parts)


def _field_default(value: object) -> str:
    return "" if value == "" else code(_toml(value))


def phi() -> str:
    """The recognizers."""
    rows = [
        (code(recognizer.type), recognizer.label, recognizer.help, recognizer.rule)
        for recognizer in RECOGNIZERS
    ]
    return page(
        "What is recognized as PHI",
        "`proxy_core/privacy/recognizers/`",
        "Each finding leaves as a placeholder `PHI_<TYPE>_<id><check>`; the answer is given back with the "
        "originals. The last column is the paragraph of 45 CFR 164.514(b)(2)(i), the Safe Harbor method.",
        table(("Type", "Identifier", "What is recognized", "Paragraph"), rows),
    )


def evaluation() -> str:
    """How the PHI check did on the corpora, when `make eval` ran last."""
    return page("Evaluation of the PHI check", "`tests/eval/`", *report.parts())


def commands() -> str:
    """Every command with its arguments; not argparse's own text, which differs between versions of Python."""
    parts = [
        "Without a command: `scrubroom tray`. Errors go to stderr: one sentence and a hint, exit code 2."
    ]
    for command in COMMANDS:
        module = importlib.import_module(f"app.commands.{command.module}")
        parser = Parser(prog=f"scrubroom {command.name}", description=command.help)
        getattr(module, command.arguments)(parser)
        parts += _command(parser, "##")
    return page("Commands", "`app/commands/`", *parts)


def _command(parser: argparse.ArgumentParser, level: str) -> Iterator[str]:
    """A command's section, then those of its actions."""
    described = parser.description or ""
    yield f"{level} `{parser.prog}`\n\n{described[:1].upper()}{described[1:].rstrip('.')}."
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    rows = [(code(_spelling(action)), action.help or "") for action in parser._actions if _told(action)]
    if rows:
        yield table(("Argument", "What it does"), rows)
    if parser.epilog:
        yield parser.epilog
    for actions in nested:
        helps = {choice.dest: choice.help for choice in actions._choices_actions}
        for name, own in actions.choices.items():
            own.description = helps.get(name) or ""
            yield from _command(own, level + "#")


def _told(action: argparse.Action) -> bool:
    return not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)


def _spelling(action: argparse.Action) -> str:
    """`--port PORT`, `NAME`."""
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return value
    return f"{', '.join(action.option_strings)} {value}".strip()


PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "errors.md": errors,
    "log.md": log,
    "providers.md": providers,
    "phi.md": phi,
    "evaluation.md": evaluation,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make docs", description=__doc__)
    parser.parse_args()
    REFERENCE.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
