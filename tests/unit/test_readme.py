"""README's notebook session runs as written."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_session_of_the_readme_runs(demo, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    shutil.copytree(ROOT / "data" / "framework", tmp_path / "data" / "framework")
    shutil.copytree(demo, tmp_path / "data" / "raw")
    monkeypatch.chdir(tmp_path)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (session,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len([line for line in session.splitlines() if line.strip()]) <= 10
    names: dict = {}
    exec(session, names)
    assert names["findings"].of("contrasts", "interactive-approach").verdict is not None
