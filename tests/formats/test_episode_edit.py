"""The program changes one value in a file that somebody wrote by hand, and nothing else in it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from player.domain.errors import FormatError
from player.formats.episode_edit import set_key, set_key_in
from player.formats.yaml_nodes import Mapping, Scalar, Sequence, load

FILE = """\
# My notes on the talk
earmark: 1
title:   'A talk'   # as announced

show: MLOps
audio: talk.opus  # from the feed
chapters: # mine
  - "[00:00] Coffee"   # comment
  - {start: 21, title: Takeaways}
# the end
unknown: [a,  b]
notes: |
  one

  two
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("audio: talk.opus  # from the feed\n", 'audio: "new"  # from the feed\n'),
        ("audio: 'talk.opus'\n", 'audio: "new"\n'),
        ('audio:   "talk.opus"  \n', 'audio:   "new"  \n'),
        ("audio:\n", 'audio: "new"\n'),
        ("audio: # none yet\n", 'audio: "new" # none yet\n'),
        ("audio: ~\n", 'audio: "new"\n'),
        ("audio: [a, b]  # two\n", 'audio: "new"  # two\n'),
        ("audio: [a,\n  b]\n", 'audio: "new"\n'),
        ("audio:\n  - a\n  - b # c\n# here\n", 'audio: "new"\n# here\n'),
        ("audio: # why\n# inside\n- a\n-\n", 'audio: "new" # why\n# inside\n'),
        ("audio: {a: b}\n", 'audio: "new"\n'),
        ("audio:\n  a: b\n  c: [d, e]\n", 'audio: "new"\n'),
        ("audio: |\n  a\n  b\n\n", 'audio: "new"\n\n'),
        ("audio: >-\n  a\n", 'audio: "new"\n'),
        ("audio: a\n  b\n", 'audio: "new"\n'),
        ("audio:\n  a b\n", 'audio:\n  "new"\n'),
        ("audio: !!str a\n", 'audio: "new"\n'),
        ("audio: &x\n  - a\n", 'audio: "new"\n'),
        ("? audio\n: a\n", '? audio\n: "new"\n'),
        ('"audio": a\n', '"audio": "new"\n'),
        ("other: &x [a]\naudio: *x\n", 'other: &x [a]\naudio: "new"\n'),
        ("audio: a\naudio: b\n", 'audio: "new"\naudio: b\n'),
    ],
)
def test_whatever_form_a_value_has_only_it_is_replaced(line: str, expected: str) -> None:
    before, after = "# top\ntitle: X  # t\n", "show: Y\n\n# bottom\n"
    edited = set_key(before + line + after, "audio", "new")
    assert edited == before + expected + after


def test_a_missing_key_gets_its_usual_place() -> None:
    assert set_key(FILE, "cover", "a.png") == FILE.replace(
        "  # from the feed\n", '  # from the feed\ncover: "a.png"\n'
    )
    assert set_key(FILE, "offset", "-1.5") == FILE + 'offset: "-1.5"\n'
    edited = set_key("title: X\nnotes: n\nchapters:\n - 00:00 A\n", "cover", "a.png")
    assert edited == 'title: X\ncover: "a.png"\nnotes: n\nchapters:\n - 00:00 A\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: X", 'title: X\naudio: "n"\n'),
        ("title: X # y", 'title: X # y\naudio: "n"\n'),
        ("chapters: []\n", 'audio: "n"\nchapters: []\n'),
        ("---\nsnips: []\n", '---\naudio: "n"\nsnips: []\n'),
        ("{title: X}\n", '{audio: "n", title: X}\n'),
        (
            "title: X\r\nshow: Y\r\nnotes: z\r\n",
            'title: X\r\nshow: Y\r\naudio: "n"\r\nnotes: z\r\n',
        ),
        ("title: |+\n  X\n\nnotes: z\n", 'audio: "n"\ntitle: |+\n  X\n\nnotes: z\n'),
        ("  title: X\n  notes: z\n", '  title: X\n  audio: "n"\n  notes: z\n'),
        ("\ufefftitle: X\n", '\ufefftitle: X\naudio: "n"\n'),
    ],
)
def test_a_missing_key_is_put_where_it_changes_nothing(text: str, expected: str) -> None:
    assert set_key(text, "audio", "n") == expected


@pytest.mark.parametrize(
    "text", ["", "- a\n", "words\n", "# only a comment\n", "a: [\n", "{}\n", "a: 1\n---\nb: 2\n"]
)
def test_what_is_no_episode_file_is_not_touched(text: str) -> None:
    with pytest.raises(FormatError):
        set_key(text, "audio", "n")


def test_a_value_that_others_refer_to_is_not_touched() -> None:
    with pytest.raises(FormatError, match="Change it in a text editor"):
        set_key("audio: &a x\nguid: *a\n", "audio", "n")


def test_a_value_that_no_file_can_hold_is_refused() -> None:
    with pytest.raises(FormatError):
        set_key("title: X\n", "audio", "\ud800")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_files_own_encoding_stays(codec: str) -> None:
    before = "title: ß\r\naudio: a\r\n"
    edited = set_key_in(before.encode(codec), "x.yaml", "audio", "爱.opus")
    assert edited == before.replace("a\r\n", '"爱.opus"\r\n').encode(codec)


LINES_OF = {"notes": 4, "chapters": 3}
KEY = st.sampled_from(["audio", "offset", "title", "show", "notes", "unknown", "chapters", "own"])
VALUE = st.text(
    st.one_of(
        st.sampled_from("\"'\\:#-[]{}&*!|>%@`, \n\t\r\x85\u2028\ufeff\x00\x7f"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


def values(text: str) -> dict[str, object]:
    def plain(node: object) -> object:
        if isinstance(node, Scalar):
            return node.text
        if isinstance(node, Sequence):
            return [plain(item) for item in node.items]
        assert isinstance(node, Mapping)
        return {plain(key): plain(value) for key, value in node.items}

    root, _ = load(text, "x")
    result = plain(root)
    assert isinstance(result, dict)
    return result


@given(KEY, VALUE, st.sampled_from(["\n", "\r\n"]))
@example("audio", "", "\n")
@example("audio", "\x85\u2028\ufeff\uffff\U0001f600", "\r\n")
def test_reading_it_back_gives_the_value_and_everything_else_as_before(
    key: str, value: str, end: str
) -> None:
    before = FILE.replace("\n", end)
    size = LINES_OF.get(key, 1)
    after = set_key(before, key, value)
    old, new = values(before), values(after)
    assert new.pop(key) == value
    old.pop(key, None)
    assert new == old
    kept = before.splitlines(keepends=True)
    added = [line for line in after.splitlines(keepends=True) if line not in kept]
    assert len(added) == 1
    assert added[0].lstrip().startswith(f"{key}:")
    assert added[0].endswith(end)
    rest = [line for line in after.splitlines(keepends=True) if line != added[0]]
    first = next((i for i, line in enumerate(kept) if line.startswith(f"{key}:")), None)
    assert rest == (kept if first is None else kept[:first] + kept[first + size :])
