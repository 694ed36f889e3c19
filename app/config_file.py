"""The configuration file as text: how it is decoded and encoded, and what is wrong with it in one sentence.

Owns line ends, the byte order mark and the wording of problems with their line and key. Holds no state.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.files import Signature, signature
from app.toml_scan import line_of
from proxy_core.config import Config, ConfigError, Kinds, parse_config

_BOM = "\ufeff"
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\"'-]+)\s*=")


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's text with plain line ends, and what its bytes had besides. signature: None: no file."""

    text: str
    signature: Signature | None
    bom: bool = False
    crlf: bool = False

    def encode(self, text: str) -> bytes:
        """Another text in the same manner."""
        if self.crlf:
            text = text.replace("\n", "\r\n")
        return ((_BOM if self.bom else "") + text).encode()


def read_text(path: Path) -> FileText | None:
    """The file; None if there is none. Raises `ConfigError`, also for what is no text, and never OSError."""
    try:
        seen = signature(path)
        if seen is None:
            return None
        return decode(path.read_bytes(), seen)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError("", f"cannot be read: {error.strerror or type(error).__name__}") from None


def decode(data: bytes, seen: Signature | None = None) -> FileText:
    """Bytes as a `FileText`. Raises `ConfigError` for invalid UTF-8, naming the line."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError("", f"line {line}: is not UTF-8; save the file as UTF-8") from None
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
    return FileText(text.replace("\r\n", "\n") if crlf else text, seen, bom, crlf)


def parse_text(text: str, kinds: Kinds | None) -> tuple[dict[str, Any], Config]:
    """The data and the configuration in a text. Raises `ConfigError` whose message names line and key."""
    data = load_toml(text)
    try:
        return data, parse_config(data, kinds)
    except ConfigError as error:
        line = line_of(text, error.path)
        where = f"line {line}: " if line else ""
        raise ConfigError("", f"{where}{error.path} {error.message}") from None


def load_toml(text: str) -> dict[str, Any]:
    """The data in a text. Raises `ConfigError` whose message names the line, and the key if it has one."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
    except RecursionError:
        raise ConfigError("", "is nested too deeply") from None
    found = _PLACE.search(reason)
    lines = text.split("\n")
    number = int(found.group(1)) if found and found.group(1) else len(lines)
    key = _KEY.match(lines[min(number, len(lines)) - 1])
    named = f" at '{key.group(1)}'" if key else ""
    plain = reason[: found.start()] if found else reason
    raise ConfigError("", f"line {number}{named}: is not valid TOML: {plain[:1].lower()}{plain[1:]}")
