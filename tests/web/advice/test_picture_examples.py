"""The examples of the description draw a picture as they stand: whoever presses "Try it" sees one."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.openapi import Operation, operations, spec_of_code

DRAWN = ("image/", "application/pdf", "text/calendar")
OF_AN_ACCOUNT = ("pair_id", "handover_id", "token")


def pictures() -> list[Operation]:
    """Return each operation that draws from its parameters alone."""
    return [
        operation
        for operation in operations(spec_of_code())
        if operation.method == "get"
        and operation.path.startswith("/v1/")
        and any(kind.startswith(DRAWN) for kind in operation.body["responses"].get("200", {}).get("content", {}))
        and not any(parameter["name"] in OF_AN_ACCOUNT for parameter in operation.parameters)
    ]


def example_of(parameter: dict[str, Any]) -> Any:
    return parameter.get("example", parameter["schema"].get("example", parameter["schema"].get("default")))


@pytest.mark.parametrize("operation", pictures(), ids=lambda operation: operation.path)
def test_each_parameter_has_an_example_and_all_of_them_draw_a_picture(
    client: FlaskClient, operation: Operation
) -> None:
    in_path = {parameter["name"]: example_of(parameter) for parameter in operation.parameters_in("path")}
    # Of kilometres and miles one alone may be given.
    query = {
        parameter["name"]: example_of(parameter)
        for parameter in operation.parameters_in("query")
        if not parameter["name"].endswith("_mi")
    }
    assert [name for name, example in {**in_path, **query}.items() if example is None] == []
    written = {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
    answer = client.get(operation.path.format(**in_path), query_string=written)
    assert answer.status_code == 200, answer.text


def test_there_are_such_pictures() -> None:
    assert len(pictures()) >= 9
