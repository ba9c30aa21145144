"""YAML files as trees that know their lines. Nothing here knows the theory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from evaluation.framework.problems import FrameworkProblem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 5_000_000
MAX_DEPTH = 50
"""A tree nested some ten thousand levels deep would stop Python itself; ours has about ten."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file's tree; ``root`` is None where the file could not be read."""

    name: str
    root: yaml.MappingNode | None
    problems: tuple[FrameworkProblem, ...] = ()


def read_yaml(content: bytes, name: str) -> YamlFile:
    """Parse one file and collect what is wrong with it as YAML.

    Parameters
    ----------
    content : bytes
        The file's bytes; UTF-8, with or without a byte order mark.
    name : str
        How problems name the file.
    """

    def refuse(line: int, message: str, expected: str) -> YamlFile:
        return YamlFile(name, None, (FrameworkProblem("error", name, line, message, expected),))

    if len(content) > MAX_BYTES:
        return refuse(1, "the file is too large", f"at most {MAX_BYTES // 1_000_000} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return refuse(line, "the file is not UTF-8 text", "the file saved as UTF-8")
    try:
        deep = _too_deep(text)
        root = None if deep else yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or "it cannot be read"
        return refuse(mark.line + 1 if mark else 1, f"this is not YAML ({said})", "valid YAML")
    except yaml.YAMLError:
        return refuse(
            1, "this is not YAML (it holds a character that may not be there)", "valid YAML"
        )
    if deep:
        return refuse(deep, "this is nested too deeply", f"at most {MAX_DEPTH} levels")
    if root is None:
        return refuse(1, "the file is empty", "an entry such as 'conditions:', or no such file")
    if not isinstance(root, yaml.MappingNode):
        return refuse(line_of(root), "the file is not a mapping", "keys such as 'conditions:'")
    return YamlFile(name, root, tuple(_duplicate_keys(root, name)))


def read_folder(folder: Path) -> tuple[dict[str, bytes], tuple[FrameworkProblem, ...]]:
    """Read every ``*.yaml`` of a folder as bytes by name, in name order; no subfolders.

    A ``*.yml`` file and a file that cannot be opened are problems, so that nothing is left out
    in silence.
    """
    contents: dict[str, bytes] = {}
    problems = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        shown = path.as_posix()
        if path.name.startswith(".") or path.is_dir():
            continue
        if path.suffix == ".yml":
            problems.append(
                FrameworkProblem("warning", shown, 1, "the file is not read", "a name in .yaml")
            )
        elif path.suffix == ".yaml":
            try:
                contents[path.name] = path.read_bytes()
            except OSError:
                problems.append(
                    FrameworkProblem("error", shown, 1, "cannot be opened", "a readable file")
                )
    return contents, tuple(problems)


def line_of(node: yaml.Node) -> int:
    """Return the line of a node in its file, counted from 1."""
    return int(node.start_mark.line) + 1


def _too_deep(text: str) -> int:
    """Return the first line nested deeper than allowed, 0 if there is none."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH and event.start_mark:
            return int(event.start_mark.line) + 1
    return 0


def _duplicate_keys(root: yaml.Node, name: str) -> Iterator[FrameworkProblem]:
    waiting, done = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in done:  # an alias (*name) leads to a node already seen
            continue
        done.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        if not isinstance(node, yaml.MappingNode):
            continue
        first: dict[str, int] = {}
        for key, value in node.value:
            waiting.append(value)
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in first:
                yield FrameworkProblem(
                    "error",
                    name,
                    line_of(key),
                    f"'{key.value}' stands here a second time (first on line {first[key.value]})",
                    "each key once",
                )
            first.setdefault(key.value, line_of(key))
