"""Rates that can be listened to, and a history of jumps like a browser's."""

from player.domain.playback import JUMPS_KEPT, Jumps, clamp_rate


def test_rates_stay_between_half_and_triple() -> None:
    assert [clamp_rate(rate) for rate in (0.1, 0.5, 1.2000001, 3.0, 9)] == [0.5, 0.5, 1.2, 3, 3]


def test_back_goes_to_where_each_jump_left_from_and_forward_undoes_it() -> None:
    jumps = Jumps()
    jumps.record(1_000)
    jumps.record(50_000)
    assert jumps.back(90_000) == 50_000
    assert jumps.back(50_000) == 1_000
    assert jumps.back(1_000) is None
    assert jumps.forward(1_000) == 50_000
    assert jumps.forward(50_000) == 90_000
    assert not jumps.can_go_forward
    assert jumps.can_go_back


def test_a_new_jump_forgets_what_was_ahead() -> None:
    jumps = Jumps()
    jumps.record(1_000)
    jumps.back(2_000)
    jumps.record(3_000)
    assert not jumps.can_go_forward


def test_the_history_is_bounded_and_keeps_the_newest() -> None:
    jumps = Jumps()
    for position in range(JUMPS_KEPT + 5):
        jumps.record(position)
    count, here = 0, -1
    while (place := jumps.back(here)) is not None:
        count, here = count + 1, place
    assert (count, here) == (JUMPS_KEPT, 5)
