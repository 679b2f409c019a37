"""Values as feeds write them: addresses, dates and durations, in all their shapes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import mktime_tz, parsedate_tz
from urllib.parse import urljoin

from player.domain import timecode
from player.domain.errors import TimecodeError
from player.domain.timecode import Ms
from player.formats.addresses import LONGEST_ADDRESS, is_web
from player.formats.times import from_seconds

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")


def address(text: str | None, base: str) -> str | None:
    """The http(s) address in `text`, completed by that of its feed, `base`; None for all else."""
    if not text or len(text) > LONGEST_ADDRESS:
        return None
    bare = text.strip().replace(" ", "%20")
    if not is_web(bare) and base:
        try:
            bare = urljoin(base, bare)
        except ValueError:
            return None
    return bare if is_web(bare) else None


def when(text: str | None) -> tuple[str, float] | None:
    """The day of a date as ISO 8601 has it, and the moment in seconds, to compare; or None.

    Takes ISO 8601, as in Atom, and RFC 822, as in RSS, with what is made of it. The day is that of
    the time zone which stands there.
    """
    bare = (text or "").strip()[:100]
    try:
        if match := _ISO.match(bare):
            day = date(*(int(part) for part in match.groups()))
            try:
                moment = datetime.fromisoformat(bare)
            except ValueError:
                moment = datetime.combine(day, datetime.min.time())
            zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return day.isoformat(), zoned.timestamp()
        parts = parsedate_tz(bare)
        if parts is None:
            return None
        return date(*parts[:3]).isoformat(), float(mktime_tz(parts))
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def duration(text: str | None) -> Ms | None:
    """A duration such as `1:02:03`, `62:03`, `3723`, `1h 2m` or `PT1H2M3S`; None for all else.

    None for 0, too: that is how programs say that they do not know.
    """
    bare = (text or "").strip()[:40]
    if bare.isdecimal() or re.fullmatch(r"\d{1,9}\.\d{1,9}", bare, re.ASCII):
        return from_seconds(bare) or None
    try:
        return timecode.parse(bare.removeprefix("PT")) or None
    except TimecodeError:
        return None


def line(text: str | None, longest: int = 1000) -> str:
    """`text` on one line, of a sensible length."""
    return " ".join((text or "")[: 4 * longest].split())[:longest].rstrip()
