"""THE tables of formats: what Earmark reads and what it writes.

How to add a format:

1. Write `formats/GROUP/NAME.py` with what its shape asks for (see `Reader`), with `write` where
   others read it, or with both. Mistakes become problems with line and column; FormatError is for
   what is not this format at all. A format that audio carries goes into `formats/audio/`.
2. Add a line to `READERS`, one to `WRITERS` or `AUDIO_WRITERS`, or both. Among readers of one
   shape, those stand first that look closest: the first whose `sniff` says yes reads the file.
   Names come second.
3. Test it in `tests/formats/GROUP/test_NAME.py`, with a file that another program made; reading
   back what is written, and rubbish, are tested for all that the tables hold.
4. Name it in CHANGELOG.md. The README, `earmark formats` and the dialogs are made from the tables.

Modules are loaded when a file may be theirs: all of them together would take longer than a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, TypeAlias

Shape: TypeAlias = Literal["text", "json", "xml"]
Part: TypeAlias = Literal["chapters", "transcript", "snips", "episode"]


@dataclass(frozen=True, slots=True)
class Reader:
    """One format that is read.

    `id` is its name in commands, `name` what people call it. `module` is that below
    `player.formats`; by its `shape` it has

    - text: `sniff(text: str) -> bool` and `read(text: str, name: str) -> Episode`;
    - json: `sniff(value: object) -> bool` and `read(document: JsonDocument) -> Episode`;
    - xml: `sniff(root: Element) -> bool` and `read(document: XmlDocument) -> Episode`.

    `sniff` tells for certain, never by the name; `read` raises FormatError where it is another
    format. `suffixes` are those of its files, in small letters, with the dot; `gives` is what such
    a file holds.
    """

    id: str
    name: str
    module: str
    shape: Shape
    suffixes: tuple[str, ...]
    gives: tuple[Part, ...]

    def load(self) -> Any:
        """The module that reads it."""
        return import_module(f"player.formats.{self.module}")


@dataclass(frozen=True, slots=True)
class Writer:
    """One text format that is written.

    `module` has `write(episode: Episode) -> str`, or what `function` names instead. `part` is what
    of an episode comes out. `grain` is the smallest step of its times in ms, 0 for none. `keeps`
    are the fields of a chapter, line or snip that it carries besides start and title or text;
    `image` is a picture by its address, `picture` one by its bytes.
    """

    id: str
    name: str
    module: str
    suffixes: tuple[str, ...]
    part: Part
    keeps: tuple[str, ...] = ()
    grain: float = 1
    function: str = "write"

    def load(self) -> Any:
        """The function that writes it."""
        return getattr(import_module(f"player.formats.{self.module}"), self.function)


@dataclass(frozen=True, slots=True)
class AudioWriter:
    """One kind of audio file that chapters are written into.

    `module` has `write(source: BinaryIO, target: BinaryIO, chapters: Sequence[Chapter], progress:
    Callable[[float], None]) -> None`: it makes `target`, an empty file open for reading and
    writing, a copy of `source` with exactly `chapters`; sound and all other tags stay as they are.
    Both are real files. It calls `progress` with the share done, 0 to 1, at least every 10 MB;
    what that raises goes through. It raises FormatError where this file cannot take chapters.
    `containers` are the names that `engine.media` tells files by. The rest is as in `Writer`.
    """

    id: str
    name: str
    module: str
    containers: tuple[str, ...]
    suffixes: tuple[str, ...]
    keeps: tuple[str, ...] = ()
    grain: float = 1

    def load(self) -> Any:
        """The function that writes into it."""
        return import_module(f"player.formats.{self.module}").write


# fmt: off
READERS: tuple[Reader, ...] = (
    # text
    Reader("episode", "Earmark episode file", "episode_yaml", "text", (".yaml", ".yml"),
           ("episode",)),
    Reader("ffmetadata", "FFmpeg metadata", "chapters.ffmetadata", "text",
           (".ffmetadata", ".ffmeta"), ("chapters",)),
    Reader("cue", "CUE sheet", "chapters.cue", "text", (".cue",), ("chapters",)),
    Reader("ogm", "OGM chapter text", "chapters.ogm", "text", (".ogm.txt",), ("chapters",)),
    Reader("mp4chaps", "mp4chaps chapter text", "chapters.mp4chaps", "text", (".chapters.txt",),
           ("chapters",)),
    Reader("audacity", "Audacity labels", "chapters.audacity", "text", (".labels.txt",),
           ("chapters",)),
    Reader("table-transcript", "Transcript in a table (Whisper TSV, CSV)", "transcripts.table",
           "text", (), ("transcript",)),
    Reader("csv", "Snips in a table (CSV)", "snips.csv_table", "text", (".csv",), ("snips",)),
    Reader("csv", "Chapters in CSV", "chapters.table", "text", (".csv", ".tsv"), ("chapters",)),
    Reader("vtt-chapters", "WebVTT chapters", "chapters.vtt", "text", (".chapters.vtt",),
           ("chapters",)),
    Reader("vtt", "WebVTT transcript", "transcripts.vtt", "text", (".vtt",), ("transcript",)),
    Reader("srt", "SRT transcript", "transcripts.srt", "text", (".srt",), ("transcript",)),
    Reader("readwise", "Readwise highlights (CSV)", "snips.readwise", "text", (".csv",),
           ("snips", "transcript")),
    Reader("vlc-m3u", "VLC bookmarks (M3U)", "snips.vlc_m3u", "text", (".m3u", ".m3u8"),
           ("snips",)),
    Reader("lrc", "LRC lyrics", "transcripts.lrc", "text", (".lrc",), ("transcript",)),
    Reader("html", "HTML transcript", "transcripts.web_page", "text", (".html", ".htm"),
           ("transcript",)),
    Reader("sbv", "YouTube captions", "transcripts.sbv", "text", (".sbv",), ("transcript",)),
    Reader("markdown", "Markdown transcript", "transcripts.markdown", "text", (),
           ("transcript",)),
    Reader("timed-text", "Text with times and speakers", "transcripts.timed_text", "text", (),
           ("transcript",)),
    Reader("plain-transcript", "Plain transcript", "transcripts.plain", "text",
           (".transcript.txt",), ("transcript",)),
    Reader("notes", "Notes with times", "show_notes", "text", (".txt", ".md", ".markdown"),
           ("episode",)),
    # behind the notes, which have the same suffixes and are told by nothing else
    Reader("readwise-markdown", "Readwise highlights of podcasts (Markdown)",
           "snips.readwise_page", "text", (), ("snips", "transcript")),
    Reader("snipd", "Snips in Markdown (Snipd, Earmark)", "snips.snipd", "text",
           (".md", ".markdown"), ("snips", "transcript")),
    # json
    Reader("podcasting-json", "Podcasting 2.0 chapters", "chapters.podcasting_json", "json",
           (".json",), ("chapters",)),
    Reader("podlove-json", "Podlove player configuration", "chapters.podlove_json", "json",
           (".json",), ("chapters", "transcript")),
    Reader("audible", "Audible chapters", "chapters.audible", "json", (".json",), ("chapters",)),
    Reader("podcasting-json-transcript", "Podcasting 2.0 transcript",
           "transcripts.podcasting_json", "json", (".json",), ("transcript",)),
    Reader("podlove-transcript", "Podlove transcript", "transcripts.podlove", "json", (".json",),
           ("transcript",)),
    Reader("whisper", "Whisper JSON", "transcripts.whisper", "json", (".json",), ("transcript",)),
    Reader("whisper-cpp", "whisper.cpp JSON", "transcripts.whisper_cpp", "json", (".json",),
           ("transcript",)),
    Reader("deepgram", "Deepgram JSON", "transcripts.deepgram", "json", (".json",),
           ("transcript",)),
    Reader("assemblyai", "AssemblyAI JSON", "transcripts.assemblyai", "json", (".json",),
           ("transcript", "chapters")),
    Reader("elevenlabs", "ElevenLabs JSON", "transcripts.elevenlabs", "json", (".json",),
           ("transcript",)),
    Reader("aws", "Amazon Transcribe JSON", "transcripts.aws", "json", (".json",),
           ("transcript",)),
    Reader("google", "Google Speech-to-Text JSON", "transcripts.google", "json", (".json",),
           ("transcript",)),
    Reader("speechmatics", "Speechmatics JSON", "transcripts.speechmatics", "json", (".json",),
           ("transcript",)),
    Reader("revai", "Rev JSON", "transcripts.revai", "json", (".json",), ("transcript",)),
    Reader("youtube-json", "YouTube captions (JSON)", "transcripts.youtube_json", "json",
           (".json", ".json3"), ("transcript",)),
    Reader("audiobookshelf", "Audiobookshelf bookmarks", "snips.audiobookshelf", "json",
           (".json",), ("snips",)),
    Reader("program-json", "Chapters of ffprobe, yt-dlp, Audiobookshelf", "chapters.program_json",
           "json", (".json",), ("chapters",)),
    # xml
    Reader("podlove-xml", "Podlove Simple Chapters", "chapters.podlove_xml", "xml",
           (".psc", ".xml"), ("chapters",)),
    Reader("matroska-xml", "Matroska chapters", "chapters.matroska_xml", "xml", (".xml",),
           ("chapters",)),
    Reader("hindenburg", "Hindenburg project", "chapters.hindenburg", "xml", (".nhsx", ".xml"),
           ("chapters",)),
    Reader("rss", "Podcast feed (RSS, Atom)", "feeds.rss", "xml", (".rss", ".atom", ".xml"),
           ("episode",)),
    Reader("vlc-xspf", "VLC bookmarks (XSPF)", "snips.vlc_xspf", "xml", (".xspf",), ("snips",)),
    Reader("opml", "List of feeds (OPML)", "feeds.opml", "xml", (".opml",), ("episode",)),
    Reader("youtube-xml", "YouTube captions (XML)", "transcripts.youtube_xml", "xml",
           (".srv1", ".srv3"), ("transcript",)),
    Reader("ttml", "TTML transcript", "transcripts.ttml", "xml", (".ttml", ".dfxp"),
           ("transcript",)),
)

WRITERS: tuple[Writer, ...] = (
    # chapters
    Writer("podcasting-json", "Podcasting 2.0 chapters", "chapters.podcasting_json",
           (".chapters.json", ".json"), "chapters", ("end", "url", "image", "toc")),
    Writer("podlove-xml", "Podlove Simple Chapters", "chapters.podlove_xml", (".psc", ".xml"),
           "chapters", ("url", "image")),
    Writer("vtt-chapters", "WebVTT chapters", "chapters.vtt", (".chapters.vtt", ".vtt"), "chapters",
           ("end",)),
    Writer("ffmetadata", "FFmpeg metadata", "chapters.ffmetadata", (".ffmetadata", ".ffmeta"),
           "chapters", ("end",)),
    Writer("cue", "CUE sheet", "chapters.cue", (".cue",), "chapters", (), 1000 / 75),
    Writer("mp4chaps", "mp4chaps chapter text", "chapters.mp4chaps", (".chapters.txt",),
           "chapters"),
    Writer("ogm", "OGM chapter text", "chapters.ogm", (".ogm.txt",), "chapters"),
    Writer("audacity", "Audacity labels", "chapters.audacity", (".labels.txt",), "chapters",
           ("end",)),
    Writer("csv", "Chapters in CSV", "chapters.table", (".csv",), "chapters",
           ("end", "url", "image", "toc")),
    Writer("matroska-xml", "Matroska chapters", "chapters.matroska_xml", (".matroska.xml",),
           "chapters", ("end", "toc")),
    Writer("youtube", "YouTube description", "chapters.prose", (".youtube.txt", ".txt"), "chapters",
           (), 1000, "write_youtube"),
    Writer("markdown", "Markdown list of chapters", "chapters.prose", (".chapters.md", ".md"),
           "chapters", ("url",), 1000, "write_markdown"),
    # transcripts
    Writer("vtt", "WebVTT transcript", "transcripts.vtt", (".vtt",), "transcript",
           ("end", "speaker", "words")),
    Writer("srt", "SRT transcript", "transcripts.srt", (".srt",), "transcript",
           ("end", "speaker")),
    Writer("podcasting-json-transcript", "Podcasting 2.0 transcript",
           "transcripts.podcasting_json", (".json",), "transcript", ("end", "speaker")),
    Writer("text", "Text", "transcripts.plain", (".txt",), "transcript", ("speaker", "untimed"), 0),
    Writer("markdown", "Markdown", "transcripts.markdown", (".md",), "transcript",
           ("speaker", "untimed"), 1000),
    Writer("lrc", "LRC lyrics", "transcripts.lrc", (".lrc",), "transcript", ("words",), 10),
    # snips
    Writer("markdown", "Markdown", "snips.markdown", (".md",), "snips",
           ("kind", "end", "chapter", "points", "quote", "speaker", "note", "tags", "favorite",
            "id", "created")),
    Writer("csv", "Table for spreadsheets (CSV)", "snips.csv_table", (".csv",), "snips",
           ("kind", "end", "chapter", "points", "quote", "speaker", "note", "tags", "favorite",
            "id", "created")),
    Writer("readwise", "Readwise (CSV to import)", "snips.readwise", (".csv",), "snips",
           ("points", "quote", "speaker", "note", "created"), 1000),
    Writer("soundbites", "Soundbites for a feed", "feeds.soundbites", (".xml",), "snips",
           ("end",)),
    # episodes
    Writer("episode", "Earmark episode file", "episode_write", (".episode.yaml", ".yaml"),
           "episode", ("end", "url", "image", "toc", "speaker", "kind", "points", "quote", "note",
                       "tags", "favorite", "id", "created", "chapter", "untimed")),
)

AUDIO_WRITERS: tuple[AudioWriter, ...] = (
    # tags and chunks
    AudioWriter("mp3", "MP3 and AAC, with an ID3 tag", "audio.mp3", ("mp3", "aac"),
                (".mp3", ".aac"), ("end", "url", "image", "picture", "toc")),
    AudioWriter("ogg", "Ogg Vorbis, Opus and Ogg FLAC", "audio.ogg", ("ogg",),
                (".ogg", ".oga", ".opus"), ("url",)),
    AudioWriter("flac", "FLAC", "audio.flac", ("flac",), (".flac",), ("url",)),
    AudioWriter("wav", "WAV, with cue points", "audio.riff", ("wav",), (".wav",), ("end",)),
    AudioWriter("aiff", "AIFF, with markers", "audio.aiff", ("aiff",), (".aif", ".aiff", ".aifc"),
                ("end", "url", "image", "picture", "toc")),
    # containers
    AudioWriter("mp4", "MP4, M4A and M4B", "audio.mp4_write", ("mp4",),
                (".m4a", ".m4b", ".mp4", ".m4v", ".mov"), ("url", "picture")),
    AudioWriter("matroska", "Matroska and WebM", "audio.matroska_write", ("matroska",),
                (".mka", ".mkv", ".webm"), ("end", "toc")),
)
# fmt: on


def writer(name: str, part: Part) -> Writer:
    """The writer of `part` whose id is `name`. Raises StopIteration where there is none."""
    return next(each for each in WRITERS if (each.id, each.part) == (name, part))
