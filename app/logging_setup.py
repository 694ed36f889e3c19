"""The program's own log: to stderr and to a rotating file, metadata only.

Owns the handlers and the last line of defence: whatever looks like a key is masked in the finished line,
exceptions are named by type and place without their text (which can quote a request), and the chatter of
asyncio and aiohttp, which prints the repr of whatever it holds, is cut down to its own words.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from app.paths import private_dir
from proxy_core.faults import describe

LOG_NAME = "scrubroom.log"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MEGABYTE = 1024 * 1024
_FILES = 4
_MASK = "[masked]"

_KEY_SHAPES = (
    # what stands behind the names of authentication headers and fields
    r"(?i:(?<=bearer )|(?<=basic )|(?<=api-key: )|(?<=api_key=)|(?<=token=))[^\s'\",;]{4,}",
    # prefixes that vendors give their keys, and our own
    r"\b(?:(?:sk|pk|rk|scrub|hasp|gsk|xai|hf|nvapi|gh[opsu]|pat|key)[-_]|AIza|ya29|AKIA|ASIA|eyJ)"
    r"[-_.A-Za-z0-9]{12,}",
    # anything opaque: 28 or more letters and digits of both kinds in one piece
    r"(?<![\w/.-])(?=[A-Za-z0-9_-]*[0-9])(?=[A-Za-z0-9_-]*[A-Za-z])(?![a-z]+_[0-9A-HJKMNP-TV-Z]{26}\b)"
    r"[A-Za-z0-9_-]{28,}(?![\w/.])",
)
_SHAPE = re.compile("|".join(_KEY_SHAPES))
#: what comes before the first value in the messages of libraries
_WORDS = re.compile(r"[A-Za-z ,.'_-]*")
_AIOHTTP = ("client", "internal", "server", "web", "websocket")
_CHATTY = ("asyncio", "aiohttp", "keyring", "qasync", "secretstorage", "jeepney")


def mask_keys(text: str) -> str:
    """The text with everything key-shaped in it replaced. Request ids (`req_` and a ULID) stay."""
    return _SHAPE.sub(_MASK, text)


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, so that no argument, exception or stack can bring a key past it."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler's formatter may have cached a text of its own
        return mask_keys(super().format(record))

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return describe(ei[1]) if ei[1] is not None else "no exception"


class WordsOnly(logging.Filter):
    """Leaves of a library's message only its words, up to the first value."""

    def filter(self, record: logging.LogRecord) -> bool:
        found = _WORDS.match(str(record.msg))
        record.msg = (found.group().strip() if found else "") or "(values left out)"
        record.args = None
        record.stack_info = None
        return True


def setup_logging(folder: Path | None, *, level: str = "", console: bool = True) -> Path | None:
    """Sends the log to stderr (warnings) and to a file in `folder` (from `level` on).

    level: a name of logging; empty takes SCRUBROOM_LOG, else INFO; DEBUG also shows on stderr. Four files of
    1 MB are kept, readable by their owner alone. Returns the file; None without one, also where it could not
    be opened, which is said on stderr: the program runs on without it. May be called again.
    """
    name = (level or os.environ.get("SCRUBROOM_LOG", "") or "INFO").upper()
    wanted = logging.getLevelNamesMapping().get(name, logging.INFO)
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler.formatter, MaskingFormatter):
            root.removeHandler(handler)
            handler.close()
    root.setLevel(wanted)
    if console and sys.stderr is not None:
        _add(root, logging.StreamHandler(), logging.DEBUG if wanted <= logging.DEBUG else logging.WARNING)
    _tame()
    if folder is None:
        return None
    try:
        path = private_dir(folder) / LOG_NAME
        _add(root, _PrivateFile(path, maxBytes=_MEGABYTE, backupCount=_FILES - 1, encoding="utf-8"), wanted)
    except OSError as error:
        logging.getLogger("scrubroom.log").warning(
            "The log file in %s cannot be written (%s).", folder, error.strerror
        )
        return None
    return path


def _add(root: logging.Logger, handler: logging.Handler, level: int) -> None:
    handler.setLevel(level)
    handler.setFormatter(MaskingFormatter(_FORMAT))
    root.addHandler(handler)


def _tame() -> None:
    logging.getLogger("aiohttp.access").disabled = True  # the journal is the record of requests
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # a logger's filter sees only its own records, so each name that aiohttp logs under gets one
    for name in (*_CHATTY, *(f"aiohttp.{part}" for part in _AIOHTTP)):
        logger = logging.getLogger(name)
        if not any(isinstance(existing, WordsOnly) for existing in logger.filters):
            logger.addFilter(WordsOnly())


class _PrivateFile(RotatingFileHandler):
    """A log file that only its owner can read, also after it was rotated."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding=self.encoding, write_through=True)
