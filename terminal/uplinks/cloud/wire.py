"""What terminal and cloud send each other as JSON. Sizes are checked here, at the edge."""

from typing import Annotated

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(min_length=1, max_length=200)]
Reason = Annotated[str, Meta(max_length=500)]


class Introduction(msgspec.Struct, frozen=True):
    """Who this terminal is; `public_key` is base64 of 32 bytes."""

    public_key: str
    version: str
    site: str


class Introduced(msgspec.Struct, frozen=True):
    """The cloud knows the terminal, and its clockings up to `last_sequence`."""

    terminal: str
    last_sequence: Annotated[int, Meta(ge=0, le=2**53)]


class SignedClocking(msgspec.Struct, frozen=True):
    """A record's text exactly as it was signed, and the signature in base64."""

    record: str
    signature: str


class Batch(msgspec.Struct, frozen=True):
    """Up to 1,000 clockings."""

    clockings: list[SignedClocking]


class Received(msgspec.Struct, frozen=True, tag_field="status", tag="received"):
    """The cloud holds this clocking."""

    uuid: str
    receipt: Text


class Rejected(msgspec.Struct, frozen=True, tag_field="status", tag="rejected"):
    """The cloud will never take this clocking."""

    uuid: str
    code: Text
    reason: Reason


class Results(msgspec.Struct, frozen=True):
    """One answer for each clocking that the cloud got to; others stay as they are."""

    results: Annotated[list[Received | Rejected], Meta(max_length=1_000)]


class Person(msgspec.Struct, frozen=True):
    """An employee as the cloud names one."""

    id: Text
    name: Text


class EmployeePage(msgspec.Struct, frozen=True):
    """A page of changes since a cursor."""

    employees: Annotated[list[Person], Meta(max_length=1_000)]
    deleted: Annotated[list[Text], Meta(max_length=1_000)]
    cursor: Text
    more: bool


class Problem(msgspec.Struct, frozen=True):
    """A refusal in the form of RFC 9457."""

    type: str
    title: str = ""
    detail: str = ""
