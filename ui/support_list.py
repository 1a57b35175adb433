"""A list that is pushed up and down with the finger, for the rows of the support page."""

from collections.abc import Sequence
from typing import Final

from ui import words
from ui.theme import UNSCALED, Theme
from ui.toolkit import NumericProperty, ObjectProperty, StringProperty, Touch, Widget
from ui.views import SupportRow
from ui.widgets import place

ROW_PX: Final = 68
SUBJECT_PX: Final = 184
HEADING_PX: Final = 56


class SupportLine(Widget):
    """One row: sign, subject, value; beneath it what to do where it is not well, and the code for support."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    icon: str = StringProperty("")
    tone: str = StringProperty("text")
    subject: str = StringProperty("")
    value: str = StringProperty("")
    remedy: str = StringProperty("")
    code: str = StringProperty("")

    def fit(self, width: float) -> float:
        """Size this for a width, and give its height."""
        px = self.theme.px
        ids = self.ids
        least = px(ROW_PX if self.icon else HEADING_PX)
        if not self.icon:
            height = ids.subject.fit(width - 2 * px(24))
            self.size = (width, max(least, height + px(24)))
            return self.height
        left = px(24) + px(24) + px(16)
        code_width = ids.code.natural_width()
        right = px(24) + (code_width + px(16) if self.code else 0)
        if self.theme.portrait:
            inner = width - left - right
            height = ids.subject.fit(inner) + ids.value.fit(inner) + ids.remedy.fit(width - left - px(24))
        else:
            ids.subject.fit(px(SUBJECT_PX) - px(16))
            inner = width - left - px(SUBJECT_PX) - right
            height = max(ids.subject.height, ids.value.fit(inner) + ids.remedy.fit(inner))
        ids.code.fit(code_width)
        self.size = (width, max(least, height + 2 * px(12)))
        return self.height

    def arrange(self) -> None:
        """Place the parts inside."""
        px = self.theme.px
        ids = self.ids
        left = self.x + px(24) + px(24) + px(16)
        if not self.icon:
            place(ids.subject, self.x + px(24), self.y + px(12))
            return
        if self.theme.portrait:
            total = ids.subject.height + ids.value.height + ids.remedy.height
            top = self.center_y + total / 2
            place(ids.subject, left, top - ids.subject.height)
            place(ids.value, left, ids.subject.y - ids.value.height)
            place(ids.remedy, left, ids.value.y - ids.remedy.height)
        else:
            total = ids.value.height + ids.remedy.height
            top = self.center_y + max(total, ids.subject.height) / 2
            place(ids.subject, left, top - ids.subject.height)
            place(ids.value, left + px(SUBJECT_PX), top - (ids.subject.height + ids.value.height) / 2)
            if total > ids.subject.height:
                place(ids.value, left + px(SUBJECT_PX), top - ids.value.height)
            place(ids.remedy, left + px(SUBJECT_PX), ids.value.y - ids.remedy.height)
        first = ids.subject.y + ids.subject.height / 2
        place(ids.icon, self.x + px(24), first - px(12), px(24), px(24))
        place(ids.code, self.right - px(24) - ids.code.width, first - ids.code.height / 2)


class SupportList(Widget):
    """Rows beneath each other; more of them than there is room for are pushed with the finger."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    offset: float = NumericProperty(0)  # how far the list is pushed up, in pixels
    total: float = NumericProperty(0)  # the height of all rows

    def __init__(self, **kwargs: object) -> None:
        self._rows: tuple[SupportRow, ...] = ()
        self._from = 0.0
        super().__init__(**kwargs)
        self.bind(offset=lambda *_: self._stack())

    def show(self, rows: Sequence[SupportRow]) -> None:
        """Take over the rows; where they differ only in their words, the list stays where it was pushed to."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        self.clear_widgets()
        for row in rows:
            code = words.code(row.code) if row.code else ""
            self.add_widget(
                SupportLine(
                    theme=self.theme,
                    icon=row.icon,
                    tone=row.tone,
                    subject=row.subject,
                    value=row.value,
                    remedy=row.remedy,
                    code=code,
                )
            )

    def arrange(self) -> None:
        """Fit all rows and place them."""
        self.total = sum(line.fit(self.width) for line in self._lines())
        self._push_to(self.offset)
        self._stack()

    def _lines(self) -> list[SupportLine]:
        return [line for line in reversed(self.children) if isinstance(line, SupportLine)]

    def _push_to(self, offset: float) -> None:
        self.offset = round(max(0.0, min(offset, self.total - self.height)))

    def _stack(self) -> None:
        top = self.y + self.height + self.offset
        for line in self._lines():
            top -= line.height
            place(line, self.x, top)
            line.arrange()

    def on_touch_down(self, touch: Touch) -> bool:
        """Begin to push."""
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._from = self.offset - touch.pos[1]
        return True

    def on_touch_move(self, touch: Touch) -> bool:
        """Push the list along."""
        if touch.grab_current is not self:
            return False
        self._push_to(self._from + touch.pos[1])
        return True

    def on_touch_up(self, touch: Touch) -> bool:
        """Let go."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        return True
