"""From YAML trees to the model's objects. The model is the schema.

A dataclass of :mod:`evaluation.framework.model` says with its fields which keys an entry has, which
are required (those without a default) and what stands in them. A new field there is a new key here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from evaluation.framework import model
from evaluation.framework.problems import FrameworkProblem, one_of
from evaluation.framework.yaml_files import line_of

ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
"""Ids stand in file names and addresses of pages."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters and the like: no page and no drawing may hold them."""

GROUPS: Mapping[type, Mapping[str, Mapping[str, str]]] = {
    model.Condition: {"membership": {"out": "out", "cross": "cross", "in": "full"}}
}
"""Keys that stand one level deeper in the YAML than in the model."""

BAD: Any = type("Bad", (), {"__repr__": lambda self: "BAD"})()
"""What a reader returns after it has noted a problem."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of the theory and where it stands.

    ``lines`` has the line of the entry itself under ``""`` and of its keys under their paths, such
    as ``outcome.indicator``. ``value`` is :data:`BAD` where the entry could not be read.
    """

    section: str
    id: str
    value: Any
    file: str
    lines: Mapping[str, int]

    def line(self, path: str = "") -> int:
        """Return the line of a path, or of the nearest key above it that stands in the file."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, 1)

    def problem(
        self,
        path: str,
        message: str,
        expected: str,
        severity: Literal["error", "warning"] = "error",
    ) -> FrameworkProblem:
        """Make a problem that points to a path of this entry."""
        return FrameworkProblem(severity, self.file, self.line(path), message, expected)


@dataclass(slots=True)
class Reader:
    """Reads the nodes of one file and notes every problem on the way."""

    file: str
    problems: list[FrameworkProblem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def entries(self, section: str, kind: type, node: yaml.Node) -> Iterator[Entry]:
        """Read a section: a mapping from id to entry, or a list of entries with ``id``."""
        for key, value in self._each(node, f"'{section}'"):
            self.lines = {"": line_of(key or value)}
            made = self.record(kind, value, "", key)
            name = key if key is not None else _child(value, "id")
            id = name.value if isinstance(name, yaml.ScalarNode) else ""
            yield Entry(section, id, made, self.file, self.lines)

    def single(self, section: str, kind: Any, node: yaml.Node) -> Entry:
        """Read a section that is one value: title, version, status, strategy map."""
        self.lines = {"": line_of(node)}
        return Entry(section, section, self.read(kind, node, ""), self.file, self.lines)

    def read(self, kind: Any, node: yaml.Node, path: str) -> Any:
        """Read a value of a type of the model, or note a problem and return :data:`BAD`."""
        self.lines.setdefault(path, line_of(node))
        origin = get_origin(kind)
        if origin in (Union, UnionType):
            if _is(node, "null"):
                return None
            return self.read(next(k for k in get_args(kind) if k is not type(None)), node, path)
        if origin is Literal:
            return self._choice(get_args(kind), node, path)
        if origin is tuple:
            return self._many(get_args(kind)[0], node, path)
        if kind in _SCALARS:
            return _SCALARS[kind](self, node, path)
        return self._text(node, path) if kind is model.Text else self.record(kind, node, path)

    def record(
        self, kind: type, node: yaml.Node, path: str, key: yaml.ScalarNode | None = None
    ) -> Any:
        """Read a dataclass of the model; ``key`` is its id where it stands as the key."""
        nodes = self._keys(node, path)
        if nodes is None:
            return BAD
        groups, hints = GROUPS.get(kind, {}), _hints(kind)
        grouped = {name for group in groups.values() for name in group.values()}
        wanted = {f.name: _required(f) for f in fields(kind) if f.name not in grouped}
        if key is not None:
            if "id" in nodes:
                self._note(nodes["id"], "the id stands twice", "the id as the entry's key only")
            nodes["id"] = key
        places = {name: _join(path, name) for name in wanted}
        self._check_keys(nodes, {**wanted, **dict.fromkeys(groups, True)}, node, path)
        for group, names in groups.items():
            at = _join(path, group)
            inner = self._keys(nodes[group], at) if group in nodes else None
            if inner is not None:
                self._check_keys(inner, dict.fromkeys(names, True), nodes[group], at)
                nodes |= {names[k]: n for k, n in inner.items() if k in names}
                places |= {names[k]: _join(at, k) for k in inner if k in names}
        ready = {
            name: self.read(hints[name], nodes[name], place)
            for name, place in places.items()
            if name in nodes
        }
        if "id" in ready and ready["id"] is not BAD and not ID.fullmatch(ready["id"]):
            self._note(
                nodes["id"], f"'{ready['id']}' cannot be an id", "letters a–z, digits, - and _"
            )
            return BAD
        missing = any(must and name not in ready for name, must in wanted.items())
        if missing or any(v is BAD for v in ready.values()) or grouped - ready.keys():
            return BAD
        return kind(**ready)

    def _note(self, node: yaml.Node, message: str, expected: str) -> Any:
        return self._note_at(line_of(node), message, expected)

    def _note_at(self, line: int, message: str, expected: str) -> Any:
        self.problems.append(FrameworkProblem("error", self.file, line, message, expected))
        return BAD

    def _check_keys(
        self, nodes: Mapping[str, yaml.Node], wanted: Mapping[str, bool], node: yaml.Node, path: str
    ) -> None:
        within = f" in '{path}'" if path else ""
        for name in nodes.keys() - wanted.keys():
            known = one_of(name, wanted.keys() - {"id"}, most=len(wanted))
            self._note_at(self.lines[_join(path, name)], f"unknown key '{name}'{within}", known)
        line = self.lines.get(path, line_of(node))
        for name, must in wanted.items():
            if must and name not in nodes:
                self._note_at(line, f"'{name}' is missing{within}", f"the key '{name}'")

    def _keys(self, node: yaml.Node, path: str) -> dict[str, yaml.Node] | None:
        if not isinstance(node, yaml.MappingNode):
            what = f"'{path}'" if path else "this entry"
            self._note(node, f"{what} has no keys", "a mapping, such as {key: value}")
            return None
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                found.setdefault(key.value, value)
                self.lines.setdefault(_join(path, key.value), line_of(key))
            else:
                self._note(key, "a key is not a word", "a plain word as the key")
        return found

    def _each(
        self, node: yaml.Node, what: str
    ) -> Iterator[tuple[yaml.ScalarNode | None, yaml.Node]]:
        if isinstance(node, yaml.MappingNode):
            seen = set()
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    self._note(key, "a key is not a word", "a plain word as the key")
                elif (
                    key.value not in seen
                ):  # a second one is a problem noted when the file was read
                    seen.add(key.value)
                    yield key, value
        elif isinstance(node, yaml.SequenceNode):
            yield from ((None, item) for item in node.value)
        else:
            self._note(node, f"{what} holds no entries", "entries, each with an id")

    def _many(self, kind: Any, node: yaml.Node, path: str) -> Any:
        if not is_dataclass(kind) and not isinstance(node, yaml.SequenceNode):
            return self._note(node, f"'{path}' is not a list", "a list, such as [one, two]")
        made = []
        for n, (key, value) in enumerate(self._each(node, f"'{path}'")):
            at = _join(path, key.value if isinstance(key, yaml.ScalarNode) else str(n))
            self.lines.setdefault(at, line_of(key or value))
            isrecord = isinstance(kind, type) and is_dataclass(kind)
            made.append(
                self.record(kind, value, at, key) if isrecord else self.read(kind, value, at)
            )
        return BAD if any(m is BAD for m in made) else tuple(made)

    def _choice(self, words: tuple[str, ...], node: yaml.Node, path: str) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value in words:
            return node.value
        said = f" '{node.value}'" if isinstance(node, yaml.ScalarNode) else ""
        return self._note(node, f"'{path}' cannot be{said}", "one of " + ", ".join(words))

    def _text(self, node: yaml.Node, path: str) -> Any:
        expected = "both languages, {fi: …, en: …}"
        if not isinstance(node, yaml.MappingNode):
            return self._note(node, f"'{path or 'this text'}' is not in two languages", expected)
        said = self._keys(node, path) or {}
        self._check_keys(said, dict.fromkeys(model.LANGUAGES, True), node, path)
        words = {
            lang: _string(self, said[lang], _join(path, lang))
            for lang in model.LANGUAGES
            if lang in said
        }
        complete = len(words) == len(model.LANGUAGES) and BAD not in words.values()
        return model.Text(**words) if complete else BAD


def _string(reader: Reader, node: yaml.Node, path: str) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return reader._note(node, f"'{path}' is not a text", "words")
    if not _is(node, "str"):
        if _is(node, "null"):
            return reader._note(node, f"'{path}' is empty", "words")
        return reader._note(node, f"'{path}' is not read as a text", "the words in quotes")
    if UNPRINTABLE.search(node.value):
        return reader._note(node, f"'{path}' holds a character that cannot be shown", "words")
    return node.value.strip() or reader._note(node, f"'{path}' is empty", "words")


def _number(reader: Reader, node: yaml.Node, path: str) -> Any:
    expected = "a number with a decimal point, without quotes"
    try:
        if not _is(node, "int", "float"):
            raise ValueError
        number = float(node.value)
        if not math.isfinite(number):
            raise ValueError
    except ValueError:
        return reader._note(node, f"'{path}' is not a number", expected)
    return number


def _whole(reader: Reader, node: yaml.Node, path: str) -> Any:
    try:
        if not _is(node, "int"):
            raise ValueError
        return int(node.value)
    except ValueError:
        return reader._note(node, f"'{path}' is not a whole number", "a whole number")


def _truth(reader: Reader, node: yaml.Node, path: str) -> Any:
    if _is(node, "bool") and node.value.lower() in ("true", "false"):
        return node.value.lower() == "true"
    return reader._note(node, f"'{path}' is neither true nor false", "true or false")


_SCALARS: Mapping[type, Callable[[Reader, yaml.Node, str], Any]] = {
    str: _string,
    float: _number,
    int: _whole,
    bool: _truth,
}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _required(f: Any) -> bool:
    return f.default is MISSING and f.default_factory is MISSING


def _is(node: yaml.Node, *tags: str) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag.rpartition(":")[2] in tags


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _child(node: yaml.Node, name: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((v for k, v in pairs if isinstance(k, yaml.ScalarNode) and k.value == name), None)
