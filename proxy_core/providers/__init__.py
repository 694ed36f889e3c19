"""Provider kinds, one file each, in an explicit ordered list."""

from __future__ import annotations

from collections.abc import Mapping

from proxy_core.config import Kinds
from proxy_core.providers.anthropic import Anthropic
from proxy_core.providers.base import ProviderKind
from proxy_core.providers.demo import Demo
from proxy_core.providers.openai import OpenAIChat
from proxy_core.providers.openai_responses import OpenAIResponses

#: in the order in which the window offers them
KINDS: tuple[ProviderKind, ...] = (Anthropic(), OpenAIChat(), OpenAIResponses(), Demo())
KIND_BY_NAME: Mapping[str, ProviderKind] = {kind.kind: kind for kind in KINDS}
#: kind -> the check of the options that a configuration gives it
OPTION_CHECKS: Kinds = {kind.kind: kind.option_problem for kind in KINDS}
