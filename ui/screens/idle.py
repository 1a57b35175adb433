"""The idle face: the time, what to do, and the keys."""

from math import cos, pi
from pathlib import Path
from typing import TYPE_CHECKING, Final

from terminal.messages import ChooseKey
from terminal.messages import Key as KeyName
from ui import words
from ui.pages import Page
from ui.presenter import remaining
from ui.toolkit import Builder, ObjectProperty, Widget
from ui.views import IdleView, PromptView
from ui.widgets import Key, Ring, StripBar, place

if TYPE_CHECKING:
    from ui.text import ClockDigits, Text

STRIP_PX: Final = 48
BREATH_S: Final = 2.4
KEYS_PX: Final = 248  # the keys' width when they stand beside the time
BLOCK_PX: Final = 368  # their height together: four keys of 80 and three gaps, or three of 112 and two


class IdleScreen(Page):
    """Shows an IdleView."""

    view: IdleView | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        self._begun_at = 0.0
        self._until_at: float | None = None
        self._keys: list[Key] = []
        super().__init__(**kwargs)

    def show(self, view: IdleView) -> None:
        """Take over what the presenter says."""
        self.view = view
        strip: StripBar = self.ids.strip
        strip.show(view.strip)
        strip.enabled = bool(view.strip.marks)
        if len(self._keys) != len(view.keys):
            self._make_keys(len(view.keys))
        for key, looks in zip(self._keys, view.keys, strict=True):
            key.show(looks)
            key.action = lambda looks=looks: self._choose(looks.key, chosen=looks.chosen)
        self._show_prompt(view.prompt)
        card: Widget = self.ids.card
        card.opacity = 0 if view.caution is None else 1
        caution = view.caution
        self.ids.card_icon.icon = caution.icon if caution else ""
        self.ids.card_title.text = caution.title if caution else ""
        self.ids.card_remedy.text = caution.remedy if caution else ""
        self.ids.card_code.text = words.code(caution.code) if caution else ""
        self.tick()

    def _make_keys(self, count: int) -> None:
        for key in self._keys:
            self.remove_widget(key)
        self._keys = [Key(theme=self.theme) for _ in range(count)]
        for key in self._keys:
            self.add_widget(key)

    def _choose(self, key: KeyName, *, chosen: bool) -> None:
        self.stage.send(ChooseKey(None if chosen else key))

    def _show_prompt(self, prompt: PromptView | None) -> None:
        ring: Ring = self.ids.ring
        ring.opacity = 0 if prompt is None else 1
        self.ids.prompt.text = prompt.title if prompt else ""
        self.ids.hint.text = prompt.hint if prompt else ""
        until_at = prompt.until_at if prompt else None
        if until_at != self._until_at:
            self._until_at, self._begun_at = until_at, self.stage.now()
        self.moving = until_at is not None
        ring.reading = bool(prompt and prompt.reading)
        ring.quiet = bool(prompt and prompt.quiet)
        if until_at is None:
            ring.part, ring.breath = 1, 0
        else:
            self._count_down(self.stage.now())

    def move(self, now: float) -> None:
        """Let the ring breathe and count down, while a chosen key waits for its finger."""
        if self._until_at is None:
            return
        ring: Ring = self.ids.ring
        ring.breath = (1 - cos(2 * pi * (now - self._begun_at) / BREATH_S)) / 2
        self._count_down(now)

    def _count_down(self, now: float) -> None:
        if self._until_at is None:
            return
        ring: Ring = self.ids.ring
        ring.part, seconds = remaining(self._until_at, self._begun_at, now)
        hint: Text = self.ids.hint
        text = words.lapses(seconds)
        if text != hint.text:
            hint.text = text
            self._arrange_prompt()

    def tick(self) -> None:
        """Take over a new minute."""
        zone = self.view.zone if self.view else ""
        time, date = self.stage.time_of_day(zone)
        clock: ClockDigits = self.ids.clock
        if (clock.text, self.ids.date.text) != (time, date):
            clock.text, self.ids.date.text = time, date
            self._arrange_time()

    def _content(self) -> tuple[float, float]:
        """Give where time and prompt stand: the left edge and the width."""
        px = self.theme.px
        if self.theme.portrait:
            return px(24), self.width - 2 * px(24)
        margin, keys = px(40), px(24) + px(KEYS_PX)
        if self.hand == "right":
            return margin, self.width - margin - keys - px(24)
        return keys + margin, self.width - keys - 2 * margin

    def arrange(self) -> None:
        """Place everything for the present size."""
        px = self.theme.px
        strip: StripBar = self.ids.strip
        place(strip, 0, self.height - px(STRIP_PX), self.width, px(STRIP_PX))
        strip.arrange()
        self._arrange_keys()
        self._arrange_time()
        self._arrange_prompt()
        self._arrange_card()

    def _arrange_keys(self) -> None:
        px = self.theme.px
        gap, margin = px(16), px(24)
        if self.theme.portrait:
            height = px(80)
            wide = self.width - 2 * margin
            half = (wide - gap) // 2
            rows = (len(self._keys) + 1) // 2
            for index, key in enumerate(self._keys):
                row, column = divmod(index, 2)
                last_alone = index == len(self._keys) - 1 and column == 0
                y = margin + (rows - 1 - row) * (height + gap)
                place(key, margin + column * (half + gap), y, wide if last_alone else half, height)
        else:
            x = self.width - margin - px(KEYS_PX) if self.hand == "right" else margin
            top = self.height - px(STRIP_PX) - margin
            count = max(1, len(self._keys))
            height = (px(BLOCK_PX) - (count - 1) * gap) // count
            for index, key in enumerate(self._keys):
                place(key, x, top - (index + 1) * height - index * gap, px(KEYS_PX), height)
        for key in self._keys:
            key.arrange()

    def _arrange_time(self) -> None:
        px = self.theme.px
        x, width = self._content()
        clock: ClockDigits = self.ids.clock
        date: Text = self.ids.date
        clock.halign = date.halign = "center" if self.theme.portrait else "left"
        clock_width, clock_height = clock.fit()
        middle = self.height - px(168 if self.theme.portrait else 128)
        place(clock, x + (width - clock_width) / 2 if self.theme.portrait else x, middle - clock_height / 2)
        clock.draw()
        date.fit(width)
        place(date, x, middle - clock_height / 2 - px(20) - date.height)

    def _arrange_prompt(self) -> None:
        px = self.theme.px
        x, width = self._content()
        ring: Ring = self.ids.ring
        prompt: Text = self.ids.prompt
        hint: Text = self.ids.hint
        side = px(104 if self.theme.portrait else 96)
        if self.theme.portrait:
            top = self.height - px(320)
            place(ring, (self.width - side) / 2, top - side, side, side)
            prompt.halign = hint.halign = "center"
            prompt.fit(width, px(72))
            place(prompt, x, top - side - px(16) - prompt.height)
            hint.fit(width, px(48))
            place(hint, x, prompt.y - px(4) - hint.height)
            return
        middle = self.height - px(384)
        place(ring, x, middle - side / 2, side, side)
        left = side + px(24)
        total = prompt.fit(width - left, px(72)) + hint.fit(width - left, px(48))
        place(prompt, x + left, middle + total / 2 - prompt.height)
        place(hint, x + left, middle - total / 2)

    def _arrange_card(self) -> None:
        if self.view is None or self.view.caution is None:
            return
        px = self.theme.px
        x, width = self._content()
        title: Text = self.ids.card_title
        remedy: Text = self.ids.card_remedy
        code: Text = self.ids.card_code
        inset, icon = px(24), px(34)
        left = inset + icon + px(16)
        inner = width - left - inset
        room = px(232 if self.theme.portrait else 168)
        code_height = code.fit(inner)
        title_height = title.fit(inner, px(72))
        remedy_height = remedy.fit(inner, room - code_height - title_height - px(12))
        total = title_height + px(4) + remedy_height + px(8) + code_height
        height = max(px(120), total + 2 * px(16))
        bottom = self.height - px(440)
        if self.theme.portrait:
            # In the middle between the date and the keys.
            bottom = round((self.ids.date.y + self._keys[0].top - height) / 2)
        place(self.ids.card, x, bottom, width, height)
        top = bottom + height - (height - total) / 2
        place(title, x + left, top - title_height)
        place(remedy, x + left, title.y - px(4) - remedy_height)
        place(code, x + left, remedy.y - px(8) - code_height)
        first_line = self.theme.type_px("key") * 1.25
        place(self.ids.card_icon, x + inset, top - first_line / 2 - icon / 2, icon, icon)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
