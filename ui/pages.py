"""What all pages share: where they stand, how results are laid out, and what a page may ask of the application."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from terminal.messages import FromClient
from ui.presenter import remaining
from ui.text import Icon, Text
from ui.theme import UNSCALED, Theme
from ui.toolkit import NumericProperty, ObjectProperty, OptionProperty, StringProperty, Widget
from ui.widgets import Countdown, FooterButton, place
from ui.words import seconds_left

EMBLEM_PX: Final = 152
FOOTER_PX: Final = 96
FOOTER_UPRIGHT_PX: Final = 176


class Stage(Protocol):
    """What a page may ask of the application that shows it."""

    def send(self, command: FromClient) -> bool:
        """Queue a command for the core; False when it cannot be sent."""

    def now(self) -> float:
        """Give the monotonic clock, in seconds."""

    def time_of_day(self, zone: str) -> tuple[str, str]:
        """Give the time and the date as they are shown in a zone."""

    def open_support(self) -> None:
        """Show the support page."""

    def close_support(self) -> None:
        """Leave the support page."""


class Page(Widget):
    """A whole screen. `show` takes a view over, `arrange` places everything, `move` lets time pass."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    stage: Stage = ObjectProperty(None)
    hand: str = OptionProperty("right", options=["right", "left"])
    ground: str = StringProperty("background")
    moving: bool = False  # whether `move` changes anything now

    def show(self, view: Any) -> None:  # noqa: ANN401 -- each page takes its own view
        """Take over what the presenter says."""
        raise NotImplementedError

    def arrange(self) -> None:
        """Place everything for the present size."""
        raise NotImplementedError

    def move(self, now: float) -> None:
        """Let time pass: countdowns and the ring. `now` is monotonic seconds."""

    def tick(self) -> None:
        """Take over a new minute."""


class ResultPage(Page):
    """A page that says what happened: emblem, texts, and a footer with what was recorded and what can be done.

    Its `.kv` names the parts: emblem, line, note, mark, countdown, left, one, two; `texts` gives the rest in order.
    """

    footer: str = StringProperty("panel")
    begun_at: float = NumericProperty(0)
    until_at: float = NumericProperty(0)

    def texts(self) -> Sequence[tuple[Text, int]]:
        """Give the texts beside the emblem, each with the gap above it in design pixels."""
        raise NotImplementedError

    def begin(self, until_at: float) -> None:
        """Start the countdown anew when it runs to another moment than before."""
        now = self.stage.now()
        if until_at != self.until_at:
            self.until_at, self.begun_at = until_at, now
        self.move(now)

    def move(self, now: float) -> None:
        """Shorten the countdown."""
        part, seconds = remaining(self.until_at, self.begun_at, now)
        countdown: Countdown = self.ids.countdown
        countdown.part = part
        left: Text = self.ids.left
        text = seconds_left(seconds)
        if text != left.text:
            left.text = text
            self._place_seconds()

    def _place_seconds(self) -> None:
        px = self.theme.px
        left: Text = self.ids.left
        left.fit(px(96))
        place(left, self.width - px(24) - left.width, self.height - px(16) - left.height)

    def arrange(self) -> None:
        """Place emblem, texts and footer."""
        px = self.theme.px
        upright = self.theme.portrait and bool(self.ids.one.word or self.ids.two.word)
        footer = px(FOOTER_UPRIGHT_PX if upright else FOOTER_PX)
        place(self.ids.countdown, 0, footer - px(4), self.width, px(4))
        self._place_seconds()
        self._arrange_footer(footer)
        self._arrange_body(footer, self.height - self.head())

    def head(self) -> int:
        """Give the height of what stands above the body."""
        return 0

    def _arrange_body(self, bottom: float, top: float) -> None:
        px = self.theme.px
        emblem: Widget = self.ids.emblem
        side = px(EMBLEM_PX)
        parts = [(text, px(gap)) for text, gap in self.texts()]
        if self.theme.portrait:
            margin = px(24)
            room = top - bottom - 2 * px(40) - side - px(32)
            total = self._fit_all(parts, self.width - 2 * margin, room, "center")
            upper = (top + bottom + side + px(32) + total) / 2
            place(emblem, (self.width - side) / 2, upper - side, side, side)
            self._stack(parts, margin, upper - side - px(32))
        else:
            x = px(48) + side + px(40)
            total = self._fit_all(parts, self.width - x - px(40), top - bottom - 2 * px(40), "left")
            middle = (top + bottom) / 2
            place(emblem, px(48), middle - side / 2, side, side)
            self._stack(parts, x, middle + total / 2)

    @staticmethod
    def _fit_all(parts: list[tuple[Text, int]], width: float, room: float, halign: str) -> float:
        """Fit the texts into a column; where they are too high together, the highest gives way, one size at a time."""
        for text, _ in parts:
            text.halign = halign
            text.fit(width)
        gaps = sum(gap for text, gap in parts if text.text)
        giving = [text for text, _ in parts if text.text]
        while giving and sum(text.height for text, _ in parts) + gaps > room:
            highest = max(giving, key=lambda text: text.height)
            before = highest.height
            if highest.fit(width, before - 1) >= before:
                giving.remove(highest)  # it has no smaller size left
        return sum(text.height for text, _ in parts) + gaps

    @staticmethod
    def _stack(parts: list[tuple[Text, int]], x: float, top: float) -> None:
        for text, gap in parts:
            if text.text:
                top -= gap + text.height
                place(text, x, top)

    def _arrange_footer(self, height: int) -> None:
        px = self.theme.px
        margin = px(24)
        buttons: list[FooterButton] = [self.ids.one, self.ids.two]
        shown = [button for button in buttons if button.fit(self.width - 2 * margin)]
        if self.theme.portrait and shown:
            width = (self.width - 2 * margin - px(16) * (len(shown) - 1)) / len(shown)
            for index, button in enumerate(shown):
                place(button, margin + index * (width + px(16)), px(16), width, px(64))
                button.arrange()
            self._arrange_lines(margin, self.width - 2 * margin, px(16) + px(64) + px(8), height - px(8))
            return
        edge = self.width - margin if self.hand == "right" else margin
        for button in reversed(shown):
            x = edge - button.width if self.hand == "right" else edge
            place(button, x, (height - button.height) / 2, button.width, button.height)
            button.arrange()
            step = button.width + px(16)
            edge += -step if self.hand == "right" else step
        left, right = (margin, edge) if self.hand == "right" else (edge, self.width - margin)
        self._arrange_lines(left, right - left, px(4), height - px(4))

    def _arrange_lines(self, x: float, width: float, bottom: float, top: float) -> None:
        """Place the one or two lines that say what was recorded, behind their sign."""
        px = self.theme.px
        mark: Icon = self.ids.mark
        line: Text = self.ids.line
        note: Text = self.ids.note
        inset = px(28) + px(16) if mark.icon else 0
        room = top - bottom
        total = line.fit(width - inset, room / 2 if note.text else room) + note.fit(width - inset, room / 2)
        upper = (top + bottom + total) / 2
        place(line, x + inset, upper - line.height)
        place(note, x + inset, upper - total)
        place(mark, x, (top + bottom) / 2 - px(14), px(28), px(28))
