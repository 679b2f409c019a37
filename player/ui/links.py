"""Web links: shown where they lead before they are opened, and only in the browser."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from player.ui.elided import breakable
from player.ui.notice import Notice, NoticeBar

TOPIC = "link"
LONGEST_SHOWN = 500


class Links:
    """Asks in the `notice` bar what is to become of a link."""

    def __init__(self, notice: NoticeBar) -> None:
        self._notice = notice

    def ask(self, url: str) -> None:
        """Say where `url` leads, and offer to open or to copy it."""
        address = QUrl(url)
        if address.scheme() not in ("http", "https"):
            text = f"This link leads to “{url[:200]}”, which is no web page; it is not opened."
            self._notice.show_notice(Notice(text, topic=TOPIC))
            return
        # As it is sent, in ASCII: nothing in it can be turned round or look like something else.
        encoded = bytes(address.toEncoded().data()).decode("ascii", "replace")
        copy = ("Copy address", partial(QGuiApplication.clipboard().setText, encoded))
        offers = [("Open in browser", partial(self._open, address, copy)), copy]
        text = f"This link leads to {address.host()}: {breakable(encoded[:LONGEST_SHOWN])}"
        self._notice.show_notice(Notice(text, False, offers, TOPIC))

    def _open(self, address: QUrl, copy: tuple[str, partial[None]]) -> None:
        self._notice.clear(TOPIC)
        if not QDesktopServices.openUrl(address):
            text = "No browser could be opened. Copy the address, and open it in one yourself."
            self._notice.show_notice(Notice(text, True, [copy], TOPIC))
