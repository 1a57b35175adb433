"""What terminal and cloud say to each other, as types; openapi.yaml says the same, and a test holds the two together.

Requests are strict: an unknown or a missing member is an error, so that a terminal that drifts is noticed at once.
"""

import binascii
import re
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

UUID7 = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
HEX_SHA256 = r"^[0-9a-f]{64}$"
FIRST_PREVIOUS = "0" * 64
MAX_WHOLE = 9_007_199_254_740_991  # the largest that every JSON reader keeps exactly

# A pattern's $ also matches before a final line feed; the length bounds close that gap.
Uuid = Annotated[str, Meta(pattern=UUID7, min_length=36, max_length=36)]
Digest = Annotated[str, Meta(pattern=HEX_SHA256, min_length=64, max_length=64)]
Count = Annotated[int, Meta(ge=0, le=MAX_WHOLE)]
ShortText = Annotated[str, Meta(min_length=1, max_length=64)]


class BadBatchError(ValueError):
    """A batch is not understood; `index` names the first bad clocking where that is known."""

    def __init__(self, detail: str, *, index: int | None = None, status: int = 422) -> None:
        super().__init__(detail)
        self.index = index
        self.status = status


class RecordStamp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The moment of capture as the terminal saw it."""

    utc_us: Count
    offset_s: Annotated[int, Meta(ge=-64_800, le=64_800)]
    zone: ShortText
    monotonic_us: Count
    boot_id: ShortText
    quality: Literal["synchronised", "holdover", "unset"]
    error_ms: Count | None


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signed clocking record, version 1."""

    v: Literal[1]
    terminal: ShortText
    number: Annotated[int, Meta(ge=1, le=MAX_WHOLE)]
    uuid: Uuid
    employee: ShortText
    kind: Literal["in", "out", "break_start", "break_end", "void"]
    method: Literal["finger"]
    score: Annotated[int, Meta(ge=0, le=65_535)] | None
    voids: Uuid | None
    stamp: RecordStamp
    previous: Digest

    def __post_init__(self) -> None:
        """Refuse a void that names nothing, and a name on anything else."""
        if (self.kind == "void") != (self.voids is not None):
            message = "a record of the kind void names what it takes back in `voids`; other kinds have null there"
            raise ValueError(message)


class SignedText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record's text exactly as signed, and its signature in base64."""

    record: Annotated[str, Meta(min_length=2, max_length=4096)]
    signature: Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{86}==$", min_length=88, max_length=88)]


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a delivery."""

    clockings: Annotated[list[SignedText], Meta(min_length=1, max_length=1000)]


class Introduction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body with which a terminal makes itself known."""

    public_key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{43}=$", min_length=44, max_length=44)]
    version: ShortText
    site: Annotated[str, Meta(max_length=200)]


class Introduced(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to an introduction."""

    terminal: str
    last_sequence: Count


class Received(msgspec.Struct, frozen=True, tag_field="status", tag="received", forbid_unknown_fields=True):
    """A clocking is durable at the cloud."""

    uuid: Uuid
    receipt: Annotated[str, Meta(pattern=r"^R-[0-9]{8,19}$", max_length=21)]


class Rejected(msgspec.Struct, frozen=True, tag_field="status", tag="rejected", forbid_unknown_fields=True):
    """A clocking is refused for good."""

    uuid: Uuid
    code: Literal[
        "unknown-employee",
        "bad-signature",
        "chain-broken",
        "uuid-reused",
        "number-reused",
        "wrong-terminal",
    ]
    reason: Annotated[str, Meta(min_length=1)]


Result = Received | Rejected


class Results(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to a delivery."""

    results: Annotated[list[Result], Meta(max_length=1000)]


class NamedEmployee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who may clock."""

    id: ShortText
    name: Annotated[str, Meta(max_length=200)]


class EmployeesPage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Changes of the employee list since a cursor."""

    employees: Annotated[list[NamedEmployee], Meta(max_length=1000)]
    deleted: Annotated[list[ShortText], Meta(max_length=1000)]
    cursor: ShortText
    more: bool


@dataclass(frozen=True, slots=True)
class Delivered:
    """One clocking of an understood batch: the text as signed, what it says, and the raw signature."""

    text: str
    record: Record
    signature: bytes


_BATCH = msgspec.json.Decoder(Batch)
_RECORD = msgspec.json.Decoder(Record)
_INDEX = re.compile(r"\$\.clockings\[(\d+)\]")


def decode_batch(body: bytes) -> list[Delivered]:
    """Read a delivery whole; BadBatchError says what is wrong with it and where."""
    try:
        batch = _BATCH.decode(body)
    except msgspec.ValidationError as err:
        place = _INDEX.search(str(err))
        raise BadBatchError(str(err), index=int(place[1]) if place else None) from err
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as err:
        detail = f"the body is not JSON: {err}"
        raise BadBatchError(detail, status=400) from err
    return [_delivered(index, signed) for index, signed in enumerate(batch.clockings)]


def _delivered(index: int, signed: SignedText) -> Delivered:
    try:
        record = _RECORD.decode(signed.record.encode())
    except (msgspec.DecodeError, UnicodeError, RecursionError) as err:
        detail = f"the record of clocking {index} is not understood: {err}"
        raise BadBatchError(detail, index=index) from err
    return Delivered(signed.record, record, binascii.a2b_base64(signed.signature))
