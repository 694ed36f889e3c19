"""A provider as it is being edited: plain values of a form, and how they become a `Provider`.

Owns the check of a form. It asks `proxy_core.config.parse_config`, so that the form and the file agree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from proxy_core.config import Auth, Baa, ConfigError, Provider, name_problem, parse_config
from proxy_core.providers.base import Field
from ui.models.providers import Kind
from ui.text import tr

_URL = "base_url"


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """values: key of a `Field` -> what is in its input: text, or a bool for `bool`. Dates are texts."""

    name: str
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    auth_kind: str = "keyring"
    auth_argument: str = ""
    baa_status: str = "none"
    signed_on: str = ""
    expires_on: str = ""
    reference: str = ""
    attested_by: str = ""


def draft_of(provider: Provider, kind: Kind) -> ProviderDraft:
    """The form's values for a provider that exists."""
    baa = provider.baa
    return ProviderDraft(
        name=provider.name,
        kind=provider.kind,
        values={one.key: _shown(one, _stored(provider, one)) for one in kind.fields},
        auth_kind=provider.auth.kind,
        auth_argument=provider.auth.argument,
        baa_status=baa.status,
        signed_on=baa.signed_on.isoformat() if baa.signed_on else "",
        expires_on=baa.expires_on.isoformat() if baa.expires_on else "",
        reference=baa.reference,
        attested_by=baa.attested_by,
    )


def new_draft(kind: Kind, taken: Collection[str]) -> ProviderDraft:
    """The form's values for a new provider, under a name that is free."""
    name, number = kind.kind, 1
    while name in taken:
        number += 1
        name = f"{kind.kind}-{number}"
    values = {one.key: _shown(one, one.default) for one in kind.fields}
    auth_kind, _, argument = kind.default_auth.partition(":")
    return ProviderDraft(name, kind.kind, values, auth_kind, argument)


def check(
    draft: ProviderDraft, kind: Kind, taken: Collection[str], base: Provider | None = None
) -> tuple[Provider | None, dict[str, str]]:
    """The provider, or what is wrong by input: `name`, a field's key, `auth`, `signed_on`, `expires_on`.

    base: the provider that is edited, whose options that no field shows are kept.
    """
    problems: dict[str, str] = {}
    if problem := name_problem(draft.name):
        problems["name"] = tr("The name {0}.").format(problem)
    elif draft.name in taken:
        problems["name"] = tr("Another provider has this name.")
    options = dict(base.options) if base else {}
    for one in kind.fields:
        if one.key != _URL:
            _take_option(one, draft.values.get(one.key), options, problems)
    signed = _day(draft.signed_on, "signed_on", problems)
    expires = _day(draft.expires_on, "expires_on", problems)
    if signed and expires and expires < signed:
        problems["expires_on"] = tr("It ends before it was signed.")
    url = str(draft.values.get(_URL, "")).strip().rstrip("/")
    if any(one.key == _URL and one.required for one in kind.fields) and not url:
        problems[_URL] = tr("Enter the address.")
    elif problem := _parse_problem({_URL: url, "auth": "none"}, draft):
        problems[_URL] = tr("The address {0}.").format(problem)
    auth = Auth(draft.auth_kind, draft.auth_argument.strip())
    if problem := _parse_problem({_URL: "http://localhost", "auth": str(auth)}, draft):
        wanted = tr("a variable") if auth.kind == "env" else tr("a program")
        problems["auth"] = tr("Name {0}.").format(wanted) if not auth.argument else problem
    if problems:
        return None, problems
    baa = Baa(draft.baa_status, signed, expires, draft.reference.strip(), draft.attested_by.strip())
    made = Provider(draft.name, draft.kind, url, auth, baa)
    return replace(made, options=MappingProxyType(options)), {}


def _parse_problem(values: Mapping[str, str], draft: ProviderDraft) -> str | None:
    """What the parser of the file says of one provider with these values."""
    try:
        parse_config({"providers": [{"name": "x", "kind": draft.kind, **values}]})
    except ConfigError as error:
        return error.message
    return None


def _stored(provider: Provider, one: Field) -> Any:
    return provider.base_url if one.key == _URL else provider.options.get(one.key, one.default)


def _shown(one: Field, value: Any) -> Any:
    """A value as its input holds it."""
    if one.kind == "bool":
        return value is True
    if one.kind == "words":
        return ", ".join(value or ())
    return "" if value is None else str(value)


def _take_option(one: Field, shown: Any, options: dict[str, Any], problems: dict[str, str]) -> None:
    """Put a field's value into the options; the default is not written unless it was there before."""
    value: Any = shown
    if isinstance(shown, str):
        value = shown.strip()
        if one.required and not value:
            problems[one.key] = tr("Enter a value.")
            return
        if one.kind == "number" and value:
            try:
                value = float(value)
            except ValueError:
                problems[one.key] = tr("Enter a number.")
                return
            value = int(value) if value.is_integer() else value
        if one.kind == "words":
            value = [word.strip() for word in value.split(",") if word.strip()] or ""
            if value and (problem := one.problem(value)) is not None:
                problems[one.key] = tr("The list {0}.").format(problem)
                return
        if one.kind == "choice" and one.choices and value not in one.choices:
            problems[one.key] = tr("Choose one of {0}.").format(", ".join(one.choices))
            return
    if one.key not in options and (value == "" or value == one.default):
        return
    if value == "":
        del options[one.key]
    else:
        options[one.key] = value


def _day(text: str, key: str, problems: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        problems[key] = tr("Enter a date such as 2026-01-31.")
        return None
