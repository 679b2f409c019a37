"""Edit ▸ Shift markers: fits all markers to the audio by ear."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from player.app.player import Player
from player.app.shifting import Shifting
from player.domain.timecode import Ms, lapse, spell
from player.ui import icons
from player.ui.elided import ElidedLabel
from player.ui.marker_choice import MarkerChoice
from player.ui.offset_box import OffsetBox
from player.ui.rule import Rule
from player.ui.theme import GAP, scaled, sentences

STEPS: tuple[tuple[Ms, str, str], ...] = (
    (-10_000, "PgUp", "PgUp"), (-1_000, "Shift+Left", "Shift+←"), (-100, "Left", "←"),
    (100, "Right", "→"), (1_000, "Shift+Right", "Shift+→"), (10_000, "PgDown", "PgDn"),
)  # fmt: skip
"""Each step in ms, its key, and how that is shown."""
WIDTH = 440


class ShiftMarkers(QDialog):
    """Not modal: the window behind shows each shift, and can be used, while this is open."""

    def __init__(self, player: Player, shifting: Shifting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Shift markers — Earmark")
        self._player, self._shifting = player, shifting
        shifting.begin()
        self._marker, self._place = MarkerChoice(player.loaded.movable), ElidedLabel()
        self._said, self._field = QLabel(), OffsetBox(shifting.farthest)
        self._reset, self._cancel, self._save = (
            _push("Reset", "Back to what the file says"),
            _push("Cancel", "Back to how it was; nothing is saved (Esc)"),
            _push("Save", "Put the offset into the episode file (Ctrl+S)"),
        )
        self._hear = _push("Hear it", "Play from where this marker is now")
        self._here = _push("From here", "The marker is where playing is now: shift it there")
        self._why_not = shifting.why_not()
        self._set_up()
        self._lay_out()
        self._connect()
        self._show()
        self._hear.setFocus()

    def done(self, result: int) -> None:
        """Whichever way it ends: what comes later is not its own."""
        self._shifting.changed.disconnect(self._show)
        self._player.episode_changed.disconnect(self.accept)
        super().done(result)

    def reject(self) -> None:
        """Cancel, Esc, and the window's own button: all as it was."""
        self._shifting.cancel()
        super().reject()

    def _set_up(self) -> None:
        self._marker.setCurrentIndex(self._shifting.marker)
        self._hear.setIcon(icons.icon("play"))
        self._said.setFont(scaled(self.font(), 1.35, bold=True))
        self._said.setAccessibleName("Offset in words")
        self._field.setAccessibleName("Offset")
        self._field.setToolTip("Type an offset, such as 1.5, −2 or 1:02")
        if self._why_not:
            self._save.setText("Keep")
            self._save.setToolTip("Keep the shift until Earmark is closed (Ctrl+S)")

    def _lay_out(self) -> None:
        first = sentences(
            "Shift all markers until what you hear begins with the first word of this one."
        )
        why = sentences(self._why_not)
        why.setVisible(bool(self._why_not))
        choice = QGridLayout()
        choice.setSpacing(GAP)
        choice.addWidget(self._marker, 0, 0)
        choice.addWidget(self._hear, 0, 1)
        choice.addWidget(self._place, 1, 0)
        choice.addWidget(self._here, 1, 1)
        choice.setColumnStretch(0, 1)
        value = QHBoxLayout()
        value.addWidget(self._said, 1)
        value.addWidget(self._field)
        steps = QHBoxLayout()
        steps.setSpacing(GAP // 2)
        for step, _, key in STEPS:
            steps.addWidget(self._step_button(step, key))
        answers = QHBoxLayout()
        answers.addWidget(self._reset)
        answers.addStretch()
        answers.addWidget(self._cancel)
        answers.addWidget(self._save)
        self.setMinimumWidth(WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.setSpacing(GAP + GAP // 2)
        layout.addWidget(first)
        layout.addLayout(choice)
        layout.addWidget(Rule())
        layout.addLayout(value)
        layout.addLayout(steps)
        layout.addWidget(why)
        layout.addWidget(Rule())
        layout.addLayout(answers)

    def _connect(self) -> None:
        shifting = self._shifting
        for step, key, _ in STEPS:
            QShortcut(QKeySequence(key), self, partial(self._step, step))
        QShortcut(QKeySequence.StandardKey.Save, self, self._save.click)
        self._marker.currentIndexChanged.connect(self._choose)
        self._hear.clicked.connect(shifting.hear)
        self._here.clicked.connect(shifting.from_here)
        self._field.valueChanged.connect(lambda value: shifting.shift_to(round(value * 1000)))
        self._field.lineEdit().textEdited.connect(lambda _: self._save.setEnabled(True))
        self._reset.clicked.connect(lambda: shifting.shift_to(shifting.in_file))
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._accept)
        shifting.changed.connect(self._show)
        # What is opened anew has its markers from its file: there is nothing to put back.
        self._player.episode_changed.connect(self.accept)

    def _step_button(self, step: Ms, key: str) -> QToolButton:
        button = QToolButton()
        button.setText(lapse(step, signed=True))
        button.setToolTip(
            f"All markers {lapse(abs(step))} {'earlier' if step < 0 else 'later'} ({key})"
        )
        button.setAccessibleName(button.toolTip())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda: self._step(step))
        return button

    def _step(self, step: Ms) -> None:
        self._shifting.shift_to(self._shifting.offset + step)

    def _choose(self, row: int) -> None:
        self._shifting.marker = row
        self._show()

    def _accept(self) -> None:
        self._field.interpretText()
        self._shifting.save()
        self.accept()

    def _show(self) -> None:
        shifting, offset = self._shifting, self._shifting.offset
        self._marker.set_offset(offset)
        self._said.setText(_in_words(offset))
        self._field.show_offset(offset)
        place = shifting.place
        in_file = spell(self._player.loaded.movable[shifting.marker].start or 0)
        self._place.setText(
            "This is after the end of the audio."
            if place is None
            else f"At {spell(place)} in the audio, {in_file} in the file"
        )
        self._hear.setEnabled(place is not None)
        self._reset.setEnabled(offset != shifting.in_file)
        can_be_saved = not self._why_not and offset != shifting.in_file
        self._save.setEnabled(can_be_saved or offset != shifting.before)


def _push(text: str, tooltip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tooltip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAutoDefault(False)  # Enter in the field ends the typing, not the dialog
    return button


def _in_words(offset: Ms) -> str:
    if not offset:
        return "Not shifted"
    return f"{lapse(offset, signed=True)} {'earlier' if offset < 0 else 'later'}"
