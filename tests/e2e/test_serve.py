"""`scrubroom` and `scrubroom serve` as processes: what they load, say and do when told to stop."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import anthropic
import pytest

from tests.e2e.desktop import eventually
from tests.e2e.harness import KINDS, SCRUBROOM, Served, config, environment, serving, through
from tests.e2e.wires import says
from tests.fakes.signals import Signal
from tests.fakes.upstream import Step, Upstream, sse


def get(url: str, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def ask(scrubroom: Served, model: str = "claude-opus-4-8") -> str:
    with anthropic.Anthropic(base_url=scrubroom.url, api_key="any", max_retries=0) as client:
        message = client.messages.create(
            model=model, max_tokens=50, messages=[{"role": "user", "content": "Hello"}]
        )
    return "".join(block.text for block in message.content if block.type == "text")


def test_serve_loads_no_qt(tmp_path: Path) -> None:
    with serving(tmp_path, None) as scrubroom:
        assert "Hello" in ask(scrubroom)
        listed = ["lsof", "-p", str(scrubroom.process.pid)]
        maps = Path(f"/proc/{scrubroom.process.pid}/maps")
        loaded = (
            maps.read_text()
            if maps.exists()
            else subprocess.run(listed, capture_output=True, text=True).stdout
        )
    assert "python" in loaded.lower()
    assert "Qt6" not in loaded
    assert "QtCore" not in loaded


def test_without_a_display_the_app_says_so_and_serves(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("version = 1\n[server]\nport = 0\n", encoding="utf-8")
    process = subprocess.Popen(
        [str(SCRUBROOM), "--config", str(file)], env=environment(tmp_path), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if "listening on " in line:
                break
        url = said.rpartition("listening on ")[2].strip()
        assert get(url, "/healthz")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert "display" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("kind", KINDS)
def test_a_running_answer_may_end_before_the_proxy_does(
    kind: str, number: signal.Signals, tmp_path: Path
) -> None:
    rest = Signal("the rest of the answer")
    frames = says(kind, "An answer that is still under way.").parts
    half = len(frames) // 2  # on every wire some of the text has come by then
    script = Step(sse([*frames[:half], rest, *frames[half:]]))
    with Upstream([script]) as upstream, serving(tmp_path, config({kind: upstream.url})) as scrubroom:
        with anthropic.Anthropic(base_url=scrubroom.url, api_key="any", max_retries=0) as client:
            with client.messages.stream(
                model="m", max_tokens=50, messages=[{"role": "user", "content": "Hello"}]
            ) as stream:
                next(iter(stream.text_stream))
                scrubroom.process.send_signal(number)
                eventually(lambda: refuses(scrubroom.url), "no new connection is taken")
                rest.set()
                message = stream.get_final_message()
        assert [block.text for block in message.content if block.type == "text"] == [
            "An answer that is still under way."
        ]
        assert scrubroom.process.wait(30) == 0


def refuses(url: str) -> bool:
    try:
        get(url, "/healthz")
    except ConnectionError:  # refused, or taken by the system and then reset
        return True
    return False


def test_a_changed_configuration_is_taken_over_while_it_runs(tmp_path: Path) -> None:
    with through(
        "anthropic", tmp_path, Step(says("anthropic", "Now mapped.", stream=False)), alias="old"
    ) as (
        upstream,
        scrubroom,
    ):
        assert listed(scrubroom) == ["old"]
        (tmp_path / "config.toml").write_text(
            config({"anthropic": upstream.url}, alias="new"), encoding="utf-8"
        )
        eventually(lambda: listed(scrubroom) == ["new"], "the new mapping is in force")
        assert ask(scrubroom, "new") == "Now mapped."


def test_a_broken_configuration_is_left_alone_and_the_last_good_one_serves(tmp_path: Path) -> None:
    with through("anthropic", tmp_path, alias="good") as (_, scrubroom):
        broken = 'version = 1\n[[models]]\nalias = "x"\nroutes = "nowhere"  # mine\n'
        (tmp_path / "config.toml").write_text(broken, encoding="utf-8")
        eventually(lambda: "models[0].routes" in scrubroom.output, "the problem is told")
        assert listed(scrubroom) == ["good"]
        assert (tmp_path / "config.toml").read_text(encoding="utf-8") == broken


def listed(scrubroom: Served) -> list[str]:
    return [model["id"] for model in json.loads(get(scrubroom.url, "/v1/models")[1])["data"]]


@pytest.mark.parametrize(
    "arguments", [["serve", "--port", "99999"], ["serve", "--port", "0", "--config", "/no/such/x.toml"]]
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [str(SCRUBROOM), *arguments], env=environment(tmp_path), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert 1 <= len(done.stderr.strip().splitlines()) <= 3, done.stderr


def test_a_port_that_is_taken_is_said_and_not_exchanged(tmp_path: Path) -> None:
    with serving(tmp_path, None) as first:
        port = str(urlsplit(first.url).port)
        done = subprocess.run(
            [str(SCRUBROOM), "serve", "--port", port], env=environment(tmp_path), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert port in done.stderr
