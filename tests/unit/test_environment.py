"""The ways in agree: pyproject.toml, environment.yml, the lock file; and importing is light."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

import evaluation as ev

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NAMED_BY_THE_USER = {
    "jupyterlab", "pandas", "statsmodels", "matplotlib", "seaborn", "papermill", "nbval",
}  # fmt: skip
ONLY_FOR_THE_BUILD = {"python", "pip", "hatchling", "nbval"}


def name(requirement):
    return re.match(r"[\w.-]+", requirement).group()


def conda():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    return {name(entry): entry for entry in entries if isinstance(entry, str)}


def test_conda_and_pip_ask_for_the_same_packages_in_the_same_versions():
    pip = {name(entry): entry for entry in PROJECT["dependencies"]}
    packages = {k: v for k, v in conda().items() if k not in ONLY_FOR_THE_BUILD}
    assert packages == pip
    assert conda()["python"] == "python" + PROJECT["requires-python"]


def test_the_seven_named_packages_are_there():
    assert set(conda()) >= NAMED_BY_THE_USER


def test_every_dependency_is_locked_and_has_its_reason():
    locked = (ROOT / "requirements.lock").read_text()
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    development = PROJECT["optional-dependencies"]["dev"]
    for requirement in [*PROJECT["dependencies"], *development]:
        assert re.search(rf"^{name(requirement)}==", locked, re.MULTILINE | re.IGNORECASE)
    for requirement in PROJECT["dependencies"]:
        assert name(requirement) in reasons


def test_the_lock_has_a_hash_for_each_package_and_no_address():
    locked = (ROOT / "requirements.lock").read_text()
    assert "://" not in locked and "--index" not in locked
    packages = re.findall(r"^[\w.-]+==.*?(?=^\S|\Z)", locked, re.MULTILINE | re.DOTALL)
    assert len(packages) > 50
    assert all("--hash=sha256:" in package for package in packages)


def test_importing_the_package_loads_no_plotting_and_no_statistics():
    heavy = ("pandas", "numpy", "matplotlib", "statsmodels", "seaborn", "scipy")
    script = f"import evaluation, sys; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_public_names_stay_functions_whatever_is_imported():
    script = (
        "import evaluation as ev, evaluation.batch;"
        "print([callable(getattr(ev, n)) for n in ev.__all__])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == str([True] * len(ev.__all__)), done.stderr
