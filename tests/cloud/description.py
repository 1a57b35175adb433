"""Holds requests and answers to openapi.yaml."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml
from jsonschema import Draft202012Validator
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.cloud import wire

_FILE = Path(__file__).with_name("openapi.yaml")
_BASE = "urn:clock-terminal:openapi"
# Large bodies are checked by these types instead of by their schemas, which would take longer than all the rest of a
# request. A test holds type and schema together, in both directions.
TYPED: Mapping[str, Any] = {
    "Results": wire.Results,
    "EmployeesPage": wire.EmployeesPage,
}
_whole_numbers = Draft202012Validator.TYPE_CHECKER.redefine(
    "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
)
_Validator: type[Draft202012Validator] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, type_checker=_whole_numbers
)

Complaint = str | None
BodyCheck = Callable[[bytes], Complaint]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the description says of one status of one operation."""

    headers: Mapping[str, Draft202012Validator]
    bodies: Mapping[str, BodyCheck]  # by media type


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    id: str
    parameters: Mapping[tuple[str, str], Draft202012Validator]  # by place and name
    answers: Mapping[int, Answer]

    def complaint_about_parameters(self, given: Mapping[tuple[str, str], str]) -> Complaint:
        """Say what is wrong with parameters, by place and name; None when nothing is."""
        for (place, name), check in self.parameters.items():
            value = given.get((place, name))
            if value is not None and not check.is_valid(value):
                return f"the {place} parameter {name} is not as described: {best_complaint(check, value)}"
        return None

    def complaint_about_answer(
        self, status: int, media_type: str, headers: Mapping[str, str], body: bytes
    ) -> Complaint:
        """Say how an answer departs from the description; None when it does not."""
        answer = self.answers.get(status)
        if answer is None:
            return f"the status {status} is not described"
        check = answer.bodies.get(media_type)
        if check is None:
            return f"the media type {media_type} is not described for the status {status}"
        for name, header in answer.headers.items():
            if name not in headers:
                return f"the header {name} is missing"
            if not header.is_valid(headers[name]):
                return f"the header {name} is not as described: {headers[name]!r}"
        return check(body)


class Description:
    """The contract between terminal and cloud, read from openapi.yaml."""

    def __init__(self, file: Path = _FILE) -> None:
        self.document: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        resource = Resource.from_contents(self.document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        self.operations = dict(self._operations())

    def schema(self, name: str) -> Draft202012Validator:
        """Return the validator of a named schema."""
        return self._validator({"$ref": f"#/components/schemas/{name}"})

    def _operations(self) -> Iterator[tuple[tuple[str, str], Operation]]:
        for path, item in self.document["paths"].items():
            shared = item.get("parameters", [])
            for method, operation in item.items():
                if method == "parameters":
                    continue
                parameters = [self._resolved(entry) for entry in (*shared, *operation.get("parameters", []))]
                yield (
                    (method.upper(), path),
                    Operation(
                        operation["operationId"],
                        {(entry["in"], entry["name"]): self._validator(entry["schema"]) for entry in parameters},
                        {int(status): self._answer(answer) for status, answer in operation["responses"].items()},
                    ),
                )

    def _answer(self, described: dict[str, Any]) -> Answer:
        answer = self._resolved(described)
        headers = {name: self._resolved(header) for name, header in answer.get("headers", {}).items()}
        return Answer(
            {name: self._validator(header["schema"]) for name, header in headers.items() if header.get("required")},
            {media_type: self._body_check(content["schema"]) for media_type, content in answer["content"].items()},
        )

    def _body_check(self, schema: dict[str, Any]) -> BodyCheck:
        typed = TYPED.get(schema.get("$ref", "").rpartition("/")[2])
        return _typed_check(typed) if typed is not None else _schema_check(self._validator(schema))

    def _validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        return _Validator(_rebased(schema), registry=self._registry)

    def _resolved(self, entry: dict[str, Any]) -> dict[str, Any]:
        target: Any = entry
        while "$ref" in target:
            steps = target["$ref"].removeprefix("#/").split("/")
            target = self.document
            for step in steps:
                target = target[step]
        return dict(target)


def best_complaint(check: Draft202012Validator, value: object) -> str:
    """Return the deepest complaint about a value, with its place."""
    errors = sorted(check.iter_errors(value), key=lambda error: len(error.absolute_path), reverse=True)
    return f"{errors[0].json_path}: {errors[0].message}" if errors else "nothing"


def _rebased(schema: Any) -> Any:  # noqa: ANN401  # any JSON value
    """Return a schema whose references name the document, so that it can be used outside of it."""
    if isinstance(schema, dict):
        return {
            key: f"{_BASE}{value}" if key == "$ref" and str(value).startswith("#") else _rebased(value)
            for key, value in schema.items()
        }
    return [_rebased(value) for value in schema] if isinstance(schema, list) else schema


def _typed_check(typed: Any) -> BodyCheck:  # noqa: ANN401  # any type that msgspec knows
    decoder = msgspec.json.Decoder(typed)

    def check(body: bytes) -> Complaint:
        try:
            decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as err:
            return str(err)
        return None

    return check


def _schema_check(validator: Draft202012Validator) -> BodyCheck:
    def check(body: bytes) -> Complaint:
        try:
            value = json.loads(body)
        except ValueError as err:
            return f"the body is not JSON: {err}"
        return None if validator.is_valid(value) else best_complaint(validator, value)

    return check
