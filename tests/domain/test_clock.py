"""The shown position: interpolated, never going back between seeks, never past the end."""

from hypothesis import given
from hypothesis import strategies as st

from player.domain.clock import Clock


class Time:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def playing_at(position: int) -> tuple[Clock, Time]:
    time = Time()
    clock = Clock(time)
    clock.jump(position)
    clock.run(True)
    return clock, time


def test_between_reports_it_goes_on_by_itself() -> None:
    clock, time = playing_at(10_000)
    time.now += 0.25
    assert clock.position == 10_250


def test_at_double_rate_it_goes_twice_as_fast_from_the_change_on() -> None:
    clock, time = playing_at(0)
    time.now += 1
    clock.set_rate(2.0)
    time.now += 1
    assert clock.position == 3_000


def test_it_holds_while_paused() -> None:
    clock, time = playing_at(0)
    time.now += 1
    clock.run(False)
    time.now += 60
    assert clock.position == 1_000
    clock.run(True)
    time.now += 1
    assert clock.position == 2_000


def test_a_late_report_holds_it_until_the_sound_has_caught_up() -> None:
    clock, time = playing_at(0)
    time.now += 1
    assert clock.position == 1_000
    clock.report(750)
    assert clock.position == 1_000
    time.now += 0.25
    assert clock.position == 1_000
    time.now += 0.25
    assert clock.position == 1_250


def test_after_the_machine_slept_it_is_at_once_where_the_sound_is() -> None:
    clock, time = playing_at(0)
    time.now += 600
    assert clock.position == 600_000
    clock.report(1_000)
    assert clock.position == 1_000
    time.now += 1
    assert clock.position == 2_000


def test_a_seek_may_go_back_and_is_right_at_once() -> None:
    clock, time = playing_at(50_000)
    time.now += 1
    clock.jump(20_000)
    assert clock.position == 20_000
    clock.run(False)
    clock.jump(5_000)
    time.now += 5
    assert clock.position == 5_000


def test_a_report_while_paused_is_taken_as_it_is() -> None:
    clock, _ = playing_at(50_000)
    clock.run(False)
    clock.report(40_000)
    assert clock.position == 40_000


def test_it_never_passes_the_end() -> None:
    clock, time = playing_at(9_000)
    clock.duration = 10_000
    time.now += 60
    assert clock.position == 10_000


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["wait", "report", "rate", "pause", "play"]), st.integers(0, 3_000)
        ),
        max_size=40,
    )
)
def test_between_seeks_it_never_goes_back_whatever_happens(steps: list[tuple[str, int]]) -> None:
    clock, time = playing_at(1_000)
    clock.duration = 60_000
    shown = clock.position
    for step, value in steps:
        match step:
            case "wait":
                time.now += value / 1000
            case "report":
                if clock.running:
                    slept = shown - value > 500 * clock.rate
                    clock.report(value)
                    shown = 0 if slept else shown
            case "rate":
                clock.set_rate(0.5 + value / 1200)
            case "pause":
                clock.run(False)
            case "play":
                clock.run(True)
        assert shown <= clock.position <= 60_000
        shown = clock.position
