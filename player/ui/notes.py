"""The notes pane: Markdown, its times links into the audio, nothing loaded from anywhere."""

from __future__ import annotations

import re

from PySide6.QtCore import QByteArray, QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextListFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QToolTip, QWidget

from player.domain import timecode
from player.domain.episode import Episode, moved
from player.domain.errors import TimecodeError
from player.domain.timecode import Ms
from player.ui.elided import plain_tooltip
from player.ui.marker_list import KEYBOARD, paint_empty
from player.ui.text_rows import WIDEST
from player.ui.theme import GAP, colours

SCHEME = "earmark"
LONGEST_STYLED = 200_000
"""Notes with more characters than this are shown as they are typed: styling takes Qt too long."""
_READING_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")
_NOTHING = (
    "No notes",
    "Those of an episode file, or of pasted text, stand here; times in them are places to jump to. "
    "Import adds those of another file (Ctrl+I).",
)
_NOT_OPEN = ("Nothing is open", "Notes will stand here.")
_TIME = re.compile(r"(?<![\d:.])(?:\d{1,2}:)?\d{1,3}:\d{2}(?:\.\d{1,3})?(?![\d:])")


class NotesView(QTextBrowser):
    """Shows summary, notes, links and people of an episode."""

    chosen = Signal(int)
    """A time in the notes was clicked (ms)."""
    link_asked = Signal(str)
    """A web link was clicked; nothing has been opened yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Notes")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.document().setDocumentMargin(2 * GAP)
        self.anchorClicked.connect(self._clicked)
        self.highlighted.connect(self._hovered)
        self._by_keyboard = False
        self.offset: Ms = 0
        """How much later than they say the times in the text are in the audio (ms)."""
        self._episode = Episode(title="")
        self.set_episode(self._episode)

    def set_episode(self, episode: Episode) -> None:
        """Show the notes of `episode`."""
        self._episode = episode
        document = self.document()
        notes = episode.notes or ""
        if episode.source is not None and episode.source.suffix.lower() == ".txt":
            # Plain text means its line ends; Markdown would run the lines together.
            notes = _LINE_END.sub("  \n", notes)
        if len(notes) > LONGEST_STYLED:
            document.setPlainText(notes)
        else:
            document.setMarkdown(notes, _MARKDOWN)
            self._mark_links()
        document.setDocumentMargin(2 * GAP)
        if episode.summary:
            self._put_first(episode.summary)
        links = [(link.title or link.url, link.url) for link in episode.links]
        known = {link.url for link in episode.links}
        people = ((person.name, person.url) for person in episode.people)
        links += [(name, url) for name, url in people if url and url not in known]
        if links:
            self._append_links(links)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> QImage | QByteArray:
        """Nothing is ever loaded by showing notes: no picture, no style, no page.

        Something empty is given, for where nothing is given Qt itself reads local files.
        """
        return QImage() if kind == QTextDocument.ResourceType.ImageResource.value else QByteArray()

    def event(self, event: QEvent) -> bool:
        # Reading keys come before the player's while the notes have the focus.
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _READING_KEYS:
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() > WIDEST
        mode = self.LineWrapMode.FixedPixelWidth if wide else self.LineWrapMode.WidgetWidth
        self.setLineWrapMode(mode)
        self.setLineWrapColumnOrWidth(WIDEST)
        super().resizeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_keyboard = event.reason() in KEYBOARD
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.hasFocus() and self._by_keyboard:
            self.viewport().update()  # scrolling would take the frame along

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.document().isEmpty():
            box = self.viewport().rect().adjusted(2 * GAP, 2 * GAP, -2 * GAP, -GAP)
            paint_empty(self, box, *(_NOTHING if self._episode.title else _NOT_OPEN))
        if self.hasFocus() and self._by_keyboard:
            painter = QPainter(self.viewport())
            painter.setPen(colours(self.palette()).accent)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.set_episode(self._episode)  # link colours are part of the text

    def _link_format(self, href: str) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setAnchor(True)
        form.setAnchorHref(href)
        form.setForeground(colours(self.palette()).accent)
        form.setFontUnderline(True)
        return form

    def _mark_links(self) -> None:
        found: list[tuple[int, int, str]] = []
        block = self.document().begin()
        while block.isValid():
            found += _places(block)
            block = block.next()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for position, length, href in found:
            cursor.setPosition(position)
            cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(self._link_format(href))
        cursor.endEditBlock()

    def _put_first(self, summary: str) -> None:
        cursor = QTextCursor(self.document())
        had_notes = not self.document().isEmpty()
        if had_notes:
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.Start)
        if cursor.currentList() is not None:
            cursor.currentList().remove(cursor.block())
        form, block = QTextCharFormat(), QTextBlockFormat()
        block.setBottomMargin(1.5 * GAP)
        cursor.setBlockFormat(block)
        form.setFontPointSize(self.font().pointSizeF() * 1.08)
        cursor.insertText(" ".join(summary.split()), form)

    def _append_links(self, links: list[tuple[str, str]]) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        plain, bold, block = QTextCharFormat(), QTextCharFormat(), QTextBlockFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        block.setTopMargin(2 * GAP)
        block.setBottomMargin(GAP / 2)
        cursor.insertBlock(block, plain)
        cursor.insertText("Links", bold)
        form = QTextListFormat()
        form.setStyle(QTextListFormat.Style.ListDisc)
        for title, url in links:
            cursor.insertBlock(QTextBlockFormat(), plain)
            if cursor.currentList() is None:
                cursor.createList(form)
            cursor.insertText(" ".join(title.split()), self._link_format(url))

    def _clicked(self, url: QUrl) -> None:
        place = self._place(url)
        if place is not None:
            self.chosen.emit(place)
        else:
            self.link_asked.emit(url.toString())

    def _place(self, url: QUrl) -> Ms | None:
        """The place in the audio (ms) that one of our own links leads to; None for others."""
        digits = url.path()
        own = url.scheme() == SCHEME and digits.isascii() and digits.isdigit()
        if not own or len(digits) >= 12:
            return None
        return moved(min(int(digits), timecode.LONGEST), self.offset)

    def _hovered(self, url: QUrl) -> None:
        if url.isEmpty():
            QToolTip.hideText()
            return
        place = self._place(url)
        told = url.toString() if place is None else f"Play from {timecode.show(place)}"
        QToolTip.showText(self.cursor().pos(), plain_tooltip(told))


_MARKDOWN = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


def _places(block: QTextBlock) -> list[tuple[int, int, str]]:
    """Position and length of each link in `block`, and of each time that becomes one."""
    found = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        form, text = fragment.charFormat(), fragment.text()
        if form.isAnchor():
            found.append((fragment.position(), fragment.length(), form.anchorHref()))
        elif not form.fontFixedPitch():
            for match in _TIME.finditer(text):
                try:
                    time = timecode.parse(match[0])
                except TimecodeError:
                    continue
                # Qt counts in UTF-16 units, Python in characters.
                before = len(text[: match.start()].encode("utf-16-le")) // 2
                found.append((fragment.position() + before, len(match[0]), f"{SCHEME}:{time}"))
        iterator += 1
    return found
