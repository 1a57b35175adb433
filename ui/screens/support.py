"""The support page: how each part of the clock stands, and what the cloud refused."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ui.pages import Page
from ui.support_list import SupportList
from ui.toolkit import Builder, ObjectProperty
from ui.views import SupportView
from ui.widgets import FooterButton, place

if TYPE_CHECKING:
    from ui.text import Text

HEADER_PX: Final = 80


class SupportScreen(Page):
    """Shows a SupportView."""

    view: SupportView | None = ObjectProperty(None, allownone=True)

    def show(self, view: SupportView) -> None:
        """Take over what the presenter says."""
        self.view = view
        self.ids.title.text = view.title
        self.ids.terminal.text = view.terminal
        rows: SupportList = self.ids.rows
        rows.show(view.rows)
        back: FooterButton = self.ids.back
        back.action = self.stage.close_support

    def arrange(self) -> None:
        """Place everything for the present size."""
        px = self.theme.px
        header = px(HEADER_PX)
        place(self.ids.header, 0, self.height - header, self.width, header)
        back: FooterButton = self.ids.back
        place(back, px(8), self.height - header + px(8), px(64), px(64))
        back.arrange()
        title: Text = self.ids.title
        terminal: Text = self.ids.terminal
        left = px(80)
        room = self.width - left - px(24)
        title.fit(min(title.natural_width(), room))
        place(title, left, self.height - header / 2 - title.height / 2)
        terminal.fit(room - title.natural_width() - px(24), header - px(8))
        place(terminal, self.width - px(24) - terminal.width, self.height - header / 2 - terminal.height / 2)
        rows: SupportList = self.ids.rows
        place(rows, 0, 0, self.width, self.height - header)
        rows.arrange()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
