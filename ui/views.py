"""What each screen shows, as values: words, icon names, colour tokens. The presenter makes them, the screens draw."""

from dataclasses import dataclass

from terminal.messages import Key


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign of the status strip.

    Where room is short, the words of the marks with the lowest `rank` give way to `short` first.
    """

    name: str
    icon: str
    tone: str = "secondary"
    word: str = ""
    short: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class StripView:
    """The status strip."""

    site: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class CauseView:
    """Why something does not work."""

    title: str
    remedy: str
    code: str
    icon: str


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key. A key that is not enabled is shown, but does nothing."""

    key: Key
    word: str
    icon: str
    tone: str
    chosen: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PromptView:
    """What the employee is asked to do. With `until_at` the ring counts down to that monotonic moment."""

    title: str
    hint: str
    until_at: float | None = None
    reading: bool = False
    quiet: bool = False  # nothing can be read yet


@dataclass(frozen=True, slots=True)
class IdleView:
    """The idle face: time, prompt (or the cause in its place) and keys."""

    strip: StripView
    zone: str
    keys: tuple[KeyView, ...]
    prompt: PromptView | None
    caution: CauseView | None = None


@dataclass(frozen=True, slots=True)
class AcceptedView:
    """A clocking that is durable, or one that was taken back."""

    clocking: str
    greeting: str
    name: str
    result: str
    note: str  # what else has to be known, such as why the cloud refused it
    stored: str
    delivery: str
    delivery_icon: str
    delivery_tone: str
    until_at: float
    voided: bool = False


@dataclass(frozen=True, slots=True)
class RefusedView:
    """Why nothing was accepted."""

    name: str
    cause: CauseView
    recorded: str
    until_at: float
    calm: bool = False  # nothing is missing: an earlier clocking counts


@dataclass(frozen=True, slots=True)
class EnrolView:
    """An enrolment under way, or done when `done`. `scans` counts the good ones of two."""

    name: str
    title: str
    hint: str
    footer: str
    scans: int
    until_at: float
    expects_finger: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class CoreLostView:
    """The core is away or does not fit."""

    strip: StripView
    zone: str
    cause: CauseView
    safe: str


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One line of the support page."""

    subject: str
    value: str
    icon: str
    tone: str
    remedy: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class SupportView:
    """The support page. Rows without an icon and value are headings."""

    title: str
    terminal: str
    rows: tuple[SupportRow, ...]


View = IdleView | AcceptedView | RefusedView | EnrolView | CoreLostView | SupportView
