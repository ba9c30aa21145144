"""A copy of the shipped theory that a test may change."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from evaluation.framework import Framework, FrameworkProblem, load_framework, read_framework

SHIPPED = Path(__file__).parents[3] / "data" / "framework"


@dataclass(frozen=True)
class Copy:
    folder: Path

    def replace(self, file: str, old: str, new: str) -> int:
        """Replace the only ``old`` in a file; return the line it stood on."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{text.count(old)} times in {file}: {old}"
        (self.folder / file).write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def add(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def read(self) -> tuple[Framework | None, tuple[FrameworkProblem, ...]]:
        return read_framework(self.folder)

    def errors(self) -> list[FrameworkProblem]:
        return [p for p in self.read()[1] if p.severity == "error"]

    def told(self) -> list[tuple[str, int, str]]:
        """Errors as (file name, line, message)."""
        return [(Path(p.file).name, p.line, p.message) for p in self.errors()]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(SHIPPED, tmp_path / "theory")))


@pytest.fixture(scope="session")
def theory() -> Framework:
    return load_framework(SHIPPED)
