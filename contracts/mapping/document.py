"""A mapping's YAML, read as untrusted input: plain values only, each with the line that it stands on.

No tags, no anchors, no key twice; bytes, depth and the count of values are bounded before anything is made of them, so that a document
is refused in seconds or read in seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import yaml

from contracts.errors import InputError

MOST_BYTES = 200_000
"""Bytes that a mapping may have."""

_DEEPEST = 20
_MOST_EVENTS = 20_000
"""Values, and beginnings and ends of lists and mappings, that a mapping may have."""

_LONGEST_NUMBER = 50
"""Characters of a number; in longer ones and in those of base 60 (1:30) Python's arithmetic costs more than their length."""

_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


@dataclass(frozen=True)
class Node:
    """A value of the document: text, number, truth value or nothing, a mapping or a list of such; and where it stands, from line 1.

    ``named`` is the line of the entry's name, where the value is that of an entry.
    """

    value: object
    file: str
    first: int
    last: int
    lines: tuple[str, ...]
    is_verbatim: bool = False
    named: int = 1

    @property
    def place(self) -> str:
        """The file and the line of the entry's name."""
        return f"{self.file}, line {self.named}"

    def refuse(self, what: str, word: str = "", line: int | None = None, table: str = "") -> NoReturn:
        """Raises InputError for this value, at the line of a word in it or else where it begins; ``table`` is what it is about."""
        raise InputError(f"{self.file}, line {line or self.line_of(word)}: {what}", table=table)

    def line_of(self, word: str) -> int:
        """The first line of the value that has the word, or its first line."""
        if word:
            whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
            for number in range(self.first, self.last + 1):
                if whole.search(self.lines[number - 1]):
                    return number
        return self.first

    @property
    def entries(self) -> Mapping[str, Node]:
        """The entries of a mapping.

        Raises:
            InputError: if the value is none.
        """
        if not isinstance(self.value, dict):
            self.refuse("here must be entries NAME: VALUE")
        return self.value

    @property
    def text(self) -> str:
        """The value as text.

        Raises:
            InputError: if it is none.
        """
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse("here must be a text")
        return self.value

    @property
    def plain(self) -> object:
        """The value without its lines."""
        if isinstance(self.value, dict):
            return {name: node.plain for name, node in self.value.items()}
        return [node.plain for node in self.value] if isinstance(self.value, list) else self.value


def read(file: Path) -> Node:
    """The document in a file.

    Raises:
        InputError: naming the file and the line, for what is no such document.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error
    if len(content) > MOST_BYTES:
        raise InputError(f"{file}: {len(content):,} bytes are too many for a mapping; at most {MOST_BYTES:,} are read")
    try:
        text = content.decode("utf-8")
        _refuse_events(yaml.parse(text, yaml.SafeLoader), file)
        root = yaml.compose(text, yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is no UTF-8 text (byte {error.start})") from error
    except yaml.YAMLError as error:
        raise InputError(_said(error, file)) from error
    if root is None:
        raise InputError(f"{file}: is empty")
    return _Reader(str(file), tuple(text.splitlines()) or ("",)).node(root)


def _refuse_events(events: Iterable[yaml.Event], file: Path) -> None:
    """Looks at a document while it is being parsed, so that what is refused is parsed no further."""
    depth = 0
    for count, event in enumerate(events, 1):
        _refuse_event(event, file)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if depth > _DEEPEST:
            raise InputError(f"{file}, line {line}: is nested too deeply; {_DEEPEST} levels are read")
        if count > _MOST_EVENTS:
            raise InputError(f"{file}, line {line}: there are too many values for a mapping")


def _refuse_event(event: yaml.Event, file: Path) -> None:
    """Anchors make a document larger than its text, tags ask for objects: a mapping needs neither."""
    line = event.start_mark.line + 1 if event.start_mark else 1
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise InputError(f"{file}, line {line}: anchors and aliases (& and *) are not read; write the value out")
    if getattr(event, "tag", None):
        raise InputError(f"{file}, line {line}: the tag {event.tag} is not read; write a plain value")  # type: ignore[attr-defined]


def _said(error: yaml.YAMLError, file: Path) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return f"{file}, line {mark.line + 1}: is no YAML: {problem}" if mark else f"{file}: is no YAML: {problem}"


@dataclass(frozen=True)
class _Reader:
    file: str
    lines: tuple[str, ...]

    def node(self, node: yaml.Node) -> Node:
        if isinstance(node, yaml.MappingNode):
            return self._made(node, dict(self._entries(node)))
        if isinstance(node, yaml.SequenceNode):
            return self._made(node, [self.node(each) for each in node.value])
        return self._made(node, self._scalar(node))

    def _entries(self, node: yaml.MappingNode) -> Iterator[tuple[str, Node]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(f"{self.file}, line {line}: the name of an entry must be a word")
            if key.value in seen:
                raise InputError(f"{self.file}, line {line}: {key.value} is there twice, first in line {seen[key.value]}")
            seen[key.value] = line
            yield key.value, replace(self.node(value), named=line)

    def _scalar(self, node: yaml.Node) -> object:
        """A plain scalar's value, without the numbers of base 60 of YAML 1.1: such are text."""
        place = f"{self.file}, line {node.start_mark.line + 1}"
        if node.tag in _NUMBERS and len(node.value) > _LONGEST_NUMBER:
            raise InputError(f"{place}: a number of {len(node.value):,} characters is too long; {_LONGEST_NUMBER} are read")
        if node.tag in _NUMBERS and ":" in node.value:
            return str(node.value)
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            raise InputError(f"{place}: {node.value} cannot be read: {error}") from error

    def _made(self, node: yaml.Node, value: object) -> Node:
        is_verbatim = getattr(node, "style", None) == "|"
        first, last = node.start_mark.line + 1, node.end_mark.line + 1
        ends_before = last > first and node.end_mark.column == 0
        return Node(value, self.file, first, min(last - ends_before, len(self.lines)), self.lines, is_verbatim)
