"""The parts that screens are made of: keys, buttons, ring, strip, countdown."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from ui.text import Icon, Text
from ui.theme import UNSCALED, Theme
from ui.toolkit import (
    BooleanProperty,
    Builder,
    Clock,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
    Touch,
    Widget,
)
from ui.views import KeyView, Mark, StripView

PRESSED_AT_LEAST_S: Final = 0.1  # so that a short tap is seen as well


def place(widget: Widget, x: float, y: float, width: float | None = None, height: float | None = None) -> None:
    """Put a widget's lower left corner somewhere, in whole pixels, and size it where a size is given."""
    if width is not None and height is not None:
        widget.size = (round(width), round(height))
    widget.pos = (round(x), round(y))


class Pressable(Widget):
    """Something that darkens while it is pressed, and acts when it is let go inside."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    pressed: bool = BooleanProperty(defaultvalue=False)
    enabled: bool = BooleanProperty(defaultvalue=True)
    name: str = StringProperty("")
    action: Callable[[], object] | None = ObjectProperty(None, allownone=True)

    def on_touch_down(self, touch: Touch) -> bool:
        """Take a touch that begins here."""
        if not self.collide_point(*touch.pos) or self.opacity == 0:
            return False
        if self.enabled:
            touch.grab(self)
            self.pressed = True
        return True

    def on_touch_up(self, touch: Touch) -> bool:
        """Act, when the touch that began here also ends here."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        Clock.schedule_once(self._release, PRESSED_AT_LEAST_S)
        if self.enabled and self.action is not None and self.collide_point(*touch.pos):
            self.action()
        return True

    def _release(self, _dt: float) -> None:
        self.pressed = False


class Key(Pressable):
    """One of the large keys of the idle face."""

    word: str = StringProperty("")
    icon: str = StringProperty("")
    tone: str = StringProperty("text")
    chosen: bool = BooleanProperty(defaultvalue=False)

    def show(self, view: KeyView) -> None:
        """Take over what the presenter says."""
        self.name = f"key:{view.key.value}"
        self.word, self.icon, self.tone = view.word, view.icon, view.tone
        self.chosen, self.enabled = view.chosen, view.enabled

    def arrange(self) -> None:
        """Place icon and word inside."""
        px = self.theme.px
        icon: Icon = self.ids.icon
        word: Text = self.ids.word
        mark: Icon = self.ids.mark
        box = px(34)
        inset = px(24)
        place(icon, self.x + inset, self.center_y - box / 2, box, box)
        left = inset + box + px(16)
        right = inset + px(24) + px(8) if self.chosen else px(16)
        height = word.fit(self.width - left - right, self.height - px(16))
        place(word, self.x + left, self.center_y - height / 2)
        place(mark, self.right - inset - px(24), self.center_y - px(12), px(24), px(24))


class FooterButton(Pressable):
    """A button of a footer: as wide as its word."""

    word: str = StringProperty("")
    icon: str = StringProperty("")
    mood: str = OptionProperty("", options=["", "good", "bad"])
    flat: bool = BooleanProperty(defaultvalue=False)  # without a ground of its own, until it is pressed

    def fit(self, most_width: float = 10_000) -> int:
        """Size this to its word, and give the width; no word takes none."""
        px = self.theme.px
        if not self.word and not self.icon:
            self.size = (0, 0)
            return 0
        inside = self.ids.word.natural_width() if self.word else px(8)
        wanted = max(px(64) if not self.word else px(112), inside + 2 * px(28))
        self.size = (round(min(wanted, most_width)), px(64))
        return int(self.width)

    def arrange(self) -> None:
        """Place the word inside."""
        px = self.theme.px
        word: Text = self.ids.word
        height = word.fit(self.width - px(16), self.height - px(8))
        place(word, self.x + px(8), self.center_y - height / 2)
        place(self.ids.icon, self.center_x - px(15), self.center_y - px(15), px(30), px(30))


class Ring(Widget):
    """The ring around the fingerprint.

    `part` is how much of a countdown is left (1 to 0); `breath` moves between 0 and 1 while a finger is awaited.
    """

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    part: float = NumericProperty(1)
    breath: float = NumericProperty(0)
    reading: bool = BooleanProperty(defaultvalue=False)
    quiet: bool = BooleanProperty(defaultvalue=False)
    tone: str = StringProperty("accent")
    ground: str = StringProperty("background")
    edge: float = NumericProperty(3)


class ScanRing(Widget):
    """The ring of an enrolment: each good scan closes one half of it."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    scans: int = NumericProperty(0)
    done: bool = BooleanProperty(defaultvalue=False)
    reading: bool = BooleanProperty(defaultvalue=False)
    ground: str = StringProperty("background")


class Countdown(Widget):
    """A line across the page that grows shorter until the page leaves."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    part: float = NumericProperty(1)
    tone: str = StringProperty("accent")
    track: str = StringProperty("line")


class StripBar(Pressable):
    """The status strip; a touch on it opens the support page."""

    site: str = StringProperty("")
    clock: str = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        self._view: StripView | None = None
        self._signs: list[Widget] = []
        self._laid: tuple[object, ...] = ()
        super().__init__(**kwargs)

    def show(self, view: StripView, clock: str = "") -> None:
        """Take over what the presenter says. `clock` is the time, on pages that do not show it large."""
        self._view = view
        self.site, self.clock = view.site, clock

    def arrange(self) -> None:
        """Place site and marks. Words give way, the least important first, until the site has its room."""
        view = self._view
        if view is None:
            return
        wanted = (view, self.clock, tuple(self.pos), tuple(self.size))
        if wanted == self._laid:
            return
        self._laid = wanted
        px = self.theme.px
        margin = px(24)
        for sign in self._signs:
            self.remove_widget(sign)
        site: Text = self.ids.site
        whole = site.natural_width()
        # The site may take two lines before anything gives way for it.
        needed = min(whole, max(self.width * 0.4, min(self.width * 0.55, whole * 0.6)))
        room = self.width - 2 * margin - needed - px(24)
        marks, texts = self._give_way(view.marks, room)
        taken = self._place_signs(marks, texts)
        height = site.fit(self.width - 2 * margin - taken - px(24), self.height - px(2))
        place(site, self.x + margin, self.center_y - height / 2)

    def _give_way(self, marks: tuple[Mark, ...], room: float) -> tuple[tuple[Mark, ...], dict[str, str]]:
        """Drop words, then the marks of what is well, then numbers, until the marks fit."""
        texts = {mark.name: mark.word for mark in marks}
        by_rank = sorted(marks, key=lambda one: one.rank)
        for mark in by_rank:
            if self._signs_width(marks, texts) <= room:
                return marks, texts
            texts[mark.name] = mark.short
        if self._signs_width(marks, texts) > room:
            marks = tuple(mark for mark in marks if mark.tone != "secondary")
        for mark in by_rank:
            if self._signs_width(marks, texts) <= room:
                break
            texts[mark.name] = ""
        return marks, texts

    def _words(self, mark: Mark, text: str) -> Text:
        return Text(theme=self.theme, text=text, level="secondary", weight="semibold", tone=mark.tone)

    def _signs_width(self, marks: tuple[Mark, ...], texts: dict[str, str]) -> float:
        px = self.theme.px
        gaps = px(20) * max(0, len(marks) - 1)
        worded = [self._words(mark, texts[mark.name]).natural_width() + px(8) for mark in marks if texts[mark.name]]
        return gaps + px(24) * len(marks) + sum(worded)

    def _place_signs(self, marks: tuple[Mark, ...], texts: dict[str, str]) -> float:
        px = self.theme.px
        self._signs = []
        right = self.right - px(24)
        if self.clock:
            time = Text(theme=self.theme, text=self.clock, level="secondary", weight="semibold")
            time.fit(time.natural_width())
            right -= time.width
            place(time, right, self.center_y - time.height / 2)
            self._signs.append(time)
            right -= px(20)
        for mark in reversed(marks):
            if texts[mark.name]:
                word = self._words(mark, texts[mark.name])
                word.fit(word.natural_width())
                right -= word.width
                place(word, right, self.center_y - word.height / 2)
                self._signs.append(word)
                right -= px(8)
            icon = Icon(theme=self.theme, icon=mark.icon, tone=mark.tone, design_px=24)
            right -= px(24)
            place(icon, right, self.center_y - px(12), px(24), px(24))
            self._signs.append(icon)
            right -= px(20)
        for sign in self._signs:
            self.add_widget(sign)
        return self.right - px(24) - right - px(20)


class Card(Widget):
    """A panel that stands out from the page, for what needs attention."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    ground: str = StringProperty("panel")
    edge: str = StringProperty("caution")


class Footer(Widget):
    """The ground of a footer."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    ground: str = StringProperty("panel")


class Emblem(Widget):
    """The sign of a result: a disc for what went well, a rounded square for what did not."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    icon: str = StringProperty("")
    shape: str = OptionProperty("disc", options=["disc", "square"])
    tone: str = StringProperty("good")
    mark: str = StringProperty("good_mark")
    design_px: float = NumericProperty(96)


Builder.load_file(str(Path(__file__).with_name("screens") / "widgets.kv"))
