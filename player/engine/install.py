"""How libVLC is installed on the system at hand, as a command to type."""

from __future__ import annotations

import platform
import sys

_LINUX = {
    "debian": "sudo apt install libvlc5 vlc-plugin-base",
    "ubuntu": "sudo apt install libvlc5 vlc-plugin-base",
    "fedora": "sudo dnf install vlc-libs vlc-plugins-base vlc-plugin-ffmpeg",
    "arch": "sudo pacman -S vlc vlc-plugins-all",
    "suse": "sudo zypper install libvlc5 vlc-noX",
    "alpine": "sudo apk add vlc",
}


def how_to_install() -> str:
    """What to do, as a sentence with the exact command where one is known."""
    command = None
    if sys.platform == "win32":
        command = "winget install VideoLAN.VLC"
    elif sys.platform == "darwin":
        command = "brew install --cask vlc"
    else:
        command = next((_LINUX[name] for name in _names() if name in _LINUX), None)
    if command is None:
        return "Install VLC 3 with your system's package manager."
    return f"To install it, type: {command}"


def _names() -> list[str]:
    """What this Linux calls itself and what it is like, the closest name first."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return []
    return [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
