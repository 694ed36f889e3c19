"""`scrubroom claude`: real Claude Code through a proxy of its own, nothing set up and nothing changed."""

from __future__ import annotations

import os
import subprocess

from tests.e2e.harness import CLAUDE, PATIENCE, SCRUBROOM, Run, Workplace, config, environment, stream_json
from tests.e2e.wires import ToolCall, refuses, says
from tests.fakes.upstream import Step, Upstream


def scrubroom_claude(workplace: Workplace, prompt: str, text: str | None = None) -> Run:
    """Runs it in print mode, with a configuration or with none."""
    assert CLAUDE.exists(), "Claude Code is not installed: run the tests with 'make test'"
    path = f"{CLAUDE.parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(SCRUBROOM), "claude"]
    if text is not None:
        file = workplace.home.parent / "config.toml"
        file.write_text(text, encoding="utf-8")
        command += ["--config", str(file)]
    output = workplace.home.parent / workplace.OUTPUT
    with output.open("wb") as file_:
        done = subprocess.run(
            [*command, *workplace.print_mode(prompt)], cwd=workplace.project,
            env=environment(workplace.home, {"PATH": path}), stdin=subprocess.DEVNULL, stdout=file_,
            stderr=subprocess.STDOUT, timeout=PATIENCE,
        )  # fmt: skip
    said = output.read_text(encoding="utf-8", errors="replace")
    return Run(done.returncode, stream_json(said), said)


def test_the_demo_model_writes_a_file_through_claude_code(workplace: Workplace) -> None:
    note = workplace.project / "letter.txt"
    prompt = f'Write it.\ncall Write {{"file_path": "{note}", "content": "for SSN 536-22-8417"}}'
    run = scrubroom_claude(workplace, prompt)
    assert run.code == 0, run.raw[-2000:]
    assert note.read_text(encoding="utf-8") == "for SSN 536-22-8417"
    assert run.text.startswith("The tool returned:")
    assert not (workplace.home / ".claude" / "settings.json").exists(), "no setting is touched"


def test_the_user_s_own_settings_are_neither_changed_nor_allowed_to_lead_past_the_proxy(
    workplace: Workplace,
) -> None:
    settings = workplace.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    with Upstream() as elsewhere, Upstream([Step(says("anthropic", "Through the proxy."))]) as upstream:
        own = f'{{"env": {{"ANTHROPIC_BASE_URL": "{elsewhere.url}"}}, "theme": "dark"}}'
        settings.write_text(own, encoding="utf-8")
        run = scrubroom_claude(workplace, "Hello", config({"anthropic": upstream.url}))
        assert elsewhere.requests == []
    assert run.text == "Through the proxy."
    assert settings.read_text(encoding="utf-8") == own


def test_a_project_cannot_lead_past_the_proxy(workplace: Workplace) -> None:
    settings = workplace.project / ".claude" / "settings.json"
    settings.parent.mkdir()
    with Upstream() as elsewhere, Upstream([Step(says("anthropic", "Through the proxy."))]) as upstream:
        settings.write_text(f'{{"env": {{"ANTHROPIC_BASE_URL": "{elsewhere.url}"}}}}', encoding="utf-8")
        run = scrubroom_claude(workplace, "Hello", config({"anthropic": upstream.url}))
        assert elsewhere.requests == []
    assert run.text == "Through the proxy."


def test_the_exit_code_is_claude_code_s_own(workplace: Workplace) -> None:
    with Upstream([Step(refuses("anthropic", 400, "Not today."))]) as upstream:
        run = scrubroom_claude(workplace, "Hello", config({"anthropic": upstream.url}))
    assert run.code == 1
    assert run.text == "API Error: 400 Not today."


def test_a_tool_of_claude_code_works_through_it(workplace: Workplace) -> None:
    script = [
        Step(says("openai", "", ToolCall("Bash", {"command": "echo from the shell"}))),
        Step(says("openai", "Done.")),
    ]
    with Upstream(script) as upstream:
        run = scrubroom_claude(workplace, "Hello", config({"openai": upstream.url}))
    assert run.text == "Done."
    assert "from the shell" in run.tool_results()[0]
