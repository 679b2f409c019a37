"""Each known trap of libVLC 3, sprung on purpose.

Here, with real libVLC: a local playlist named .mp3, truncated and empty recordings, one that
disappears or is cut while it plays, file names that look like addresses, addresses that look like
options, dead, missing and range-less servers, far seeks over a network.
In test_heard: start before play, paused seeks, the end, rate and pitch, held keys, exact lengths.
In test_session: seeks that come fast, stale reports, pausing while it opens, seeks past the end,
volume after an output is made. In test_loading: a libVLC that is missing or broken. In
test_at_the_sound_server: holes after a seek, volume and mute with a real output.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from player.engine import remote
from player.engine.api import Duration, Ended, Failed, Opening, Paused, Playing, Position
from player.engine.listening import locate
from tests.engine.rooms import LONG, VlcRoom
from tests.engine.servers import Site, never_answers, nobody_there, serve
from tests.hearing import Known, babble

pytestmark = pytest.mark.sound


@pytest.fixture
def site(library: Callable[[str], Path]) -> Iterator[Site]:
    endings = ("opus", "m4a", "mp3", "vbr.mp3", "untagged.mp3")
    pages = {f"/talk.{ending}": library(f"long.{ending}").read_bytes() for ending in endings}
    with serve(Site(pages)) as site:
        yield site


def complaint_about(room: VlcRoom, audio: Path | str, timeout: float = 5.0) -> str:
    room.engine.open(audio, start=0, play=True)
    told = room.ear.complaint(timeout)
    assert not room.ear.has(Playing)
    return told


def test_a_playlist_named_mp3_fetches_nothing(
    vlc_room: VlcRoom, site: Site, tmp_path: Path
) -> None:
    playlist = tmp_path / "talk.mp3"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{site.url}/talk.opus\n")

    assert "is a playlist, not a recording" in complaint_about(vlc_room, playlist)
    assert site.asked == []


def test_an_empty_recording_is_told(vlc_room: VlcRoom, tmp_path: Path) -> None:
    (tmp_path / "talk.mp3").touch()

    assert "is empty" in complaint_about(vlc_room, tmp_path / "talk.mp3")


def test_a_recording_that_may_not_be_read_is_told(
    vlc_room: VlcRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audio = tmp_path / "talk.mp3"
    audio.write_bytes(vlc_room.shelf("short.mp3").read_bytes())
    audio.chmod(0)
    if os.access(audio, os.R_OK):  # root may read anything
        monkeypatch.setattr(Path, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "")))

    assert "may not be read" in complaint_about(vlc_room, audio)


def test_a_head_without_a_body_is_told(vlc_room: VlcRoom, tmp_path: Path) -> None:
    audio = tmp_path / "talk.m4a"
    audio.write_bytes(b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom\x00\x00\x00\x00")

    assert "“talk.m4a” cannot be played. It may be damaged" in complaint_about(vlc_room, audio)


def test_a_truncated_mp3_plays_as_far_as_it_goes(vlc_room: VlcRoom, tmp_path: Path) -> None:
    whole = vlc_room.shelf("long.mp3").read_bytes()
    audio = tmp_path / "talk.mp3"
    audio.write_bytes(whole[: len(whole) // 3])

    stamp = vlc_room.engine.open(audio, start=0, play=True)
    vlc_room.until(lambda: any(told.exact for told in vlc_room.ear.of(Duration, stamp)))
    length = vlc_room.ear.of(Duration, stamp)[-1].duration
    stamp = vlc_room.engine.seek(LONG)

    assert abs(length - LONG / 3) < 100
    vlc_room.until(lambda: vlc_room.ear.has(Ended, stamp))


def test_a_recording_cut_while_it_plays_is_told_honestly(vlc_room: VlcRoom, tmp_path: Path) -> None:
    audio = tmp_path / "talk.wav"
    audio.write_bytes(vlc_room.shelf("long.wav").read_bytes())
    stamp = vlc_room.engine.open(audio, start=0, play=True)
    vlc_room.until(lambda: len(vlc_room.ear.positions(stamp)) > 1)

    os.truncate(audio, 44 + 2 * 22050)

    assert "“talk.wav” breaks off at 00:0" in vlc_room.ear.complaint(10)
    assert "though it should last 01:30" in vlc_room.ear.complaint()


def test_a_recording_that_disappears_plays_on_and_is_missed_when_opened_again(
    vlc_room: VlcRoom, tmp_path: Path
) -> None:
    audio = tmp_path / "talk.opus"
    audio.write_bytes(vlc_room.shelf("long.opus").read_bytes())
    stamp = vlc_room.engine.open(audio, start=0, play=True)
    vlc_room.until(lambda: len(vlc_room.ear.positions(stamp)) > 1)

    audio.unlink()

    stamp = vlc_room.engine.seek(40_000)
    vlc_room.until(lambda: len(vlc_room.ear.positions(stamp)) > 1)
    assert not vlc_room.ear.has(Failed)
    vlc_room.engine.open(audio, start=0, play=True)
    assert "“talk.opus” is not in" in vlc_room.ear.complaint()


@pytest.mark.parametrize("ending", ["mp3", "opus", "wav"])
def test_a_recording_that_is_still_being_fetched_plays_on_into_what_came_since(
    vlc_room: VlcRoom, tmp_path: Path, ending: str
) -> None:
    whole = vlc_room.shelf(f"long.{ending}").read_bytes()
    audio = tmp_path / f"talk.{ending}"
    audio.write_bytes(whole[: len(whole) // 2])
    start = LONG // 2 - 3_000
    vlc_room.tap.arm()
    stamp = vlc_room.engine.open(audio, start=start, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))

    with audio.open("ab") as file:
        file.write(whole[len(whole) // 2 :])

    samples, _ = vlc_room.tap.wait(4_500, vlc_room.rate, timeout=10.0)
    for at in (500, 2_500, 3_200, 4_000):
        piece = samples[2 * at * vlc_room.rate // 1000 :][: vlc_room.rate]
        heard = locate(piece, vlc_room.rate, Known(babble(LONG / 1000)), start + at)
        assert heard is not None
        assert abs(heard.position - start - at) <= 5
    assert abs(vlc_room.ear.of(Duration, stamp)[-1].duration - LONG) <= 50


@pytest.mark.parametrize("ending", ["mp3", "opus"])
def test_a_recording_that_grows_long_before_its_end_is_told_to_be_longer(
    vlc_room: VlcRoom, tmp_path: Path, ending: str
) -> None:
    whole = vlc_room.shelf(f"long.{ending}").read_bytes()
    audio = tmp_path / f"talk.{ending}"
    audio.write_bytes(whole[: len(whole) // 2])
    stamp = vlc_room.engine.open(audio, start=0, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))

    with audio.open("ab") as file:
        file.write(whole[len(whole) // 2 :])

    vlc_room.until(
        lambda: abs(vlc_room.ear.of(Duration, stamp)[-1].duration - LONG) <= 50, timeout=10
    )


def test_a_recording_that_is_replaced_is_the_new_one_from_the_next_seek_on(
    vlc_room: VlcRoom, tmp_path: Path
) -> None:
    audio = tmp_path / "talk.mp3"
    audio.write_bytes(vlc_room.shelf("short.mp3").read_bytes())
    stamp = vlc_room.engine.open(audio, start=0, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))
    newer = tmp_path / "newer"
    newer.write_bytes(vlc_room.shelf("long.flac").read_bytes())
    newer.replace(audio)

    stamp = vlc_room.engine.seek(1_000)
    vlc_room.until(lambda: vlc_room.ear.of(Duration)[-1].duration == LONG)

    assert abs(vlc_room.heard_after(lambda: vlc_room.engine.seek(40_000), 40_000)) <= 5


def test_what_replaces_a_recording_and_is_none_is_left_alone(
    vlc_room: VlcRoom, tmp_path: Path
) -> None:
    audio = tmp_path / "talk.opus"
    audio.write_bytes(vlc_room.shelf("long.opus").read_bytes())
    stamp = vlc_room.engine.open(audio, start=0, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))
    page = tmp_path / "page"
    page.write_text("<!doctype html><html>Please log in</html>" * 99)
    page.replace(audio)

    assert abs(vlc_room.heard_after(lambda: vlc_room.engine.seek(40_000), 40_000)) <= 5
    assert not vlc_room.ear.has(Failed)


@pytest.mark.parametrize(
    "name", ["Ep: 1.opus", "http:x.opus", "50% & more #2?.opus", "日本 é.opus"]
)
def test_a_name_is_only_a_name(vlc_room: VlcRoom, tmp_path: Path, name: str) -> None:
    if os.name == "nt" and ":" in name:
        pytest.skip("no such names there")
    audio = tmp_path / name
    audio.write_bytes(vlc_room.shelf("short.opus").read_bytes())

    stamp = vlc_room.engine.open(audio, start=1_000, play=True)

    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))


def test_an_address_gives_no_options(vlc_room: VlcRoom, site: Site, tmp_path: Path) -> None:
    written = tmp_path / "written.ts"
    option = f" :sout=#file{{dst={written}}}"

    vlc_room.engine.open(f"{site.url}/talk.opus{option}", start=0, play=True)

    assert "(404)" in vlc_room.ear.complaint()
    stamp = vlc_room.engine.open(f"{site.url}/talk.opus#{option}", start=0, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))
    assert not written.exists()


@pytest.mark.parametrize("ending", ["opus", "m4a", "mp3", "vbr.mp3"])
def test_what_streams_is_heard_where_it_is_sought(
    vlc_room: VlcRoom, site: Site, ending: str
) -> None:
    stamp = vlc_room.engine.open(f"{site.url}/talk.{ending}", start=10_000, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp), timeout=10)

    off = vlc_room.heard_after(lambda: vlc_room.engine.seek(63_210), 63_210)

    assert -5 <= off <= 5
    assert all(agent.startswith("Earmark") for agent in site.agents)


def test_a_far_seek_does_not_fetch_all_that_lies_before(
    vlc_room: VlcRoom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_LARGEST", 0)  # or all of it would be here by then
    talk = site.pages["/talk.mp3"]
    frames = talk[talk.index(b"\xff\xf3", talk.index(b"Info")) :]  # without what tells the length
    site.pages["/hours.mp3"] = frames * 120
    stamp = vlc_room.engine.open(f"{site.url}/hours.mp3", start=0, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))
    asked = len(site.asked)

    stamp = vlc_room.engine.seek(9_000_000)

    vlc_room.until(lambda: vlc_room.ear.positions(stamp)[-1:] > [9_000_500])
    (begins,) = [wanted for _, wanted in site.asked[asked:]]
    assert begins is not None
    assert int(begins[6:-1]) > len(site.pages["/hours.mp3"]) * 0.8


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("ending", ["mp3", "vbr.mp3", "untagged.mp3"])
def test_while_it_plays_all_is_fetched_and_its_length_is_exact(
    vlc_room: VlcRoom, site: Site, ending: str, ranges: bool
) -> None:
    site.ranges = ranges
    stamp = vlc_room.engine.open(f"{site.url}/talk.{ending}", start=0, play=True)

    vlc_room.until(lambda: any(told.exact for told in vlc_room.ear.of(Duration, stamp)))
    assert abs(vlc_room.ear.of(Duration, stamp)[-1].duration - LONG) <= 50

    site.status = 404  # nobody is asked any more
    asked = len(site.asked)
    for place in (80_000, 20_000):
        early = 30 if ending == "untagged.mp3" else 5
        off = vlc_room.heard_after(lambda to=place: vlc_room.engine.seek(to), place)  # type: ignore[misc]
        assert -early <= off <= 5
    assert len(site.asked) == asked


def test_before_it_plays_no_more_is_fetched_than_it_takes(vlc_room: VlcRoom, site: Site) -> None:
    site.pages["/hour.mp3"] = site.pages["/talk.untagged.mp3"] * 120
    stamp = vlc_room.engine.open(f"{site.url}/hour.mp3", start=0, play=False)
    vlc_room.until(lambda: vlc_room.ear.has(Paused, stamp))
    vlc_room.engine.seek(5_000)
    vlc_room.ear.quiet(0.5)
    assert site.sent < len(site.pages["/hour.mp3"]) / 2

    vlc_room.engine.play()

    vlc_room.until(lambda: any(told.exact for told in vlc_room.ear.of(Duration)))
    assert site.sent > len(site.pages["/hour.mp3"])


@pytest.mark.parametrize("ending", ["mp3", "opus"])
def test_a_server_without_ranges_is_heard_too(vlc_room: VlcRoom, site: Site, ending: str) -> None:
    site.ranges = False
    stamp = vlc_room.engine.open(f"{site.url}/talk.{ending}", start=0, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))

    for place in (50_000, 5_000):
        stamp = vlc_room.engine.seek(place)
        vlc_room.until(lambda: len(vlc_room.ear.positions(stamp)) > 1, timeout=10)  # noqa: B023
        assert abs(vlc_room.ear.positions(stamp)[-1] - place) < 1_500
    assert not vlc_room.ear.has(Failed)


def test_a_server_that_breaks_off_is_told(vlc_room: VlcRoom, site: Site) -> None:
    site.gives = 60_000

    vlc_room.engine.open(f"{site.url}/talk.mp3", start=3_000, play=True)

    told = vlc_room.ear.complaint(15)
    assert "The sound broke off at 00:0" in told
    assert "Check the network connection" in told


def test_a_server_that_stalls_is_waited_for_and_nothing_is_left_out(
    vlc_room: VlcRoom, site: Site
) -> None:
    site.stalls = 200_000
    stamp = vlc_room.engine.open(f"{site.url}/talk.mp3", start=0, play=True)
    vlc_room.until(lambda: vlc_room.ear.has(Playing, stamp))
    stamp = vlc_room.engine.seek(24_000)
    vlc_room.until(lambda: vlc_room.ear.has(Opening, stamp), timeout=10)
    place = vlc_room.ear.positions(stamp)[-1]

    vlc_room.tap.arm()
    site.goes_on.set()

    vlc_room.until(lambda: vlc_room.ear.positions(stamp)[-1] > place + 1_500, timeout=10)
    assert not vlc_room.ear.has(Failed)
    heard = locate(
        vlc_room.tap.wait(500, vlc_room.rate)[0], vlc_room.rate, Known(babble(90)), place
    )
    assert heard is not None
    assert -5 <= heard.position - place <= 1_100  # told once a second


def test_a_server_that_stalls_for_good_is_told(vlc_room: VlcRoom, site: Site) -> None:
    site.stalls = 200_000

    vlc_room.engine.open(f"{site.url}/talk.mp3", start=20_000, play=True)

    told = vlc_room.ear.complaint(15)
    assert "The sound broke off at 00:2" in told
    assert "Check the network connection" in told


def test_a_server_that_never_answers_holds_up_nothing(vlc_room: VlcRoom) -> None:
    with never_answers() as url:
        begun = time.monotonic()
        vlc_room.engine.open(url, start=0, play=True)
        vlc_room.until(lambda: vlc_room.ear.has(Opening))
        vlc_room.open("short.opus")  # while the first one is still waited for
        assert time.monotonic() - begun < 0.9

        vlc_room.engine.open(url, start=0, play=True)
        assert "127.0.0.1 did not answer" in vlc_room.ear.complaint()
        assert time.monotonic() - begun < 4.0


def test_a_server_that_is_not_there_is_told(vlc_room: VlcRoom) -> None:
    assert "127.0.0.1 did not answer" in complaint_about(vlc_room, nobody_there())


def test_a_recording_that_is_gone_from_its_server_is_told(vlc_room: VlcRoom, site: Site) -> None:
    assert "has nothing at this address" in complaint_about(vlc_room, f"{site.url}/lost.mp3")


def test_a_page_in_place_of_a_recording_is_told(vlc_room: VlcRoom, site: Site) -> None:
    site.pages["/talk.mp3"] = b"<!doctype html><html><body>Please log in</body></html>"

    assert "is a web page" in complaint_about(vlc_room, f"{site.url}/talk.mp3")


@pytest.mark.parametrize("place", ["file:///etc/hostname", "screen://", "talk.mp3"])
def test_libvlc_is_given_no_other_address(vlc_room: VlcRoom, place: str) -> None:
    assert "http(s) only" in complaint_about(vlc_room, place)


@pytest.mark.expects_log
def test_a_listener_that_fails_does_not_take_the_sound_with_it(vlc_room: VlcRoom) -> None:
    def fails(event: object) -> None:
        raise ValueError(event)

    vlc_room.engine.listen(fails)

    stamp = vlc_room.open("short.opus")

    vlc_room.until(lambda: len(vlc_room.ear.of(Position, stamp)) > 1)
