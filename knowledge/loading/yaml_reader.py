"""YAML text to data as written.

The text is read as libyaml's events and built without recursion, so that deep nesting, exploding aliases and huge
files end in a problem and never in a hang. Tags are refused: nothing in a base needs one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import yaml

from knowledge.loading.syntax import broken_off
from knowledge.loading.yaml_tree import YamlFile, YamlList, YamlMapping, YamlPlace
from knowledge.problem import Location, Problem, Severity

_MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 40
_MAX_VALUES = 4_000_000  # scalars and collections in one file, aliases counted each time they are used

_Parser = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_PLAIN_TAGS = frozenset({None, "!"})


def read_source(file: str, raw: bytes) -> YamlFile:
    """Return the data of one YAML file; a file that cannot be read whole has no data and at least one problem."""
    empty = YamlMapping(YamlPlace(1, 1))
    if len(raw) > _MAX_BYTES:
        found = f"the file has {len(raw)} bytes, more than {_MAX_BYTES}"
        return YamlFile(file, empty, (_fault(file, YamlPlace(1, 1), found, "split it into several files", "size"),))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        found = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        return YamlFile(
            file, empty, (_fault(file, YamlPlace(line, column), found, "save the file as UTF-8", "encoding"),)
        )
    builder = _Builder(file)
    try:
        data = builder.build(text)
    except yaml.YAMLError as error:
        return YamlFile(file, empty, (*builder.problems, broken_off(file, text, error)))
    except _Stop:
        return YamlFile(file, empty, tuple(builder.problems))
    return YamlFile(file, data, tuple(builder.problems), raw)


class _Stop(Exception):
    """The file cannot be read on; the problem is already noted."""


_START = YamlPlace(1, 1)


@dataclass(slots=True)
class _Frame:
    """An open collection; a mapping remembers the key that waits for its value."""

    value: YamlMapping | YamlList
    anchor: str | None
    key: str | None = None
    key_place: YamlPlace = _START
    skip: bool = False  # the waiting key was a duplicate: its value is read and dropped
    size: int = 1  # values in it so far, aliases counted in full
    height: int = 1  # levels of collections in it, itself included
    is_flow: bool = False  # whether it stands in brackets


@dataclass(slots=True)
class _Builder:
    file: str
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int, int]] = field(default_factory=dict)  # value, size, height
    values: int = 0
    root: Any = None
    lines: list[str] = field(default_factory=list)

    def build(self, text: str) -> YamlMapping:
        documents = 0
        self.lines = text.split("\n")
        for event in yaml.parse(text, Loader=_Parser):
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self.stop(_place(event), "a second document begins here", "keep one document a file", "syntax")
                case yaml.AliasEvent():
                    self.add(*self.alias(event), place=_place(event))
                case yaml.ScalarEvent():
                    self.check_tag(event)
                    self.count(1, _place(event))
                    self.check_whole(event)
                    value = self.written(text, event)
                    if event.anchor:
                        self.anchors[event.anchor] = (value, 1, 0)
                    self.add(value, 1, 0, place=_place(event))
                case yaml.MappingStartEvent():
                    self.open(event, YamlMapping(_place(event)))
                case yaml.SequenceStartEvent():
                    self.open(event, YamlList(_place(event)))
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self.close()
        if self.root is None or self.root == "":
            return YamlMapping(YamlPlace(1, 1))
        if not isinstance(self.root, YamlMapping):
            self.stop(YamlPlace(1, 1), "the file is not a mapping", "begin it with a key such as `policies:`", "syntax")
        result: YamlMapping = self.root
        return result

    def written(self, text: str, event: Any) -> str:
        """Return a text as it was meant: what YAML makes of a sign that is not quoted is told, and goes no further."""
        if event.style == ">" and (bound := _bound(text, event)):
            self.note(_place(event), f"{bound} is not quoted", f'write it in quotes: "{bound}"', "syntax")
            return bound
        waiting = self.stack[-1] if self.stack else None
        if event.style or event.value or waiting is None or waiting.key is None:
            return str(event.value)
        line = self.lines[event.start_mark.line] if event.start_mark.line < len(self.lines) else ""
        rest = line[event.start_mark.column :].strip()
        if rest.startswith("#") and waiting.key_place.line == event.start_mark.line + 1:
            place = YamlPlace(event.start_mark.line + 1, line.index("#", event.start_mark.column) + 1)
            self.note(place, "a text cannot begin with #", 'put the whole text in quotes: "#…"', "syntax")
            return rest
        if waiting.is_flow and not waiting.key.isascii() and not waiting.skip:
            found = "the text before ends at this comma, since it stands without quotes in brackets"
            place = YamlPlace(waiting.key_place.line, max(1, waiting.key_place.column - 2))
            self.note(place, found, "put the whole text in quotes, or write ， in it", "syntax")
            waiting.skip = True
        return ""

    def check_whole(self, event: Any) -> None:
        """Warn of a text that agents send and that a ` #` cuts; elsewhere it is a comment as any other."""
        end = event.end_mark
        if (
            not event.style
            and end.line < len(self.lines)
            and self.lines[end.line][end.column :].lstrip().startswith("#")
        ):
            below = [frame.key for frame in self.stack]
            if "say" in below or "asks" in below:
                found = "the text ends before ` #`, and what follows is a comment"
                mend = "quote the text where # belongs to it, else put the comment on a line of its own"
                self.problems.append(
                    replace(_fault(self.file, _place(event), found, mend, "cut"), severity=Severity.WARNING)
                )

    def open(self, event: Any, value: YamlMapping | YamlList) -> None:
        self.check_tag(event)
        self.count(1, value.place)
        if len(self.stack) >= MAX_DEPTH:
            self.stop(value.place, f"nested deeper than {MAX_DEPTH} levels", "flatten it", "depth")
        self.stack.append(_Frame(value, event.anchor, is_flow=bool(event.flow_style)))

    def close(self) -> None:
        frame = self.stack.pop()
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.value, frame.size, frame.height)
        self.add(frame.value, frame.size, frame.height, place=frame.value.place)

    def add(self, value: Any, size: int, height: int, *, place: YamlPlace) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.value, YamlList):
            frame.value.append(value)
            frame.value.places.append(place)
        elif frame.key is None:
            self.take_key(frame, value, place)
        else:
            if not frame.skip:
                frame.value[frame.key] = value
                frame.value.places[frame.key] = frame.key_place
            frame.key, frame.skip = None, False

    def take_key(self, frame: _Frame, value: Any, place: YamlPlace) -> None:
        if not isinstance(value, str):
            self.stop(place, "a key is not a plain word", "write the key as text", "syntax")
        frame.key, frame.key_place = value, place
        key, colon, _ = value.partition("：")
        if colon and _WORD.fullmatch(key):
            frame.skip = True
            found = f"a full-width colon stands after {key!r}"
            self.note(place, found, f"write `{key}: `, with the colon of English", "syntax")
        if isinstance(frame.value, YamlMapping) and value in frame.value.places:
            frame.skip = True
            first = frame.value.places[value].line
            self.note(
                place, f"the key {value!r} stands twice, first on line {first}", "keep one of them", "duplicate-key"
            )

    def alias(self, event: Any) -> tuple[Any, int, int]:
        if event.anchor not in self.anchors:
            self.stop(_place(event), f"*{event.anchor} names no finished anchor", "write the value out", "anchor")
        value, size, height = self.anchors[event.anchor]
        self.count(size, _place(event))
        if len(self.stack) + height > MAX_DEPTH:
            self.stop(_place(event), f"nested deeper than {MAX_DEPTH} levels through aliases", "flatten it", "depth")
        return value, size, height

    def count(self, more: int, place: YamlPlace) -> None:
        self.values += more
        if self.values > _MAX_VALUES:
            self.stop(
                place, f"the file expands to more than {_MAX_VALUES} values", "split it, or write aliases out", "size"
            )

    def check_tag(self, event: Any) -> None:
        if event.tag not in _PLAIN_TAGS:
            self.note(
                _place(event),
                f"the tag {event.tag} is not allowed",
                "remove the tag: plain text is typed by its key",
                "tag",
            )

    def note(self, place: YamlPlace, found: str, mend: str, code: str) -> None:
        self.problems.append(_fault(self.file, place, found, mend, code))

    def stop(self, place: YamlPlace, found: str, mend: str, code: str) -> NoReturn:
        self.note(place, found, mend, code)
        raise _Stop


def _place(event: Any) -> YamlPlace:
    return YamlPlace(event.start_mark.line + 1, event.start_mark.column + 1)


def _fault(file: str, place: YamlPlace, found: str, mend: str, code: str) -> Problem:
    return Problem(Location(file, place.line, place.column), "", "", code, found, mend)


def _bound(text: str, event: Any) -> str:
    """Return what was written where a folded text begins in place of a bound, `>7`; empty where it is a text."""
    line: str = text[event.start_mark.index :].split("\n", 1)[0].strip()
    return line if re.match(r">\s*-?\d", line) else ""
