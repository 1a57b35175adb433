"""A clocking was accepted: it is durable on this clock."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.messages import Dismiss, NotMe
from ui import words
from ui.pages import ResultPage
from ui.text import Text
from ui.toolkit import Builder, ObjectProperty
from ui.views import AcceptedView

if TYPE_CHECKING:
    from ui.widgets import FooterButton


class AcceptedScreen(ResultPage):
    """Shows an AcceptedView."""

    moving = True
    view: AcceptedView | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        self._asked = ""  # the clocking that was asked to be taken back
        super().__init__(**kwargs)

    def show(self, view: AcceptedView) -> None:
        """Take over what the presenter says."""
        self.view = view
        taken_back = view.voided
        self.ground = "background" if taken_back else "good_ground"
        self.footer = "panel" if taken_back else "good_footer"
        emblem = self.ids.emblem
        emblem.icon = "undo" if taken_back else "accepted"
        emblem.tone = "raised" if taken_back else "good"
        emblem.mark = "text" if taken_back else "good_mark"
        quiet = "secondary" if taken_back else "good_secondary"
        self.ids.greeting.text, self.ids.greeting.tone = view.greeting, quiet
        self.ids.name.text = view.name
        self.ids.result.text, self.ids.result.level = view.result, "key" if taken_back else "result"
        self.ids.remark.text, self.ids.remark.tone = view.note, quiet
        self.ids.line.text, self.ids.line.tone = view.stored, "text"
        self.ids.note.text = view.delivery
        self.ids.note.tone = view.delivery_tone if view.delivery_tone == "caution" else quiet
        self.ids.mark.icon = view.delivery_icon
        self.ids.mark.tone = view.delivery_tone
        self.ids.countdown.tone = "accent" if taken_back else "good"
        self.ids.countdown.track = "line" if taken_back else "good_raised"
        button: FooterButton = self.ids.one
        button.mood = "" if taken_back else "good"
        asked = self._asked == view.clocking and not taken_back
        button.word = words.DONE if taken_back else words.ONE_MOMENT if asked else words.NOT_ME
        button.name = "done" if taken_back else "not_me"
        button.enabled = not asked
        button.action = self._leave if taken_back else self._not_me
        self.begin(view.until_at)

    def command_refused(self) -> None:
        """Offer the button again: what it asked for was not done."""
        self._asked = ""
        if self.view is not None:
            self.show(self.view)
            self.arrange()

    def _not_me(self) -> None:
        if self.view is not None and self.stage.send(NotMe(self.view.clocking)):
            self._asked = self.view.clocking
            self.show(self.view)
            self.arrange()

    def _leave(self) -> None:
        self.stage.send(Dismiss())

    def texts(self) -> Sequence[tuple[Text, int]]:
        """Give the texts beside the emblem."""
        ids = self.ids
        return [(ids.greeting, 0), (ids.name, 0), (ids.result, 4), (ids.remark, 16)]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
