"""What the pipeline asks of an upstream is what both upstreams offer."""

from __future__ import annotations

import inspect

import pytest

from proxy_core.upstream.base import Upstream, UpstreamAnswer
from proxy_core.upstream.http import HttpAnswer, HttpUpstream
from proxy_core.upstream.in_process import DemoAnswer, DemoUpstream


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        (Upstream, HttpUpstream),
        (Upstream, DemoUpstream),
        (UpstreamAnswer, HttpAnswer),
        (UpstreamAnswer, DemoAnswer),
    ],
)
def test_every_method_is_offered_with_the_same_parameters(asked: type, offered: type) -> None:
    methods = [name for name, member in vars(asked).items() if inspect.iscoroutinefunction(member)]
    assert methods
    for name in methods:
        assert inspect.signature(getattr(offered, name)) == inspect.signature(getattr(asked, name))
