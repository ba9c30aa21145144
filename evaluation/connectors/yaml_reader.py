"""The YAML files of connectors: every problem at once, with its line, in Finnish and English."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

from evaluation.errors import BadInput, MissingInput
from evaluation.framework.model import Language, Text
from evaluation.framework.yaml_files import line_of, read_yaml

# Words of the YAML are the evaluator's own and may be shown, but no endless ones.
SHOWN = 80

A_TEXT = Text("teksti", "a text")
TEMPLATE = Text(
    "{file}, rivi {line}: {message}. Pitää olla: {expected}.",
    "{file}, line {line}: {message}. Expected: {expected}.",
)
HEADLINE = Text(
    "Tiedostossa {file} on {n} virhettä. Korjaa ja yritä uudelleen:",
    "The file {file} has {n} errors. Mend them and try again:",
)
ONE_ERROR = Text(
    "Tiedostossa {file} on virhe. Korjaa ja yritä uudelleen:",
    "The file {file} has an error. Mend it and try again:",
)


CANNOT_OPEN = Text(
    "Tiedostoa {file} ei voi avata. Tarkista sen paikka ja nimi.",
    "The file {file} cannot be opened. Check its place and name.",
)


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """Something wrong in a YAML file; ``line`` counts from 1."""

    file: str
    line: int
    message: Text
    expected: Text

    def say(self, language: Language) -> str:
        """Return the problem as one line of text."""
        return TEMPLATE.say(language).format(
            file=self.file,
            line=self.line,
            message=self.message.say(language),
            expected=self.expected.say(language),
        )


@dataclass(slots=True)
class YamlReader:
    """Reads the nodes of one file and notes every problem on the way.

    Parameters
    ----------
    file : str
        How problems name the file.
    """

    file: str
    problems: list[YamlProblem] = field(default_factory=list)

    def note(self, where: yaml.Node | int, message: Text, expected: Text) -> None:
        """Note a problem at a node or a line."""
        line = where if isinstance(where, int) else line_of(where)
        self.problems.append(YamlProblem(self.file, line, message, expected))

    def open(self, path: Path, language: Language = "en") -> yaml.MappingNode | None:
        """Read the file's tree; None with a noted problem where it is no mapping.

        Raises
        ------
        MissingInput
            When the file cannot be opened.
        """
        try:
            content = path.read_bytes()
        except OSError:
            content = None
        if content is None:
            raise MissingInput(CANNOT_OPEN.say(language).format(file=shown(self.file)))
        found = read_yaml(content, self.file)
        for problem in found.problems:
            # With a tree, the only problem is a key that stands twice.
            message = Text(
                "sama avain on kahdesti" if found.root else "tiedosto ei ole ehjä YAML-tiedosto",
                problem.message,
            )
            expected = Text(
                "jokainen avain kerran" if found.root else "ehjä YAML-tiedosto (UTF-8)",
                problem.expected if found.root else "valid YAML in UTF-8",
            )
            self.note(problem.line, message, expected)
        return found.root

    def keys(
        self, node: yaml.Node, known: Collection[str], required: Iterable[str] = ()
    ) -> dict[str, yaml.Node]:
        """Values of an entry by key; unknown and missing keys are noted."""
        found: dict[str, yaml.Node] = {}
        for key, value in self.pairs(node):
            if key.value in known:
                found.setdefault(key.value, value)
            else:
                self.unknown(key, known, Text("avainta", "key"))
        for name in required:
            if name not in found and isinstance(node, yaml.MappingNode):
                self.note(
                    node,
                    Text(f"avain '{name}' puuttuu", f"the key '{name}' is missing"),
                    Text(f"avain '{name}'", f"the key '{name}'"),
                )
        return found

    def pairs(self, node: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        """Keys and values of an entry, each key once; anything else is noted."""
        expected = Text(
            "avaimia ja arvoja, esimerkiksi avain: arvo", "keys with values: key: value"
        )
        if not isinstance(node, yaml.MappingNode):
            self.note(node, Text("tässä ei ole avaimia", "there are no keys here"), expected)
            return
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not clean_scalar(key):
                self.note(key, Text("avain ei ole sana", "a key is not a word"), expected)
            elif key.value not in seen:  # a second one was noted when the file was read
                seen.add(key.value)
                yield key, value

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        """Entries of a list, at least one; anything else is noted."""
        if isinstance(node, yaml.SequenceNode) and node.value:
            return list(node.value)
        self.note(
            node,
            Text("tässä ei ole luetteloa", "there is no list here"),
            Text("luettelo, jossa on jotain", "a list with something in it"),
        )
        return []

    def text(self, node: yaml.Node, expected: Text = A_TEXT) -> str | None:
        """Text of a node just as it is written: ``010`` stays 010 and ``yes`` stays yes."""
        if isinstance(node, yaml.ScalarNode) and (written := clean_scalar(node)):
            return written
        self.note(node, Text("tässä ei ole tekstiä", "there is no text here"), expected)
        return None

    def number(self, node: yaml.Node) -> int | None:
        """Whole number from 1 on, of at most six digits."""
        written = clean_scalar(node) if isinstance(node, yaml.ScalarNode) else ""
        if re.fullmatch(r"[1-9][0-9]{0,5}", written):
            return int(written)
        self.note(
            node,
            Text("tässä ei ole kokonaislukua", "there is no whole number here"),
            Text("kokonaisluku, vähintään 1", "a whole number, at least 1"),
        )
        return None

    def version(self, node: yaml.Node) -> None:
        """Note a version of the file's form other than 1."""
        if not isinstance(node, yaml.ScalarNode) or node.value != "1":
            self.note(
                node,
                Text("tiedostomuodon versiota ei tunneta", "this version of the form is unknown"),
                Text("version: 1", "version: 1"),
            )

    def unknown(self, node: yaml.ScalarNode, known: Collection[str], what: Text) -> None:
        """Note an unknown word with the nearest known ones."""
        word = shown(node.value)
        near = get_close_matches(node.value, known, n=1, cutoff=0.6)
        words = near or sorted(known)
        self.note(
            node,
            Text(f"{what.fi} '{word}' ei tunneta", f"the {what.en} '{word}' is unknown"),
            Text(
                f"'{near[0]}'" if near else "jokin näistä: " + ", ".join(words),
                f"'{near[0]}'" if near else "one of " + ", ".join(words),
            ),
        )

    def refuse(self, language: Language) -> None:
        """Raise all noted problems as one error; nothing when there is none.

        Raises
        ------
        BadInput
            With a line for each problem, in order of lines.
        """
        if self.problems:
            n = len(self.problems)
            headline = (ONE_ERROR if n == 1 else HEADLINE).say(language)
            lines = [p.say(language) for p in sorted(self.problems, key=lambda p: p.line)]
            raise BadInput("\n".join([headline.format(file=self.file, n=n), *lines]))


def clean_scalar(node: yaml.ScalarNode) -> str:
    """Text of a scalar as it is written; nothing for YAML's null (``~``)."""
    return "" if node.tag.endswith(":null") else str(node.value).strip()


def shown(text: str) -> str:
    """Words of the YAML as messages show them: one line, not endless."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
