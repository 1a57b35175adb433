"""Types, routes and openapi.yaml say the same."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cloud import wire
from tests.cloud.cloud import Cloud
from tests.cloud.description import Description
from tests.cloud.sample_terminal import SampleTerminal, uuid7
from tests.cloud.terminal_side import TerminalSide

Json = Any
DESCRIPTION = Description()
TERMINAL = SampleTerminal("t1")
DROP = object()
ODD_VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 1.0, 1.5, 64_800, 64_801, -64_800, -64_801, 65_535, 65_536,
    wire.MAX_WHOLE, wire.MAX_WHOLE + 1, 2**63, 2**64, 2**70,
    "", " ", "1", "in", "void", "finger", "unset", "received", "rejected", "bad-signature", "R-00000001", "R-1",
    "R-00000001\n", "x" * 64, "x" * 65, "\U0001f600" * 64, "\U0001f600" * 65, "x" * 200, "x" * 201, "x" * 4096,
    "x" * 4097, "0" * 64, "0" * 64 + "\n", "0" * 63 + "\n", "A" * 64, "ü\u0000", uuid7(), uuid7() + "\n",
    uuid7().upper(), "01890000-0000-4000-8000-000000000000", "A" * 43 + "=", "A" * 86 + "==", "A" * 85 + "\n==",
    [], {}, [None], [[]], {"a": 1}, [{}], ["x"], ["x" * 65],
    {"uuid": uuid7(), "status": "received", "receipt": "R-00000001"},
    [{"uuid": uuid7(), "status": "received", "receipt": "R-00000001"}] * 1001,
    [{"id": "e", "name": "n"}] * 1001, ["x"] * 1001, [TERMINAL.signed({"a": 1})] * 1001,
]  # fmt: skip
EXAMPLES: list[tuple[str, Any, Any]] = [
    ("Record", wire.Record, TERMINAL.content()),
    ("Record", wire.Record, TERMINAL.content(kind="void", voids=uuid7(), score=None)),
    ("Introduction", wire.Introduction, TERMINAL.introduction()),
    ("Batch", wire.Batch, {"clockings": TERMINAL.clockings(2)}),
    ("Introduced", wire.Introduced, {"terminal": "t1", "last_sequence": 3}),
    (
        "Results",
        wire.Results,
        {
            "results": [
                {"uuid": uuid7(), "status": "received", "receipt": "R-00000001"},
                {"uuid": uuid7(), "status": "rejected", "code": "bad-signature", "reason": "why"},
            ]
        },
    ),
    (
        "EmployeesPage",
        wire.EmployeesPage,
        {"employees": [{"id": "e1", "name": ""}], "deleted": ["e2"], "cursor": "a.1", "more": False},
    ),
]


def places(value: Json, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value inside a value."""
    yield here
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, content in inner:
        yield from places(content, (*here, step))


def with_change(value: Json, place: tuple[Any, ...], new: Json) -> Json:
    """Return a copy with one value replaced or dropped."""
    if not place:
        return new
    changed = copy.deepcopy(value)
    target = changed
    for step in place[:-1]:
        target = target[step]
    if new is DROP:
        del target[place[-1]]
    else:
        target[place[-1]] = new
    return changed


def changes(value: Json) -> Iterator[Json]:
    """Yield a value with every place replaced by everything odd, dropped, and added to."""
    for place in places(value):
        yield from (with_change(value, place, odd) for odd in ODD_VALUES)
        if place:
            yield with_change(value, place, DROP)
        target = value
        for step in place:
            target = target[step]
        if isinstance(target, dict):
            yield with_change(value, place, target | {"surplus": 1})


def typed_accepts(typed: Json, text: str) -> bool:
    try:
        msgspec.json.decode(text.encode(), type=typed)
    except msgspec.DecodeError:
        return False
    return True


@pytest.mark.parametrize(("name", "typed", "example"), EXAMPLES)
def test_types_and_schemas_accept_and_refuse_the_same(name: str, typed: Json, example: Json) -> None:
    schema = DESCRIPTION.schema(name)
    assert schema.is_valid(example)
    assert typed_accepts(typed, json.dumps(example))
    tried = refused = 0
    for changed in changes(example):
        by_schema = schema.is_valid(changed)
        assert typed_accepts(typed, json.dumps(changed)) == by_schema, f"{name}: {json.dumps(changed)[:500]}"
        tried += 1
        refused += not by_schema
    assert tried > 200
    assert refused > tried / 2


def test_every_route_is_described_and_every_description_has_its_route(tmp_path: Path) -> None:
    cloud = Cloud.at(tmp_path, "token")
    try:
        app = TerminalSide(cloud).app()
        routes = {
            (route.method, route.resource.canonical) for route in app.router.routes() if route.resource is not None
        }
    finally:
        cloud.close()
    assert routes == set(DESCRIPTION.operations)


def test_an_answer_that_departs_from_the_description_is_noticed() -> None:
    operation = DESCRIPTION.operations["PUT", "/v1/terminals/{terminal}"]
    date = {"Date": "Fri, 20 Nov 2026 10:00:00 GMT"}
    good = b'{"terminal": "t1", "last_sequence": 0}'
    complaint = operation.complaint_about_answer
    assert complaint(200, "application/json", date, good) is None
    assert "status 201" in str(complaint(201, "application/json", date, good))
    assert "media type text/html" in str(complaint(200, "text/html", date, good))
    assert "header Date is missing" in str(complaint(200, "application/json", {}, good))
    assert "header Date" in str(complaint(200, "application/json", {"Date": "today"}, good))
    assert "last_sequence" in str(complaint(200, "application/json", date, b'{"terminal": "t1"}'))
    assert "not JSON" in str(complaint(200, "application/json", date, b"ok"))
    problem = b'{"type":"urn:clock-terminal:problem:busy","title":"t","detail":"d","status":429}'
    assert "Retry-After" in str(complaint(429, "application/problem+json", date, problem))


def test_the_description_is_an_openapi_document_whose_references_all_lead_somewhere() -> None:
    document = DESCRIPTION.document
    assert document["openapi"] == "3.1.0"

    def references(value: Json) -> Iterator[str]:
        if isinstance(value, dict):
            yield from ([value["$ref"]] if "$ref" in value else [])
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                yield from references(item)

    found = set(references(document))
    assert found
    for reference in found:
        target = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
