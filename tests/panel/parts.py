"""What the panel is made of: keys to tap or hold, and signs that shine."""

from collections.abc import Callable
from pathlib import Path

from tests.panel.plan import SPACE, Box
from ui.theme import UNSCALED, Theme
from ui.toolkit import BooleanProperty, Builder, NumericProperty, ObjectProperty, StringProperty, Touch, Widget
from ui.widgets import Pressable, place

Act = Callable[[], object]


class Tap(Pressable):
    """A key. `chosen` marks the one of several that counts, `alarm` a fault that is on."""

    word: str = StringProperty("")
    icon: str = StringProperty("")
    level: str = StringProperty("secondary")
    chosen: bool = BooleanProperty(defaultvalue=False)
    alarm: bool = BooleanProperty(defaultvalue=False)

    def arrange(self) -> None:
        """Place icon and word inside."""
        inset = self.theme.px(SPACE)
        icon, word = self.ids.icon, self.ids.word
        if not self.icon:
            height = word.fit(self.width - inset, self.height - inset)
            place(word, self.x + inset / 2, self.center_y - height / 2)
            return
        side = self.theme.px(34)
        left = self.center_x - (side + inset + side / 2) / 2  # the same for every digit
        place(icon, left, self.center_y - side / 2, side, side)
        height = word.fit(self.right - left - side - inset, self.height - inset)
        place(word, left + side + inset, self.center_y - height / 2)


class Hold(Tap):
    """A key that acts when it is touched, and again when it is let go, wherever that is."""

    held: Act = ObjectProperty(None)
    let_go: Act = ObjectProperty(None)

    def on_touch_down(self, touch: Touch) -> bool:
        """Begin to hold. A second pointer on the same key is none."""
        if self.pressed:
            return self.collide_point(*touch.pos)
        taken = super().on_touch_down(touch)
        if self.pressed:
            self.held()
        return taken

    def on_touch_up(self, touch: Touch) -> bool:
        """End it, also when the touch has left the key."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.pressed = False
        self.let_go()
        return True


class Sign(Widget):
    """A lamp with what it is and what it shows. `level` is how bright it is; a hollow one is a ring."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    label: str = StringProperty("")
    word: str = StringProperty("")
    tone: str = StringProperty("text")
    level: float = NumericProperty(0)
    hollow: bool = BooleanProperty(defaultvalue=False)
    disc: float = NumericProperty(1)
    disc_left: float = NumericProperty(0)
    disc_bottom: float = NumericProperty(0)
    edge: float = NumericProperty(1)

    def arrange(self) -> None:
        """Place disc and words inside."""
        space = self.theme.px(SPACE)
        self.disc, self.edge = self.height - 2 * space, max(1, space // 4)
        self.disc_left, self.disc_bottom = self.x + space, self.y + space
        label, word = self.ids.label, self.ids.word
        left = self.disc_left + self.disc + space
        width = self.right - space / 2 - left
        below = word.fit(width, self.height / 2 - 2)
        above = label.fit(width, self.height / 2 - 2)
        bottom = self.center_y - (above + below) / 2
        place(word, left, bottom)
        place(label, left, bottom + below)


def stand(widget: Widget, box: Box, window_height: int) -> None:
    """Put a widget where the plan says; Kivy counts from below."""
    place(widget, box.left, window_height - box.top - box.height, box.width, box.height)


Builder.load_file(str(Path(__file__).with_name("parts.kv")))
