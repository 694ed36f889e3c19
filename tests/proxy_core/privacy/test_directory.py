"""Which directory a request's system prompt states."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.privacy.directory import stated_directory

ENVIRONMENT = """# Environment
You have been invoked in the following environment:
 - Primary working directory: {0}
 - Is a git repository: true
 - Additional working directories:
"""


def blocks(*texts: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text} for text in texts]


@pytest.mark.parametrize("path", ["/home/somebody/my project", r"C:\Users\somebody\code", "/tmp/größer"])
def test_the_environment_says_it(path: str) -> None:
    assert stated_directory({"system": blocks("You are …", ENVIRONMENT.format(path))}) == path


@pytest.mark.parametrize(
    "system",
    [
        "<env>\nWorking directory: /srv/app\nIs directory a git repo: Yes\n</env>",
        "Working directory: /srv/app",
        "a\r\nWorking directory: /srv/app\r\nb",
        "Your working directory: is not this one\n - Primary working directory: /srv/app",
    ],
)
def test_older_forms_and_plain_strings_are_read(system: str) -> None:
    assert stated_directory({"system": system}) == "/srv/app"


def test_the_same_directory_twice_is_one() -> None:
    assert stated_directory({"system": blocks(*[ENVIRONMENT.format("/srv/app")] * 2)}) == "/srv/app"


@pytest.mark.parametrize(
    "system",
    [
        None,
        7,
        [],
        "",
        [{"type": "text", "text": 7}, "text"],
        "The working directory: /srv/app is where you are",
        "Working directory: ",
        "Working directory: " + "x" * 5000,
        ENVIRONMENT.format("/srv/app") + ENVIRONMENT.format("/srv/other"),
    ],
)
def test_what_is_not_said_or_said_in_two_ways_is_none(system: Any) -> None:
    assert stated_directory({"system": system}) == ""


def test_a_message_cannot_say_it() -> None:
    message = {"role": "user", "content": ENVIRONMENT.format("/srv/app")}
    assert stated_directory({"messages": [message]}) == ""
