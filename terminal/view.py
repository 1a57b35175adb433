"""What the screen is told of the state. Pure."""

import msgspec

from terminal import causes
from terminal.faces import local
from terminal.messages import CloudState, LinkKind, RejectedClocking, Row, Snapshot, Strip
from terminal.model import ClockQuality, Refusal
from terminal.state import State

_LINKS = {
    LinkKind.ETHERNET: "Ethernet",
    LinkKind.WIFI: "Wi-Fi",
    LinkKind.OTHER: "connected",
    LinkKind.NONE: "no connection",
}
_CLOUD = {
    CloudState.UNKNOWN: "not asked yet",
    CloudState.REACHED: "reached",
    CloudState.UNREACHED: "not reached",
    CloudState.ABSENT: "none in the settings",
}
_QUALITY_CAUSES = {ClockQuality.UNSET: causes.CLOCK_UNSET, ClockQuality.HOLDOVER: causes.CLOCK_HOLDOVER}


def strip(state: State) -> Strip:
    """Sum up the state for the strip."""
    return Strip(
        link=state.link,
        cloud=state.cloud,
        undelivered=state.undelivered,
        rejected=state.rejected_count,
        quality=state.quality,
        error_ms=state.error_ms,
    )


def support(state: State) -> tuple[Row, ...]:
    """Say for each part how it is, and why it is not well."""
    error = "" if state.error_ms is None else f", at most {state.error_ms} ms off"
    return (
        Row("Fingerprint reader", state.sensor_detail or "starting", state.sensor),
        Row("Network", _LINKS[state.link]),
        Row("Cloud", state.cloud_detail or _CLOUD[state.cloud], state.cloud_cause),
        Row("Time", f"{state.quality.value}{error}", _QUALITY_CAUSES.get(state.quality)),
        Row("Status light", state.light_detail or "working", state.light),
        Row("Employees", f"{len(state.people)} listed, {len(state.residents)} fingers enrolled"),
        Row("Waiting for the cloud", str(state.undelivered)),
        Row(
            "Storage", "clockings are stored" if state.disk is None else "not working", state.disk or state.storage_note
        ),
    )


def snapshot(state: State, revision: int, made_at: float, *, site: str, terminal: str, zone: str) -> Snapshot:
    """Say everything that a screen can show."""
    return Snapshot(
        revision=revision,
        made_at=made_at,
        site=site,
        terminal=terminal,
        zone=zone,
        face=state.face,
        strip=strip(state),
        support=support(state),
        rejected=tuple(_rejected(refusal) for refusal in state.rejected),
    )


def renewed(snapshot: Snapshot, made_at: float) -> Snapshot:
    """Return the snapshot as the next revision."""
    return msgspec.structs.replace(snapshot, revision=snapshot.revision + 1, made_at=made_at)


def _rejected(refusal: Refusal) -> RejectedClocking:
    return RejectedClocking(
        number=refusal.number,
        kind=refusal.kind,
        time=local(refusal.stamp).strftime("%Y-%m-%d %H:%M"),
        code=refusal.code,
        reason=refusal.reason,
    )
