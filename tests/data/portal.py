"""A desktop portal that says dark at first and, when told to by a line of input, light."""

import sys

from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, QSocketNotifier, Slot
from PySide6.QtDBus import QDBusAbstractAdaptor, QDBusConnection, QDBusMessage, QDBusVariant

PATH, SETTINGS = "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"


@ClassInfo({"D-Bus Interface": SETTINGS})
class Settings(QDBusAbstractAdaptor):
    @Slot(str, str, result="QDBusVariant")
    def Read(self, _namespace: str, _key: str) -> QDBusVariant:
        return QDBusVariant(1)


def change() -> None:
    sys.stdin.readline()
    signal = QDBusMessage.createSignal(PATH, SETTINGS, "SettingChanged")
    signal.setArguments(["org.freedesktop.appearance", "color-scheme", QDBusVariant(2)])
    bus.send(signal)


application = QCoreApplication([])
bus = QDBusConnection.sessionBus()
portal = QObject()
settings = Settings(portal)
bus.registerObject(PATH, portal)
bus.registerService("org.freedesktop.portal.Desktop")
notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
notifier.activated.connect(change)
print("ready", flush=True)  # noqa: T201
application.exec()
