"""The core is away, or of a version that does not fit. Nothing of an employee stays on the screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ui import words
from ui.pages import ResultPage
from ui.text import Text
from ui.toolkit import Builder, ObjectProperty
from ui.views import CoreLostView
from ui.widgets import StripBar, place

STRIP_PX: Final = 48


class CoreLostScreen(ResultPage):
    """Shows a CoreLostView. It stays until the core is back, so it counts nothing down."""

    view: CoreLostView | None = ObjectProperty(None, allownone=True)

    def show(self, view: CoreLostView) -> None:
        """Take over what the presenter says."""
        self.view = view
        self.ids.emblem.icon = view.cause.icon
        self.ids.title.text = view.cause.title
        self.ids.remedy.text = view.cause.remedy
        self.ids.line.text = view.safe
        self.ids.note.text = words.code(view.cause.code)
        self.tick()

    def tick(self) -> None:
        """Take over a new minute: the time goes on."""
        if self.view is None:
            return
        time, _ = self.stage.time_of_day(self.view.zone)
        strip: StripBar = self.ids.strip
        if strip.clock != time or strip.site != self.view.strip.site:
            strip.show(self.view.strip, time)
            strip.arrange()

    def move(self, now: float) -> None:
        """Nothing moves here."""

    def head(self) -> int:
        """Give the height of the strip."""
        return self.theme.px(STRIP_PX)

    def arrange(self) -> None:
        """Place everything for the present size."""
        strip: StripBar = self.ids.strip
        height = self.theme.px(STRIP_PX)
        place(strip, 0, self.height - height, self.width, height)
        strip.arrange()
        super().arrange()

    def texts(self) -> Sequence[tuple[Text, int]]:
        """Give the texts beside the emblem."""
        return [(self.ids.title, 0), (self.ids.remedy, 8)]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
