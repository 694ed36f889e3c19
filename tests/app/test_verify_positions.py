"""The positions of a request in which `scrubroom verify` plants a patient."""

from __future__ import annotations

import json

import pytest

from app.verify_patients import Patient
from app.verify_positions import GROUPS, POSITIONS, Position, attachments, request
from proxy_core.errors import ProxyError
from proxy_core.privacy.attachments import attachments as attached
from proxy_core.wire.anthropic import parse_request

#: shapes of the API in which a person's text can stand
SHAPES = (
    '"system": "',
    '"role": "system"',
    '"tool_result"',
    '"tool_use"',
    '"server_tool_use"',
    '"mcp_tool_use"',
    '"document"',
    '"search_result"',
    '"citations"',
    '"thinking"',
    '"input_schema"',
    '"metadata"',
    '"stop_sequences"',
    '"output_config"',
    '"context_management"',
    '"cache_control"',
    '"mcp_servers"',
    '"container"',
    '"x_new"',
)


@pytest.mark.parametrize("position", POSITIONS, ids=lambda each: f"{each.group}: {each.name}")
def test_a_position_is_in_a_request_that_the_proxy_takes(position: Position) -> None:
    form = position.form(Patient(7))
    body = json.dumps(request(position.place(form.content)), ensure_ascii=False)
    assert position.header or all(value.stands_in(body) for value in form.values)
    assert position.group in GROUPS
    if position.refused == "VALIDATION_FAILED":
        with pytest.raises(ProxyError):
            parse_request(body.encode())
    else:
        assert parse_request(body.encode())


def test_every_shape_of_the_api_has_a_position() -> None:
    bodies = [
        json.dumps(request(position.place(position.form(Patient(7)).content))) for position in POSITIONS
    ]
    assert [shape for shape in SHAPES if not any(shape in body for body in bodies)] == []


def test_positions_have_names_of_their_own() -> None:
    assert len({(each.group, each.name) for each in POSITIONS}) == len(POSITIONS)


def test_attachments_are_what_the_policy_calls_so() -> None:
    for fields, data in attachments(Patient(1)).values():
        body = request(fields)
        assert list(attached(body))
        assert data in json.dumps(body).encode()
