"""Light and dark as the system says, also where Qt by itself does not listen.

Qt follows GNOME, Windows and macOS. On other Linux desktops it reports an unknown scheme; there
the desktop portal is asked, and listened to while running.
Source: the portal's Settings interface, org.freedesktop.appearance color-scheme (1 is dark).
"""

from __future__ import annotations

import os

from PySide6.QtCore import SLOT, QObject, Qt, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

_SERVICE, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SETTINGS, _APPEARANCE, _KEY = (
    "org.freedesktop.portal.Settings",
    "org.freedesktop.appearance",
    "color-scheme",
)
_DARK = 1


def dark_palette() -> QPalette:
    """Light text on dark grounds, with Qt's own accent."""
    role, palette = QPalette.ColorRole, QPalette(QColor("#2b2d30"))
    for name, colour in {
        role.Window: "#2b2d30",
        role.WindowText: "#e8e9eb",
        role.Base: "#1f2123",
        role.AlternateBase: "#26282b",
        role.Text: "#e8e9eb",
        role.Button: "#3a3d41",
        role.ButtonText: "#e8e9eb",
        role.ToolTipBase: "#3a3d41",
        role.ToolTipText: "#e8e9eb",
        role.PlaceholderText: "#a6abb3",
        role.Highlight: "#308cc6",
        role.HighlightedText: "#ffffff",
        role.Accent: "#4aa3dd",
        role.Link: "#6db8ee",
        role.LinkVisited: "#b59be8",
    }.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor("#7d828a"))
    return palette


def apply(application: QApplication, *, dark: bool) -> None:
    """Show everything dark, or light, now."""
    # An empty palette: the platform's own one holds again.
    application.setPalette(dark_palette() if dark else QPalette())


class PortalScheme(QObject):
    """Follows the desktop portal's colour scheme, where Qt does not do so itself."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        unknown = application.styleHints().colorScheme() is Qt.ColorScheme.Unknown
        if unknown and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            self._listen()

    def _listen(self) -> None:
        # Loaded only where it is needed: it costs a few milliseconds at the start.
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.sessionBus()
        slot = SLOT("changed(QString,QString,QDBusVariant)")
        # PySide's stub asks for bytes where only the text that SLOT gives is taken.
        bus.connect(_SERVICE, _PATH, _SETTINGS, "SettingChanged", self, slot)  # type: ignore[call-overload]
        ask = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SETTINGS, "Read")
        ask.setArguments([_APPEARANCE, _KEY])
        self._watcher = QDBusPendingCallWatcher(bus.asyncCall(ask), self)
        self._watcher.finished.connect(self._answered)

    def _answered(self, watcher: QObject) -> None:
        arguments = self._watcher.reply().arguments()
        if arguments:
            self._take(arguments[0])

    @Slot("QString", "QString", "QDBusVariant")
    def changed(self, namespace: str, key: str, value: object) -> None:
        """The portal says that one of its settings has changed."""
        if (namespace, key) == (_APPEARANCE, _KEY):
            self._take(value)

    def _take(self, value: object) -> None:
        # The portal wraps its answer in a variant, older ones in two.
        while hasattr(value, "variant"):
            value = value.variant()
        apply(self._application, dark=value == _DARK)
