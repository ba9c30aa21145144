"""Killed at any moment, an edition's files are the old ones or the new ones, each of them whole."""

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation import batch, publishing
from evaluation.batch import Edition, run_edition
from evaluation.cli import main
from evaluation.disclosure import REGION, read_parts, release, save_release
from evaluation.errors import EditionBusy, EvaluationError, MissingInput
from evaluation.findings import Findings, Provenance
from evaluation.report_files import report_files
from evaluation.verifying import verify

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

ROOT = Path(__file__).parents[2]
OFFICES = ("office-f", "office-g")
SCOPES = (*OFFICES, REGION)
STEPS = ("fsync", "replace", "unlink", "mkdir", "rename", "open")
"""What changes files: a killed process leaves a state between two of these."""


class QuickRunner:
    """Makes reports at once, without notebooks; each tells which edition it is of."""

    def __init__(self, work, edition):
        self.work, self.languages = work, edition.languages

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def run(self, jobs):
        for job in jobs:
            files = report_files(self.work, job.scope, self.languages)
            files["release"].parent.mkdir(exist_ok=True)
            parts = read_parts(job.parameters.get("parts", {}))
            used = tuple(part.scope for part in parts) or (job.scope,)
            findings = Findings(job.scope, (), Provenance("d", "f", "1", "1"), used)
            save_release(release(findings, parts), files["release"])
            for language in self.languages:
                told = f"{job.notebook.parent.name} {job.scope}"
                files[language].write_text(told, encoding="utf-8")
            yield job, None, 0.0


@pytest.fixture
def editions(demo, tmp_path, monkeypatch):
    """The same edition made by two versions of the notebooks."""
    monkeypatch.setattr(batch, "Runner", QuickRunner)
    monkeypatch.setattr(batch, "private_values", lambda *_: frozenset())
    made = []
    for version in ("old", "new"):
        notebooks = tmp_path / version
        shutil.copytree(ROOT / "notebooks", notebooks)
        (notebooks / "more.ipynb").write_text(version, encoding="utf-8")
        made.append(
            Edition(
                "e",
                raw=demo,
                theory=ROOT / "data" / "framework",
                notebooks=notebooks,
                reports=tmp_path / "reports",
                offices=OFFICES,
            )
        )
    return made


def files(folder):
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*")
             if p.is_file()}  # fmt: skip
    return {name: content for name, content in found.items() if name != "manifest.json"}


def both_published(editions, tmp_path):
    """The new edition, where the old is kept as it was published, and the files of both."""
    old, new = editions
    before, after = (tmp_path / name for name in ("before", "after"))
    for edition, kept in ((old, before), (new, after)):
        assert run_edition(edition).failed == {}
        shutil.copytree(edition.reports, kept)
    return new, before, files(before / "e"), files(after / "e")


def killed_at(edition, step):
    """Run an edition in a process that is killed before its n-th step; False if it ended first."""
    child = os.fork()
    if child == 0:
        left = step

        def counted(function):
            def counting(*args, **options):
                nonlocal left
                if function is os.open and not args[1] & os.O_CREAT:
                    return function(*args, **options)
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*args, **options)

            return counting

        for name in STEPS:
            setattr(os, name, counted(getattr(os, name)))
        try:
            run_edition(edition)
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


@pytest.mark.parametrize(
    "every", [13, pytest.param(1, marks=pytest.mark.slow)], ids=["some steps", "every step"]
)
def test_killed_before_a_step_it_is_the_old_or_the_new_and_goes_on(editions, tmp_path, every):
    new, before, was, will_be = both_published(editions, tmp_path)
    assert set(was) == set(will_be) and was["office-f.html"] != will_be["office-f.html"]
    step, seen = 0, set()
    while True:
        shutil.rmtree(new.reports)
        shutil.copytree(before, new.reports)
        if not killed_at(new, step):
            break
        lies = files(new.folder)
        drafts = {name for name in lies if name.startswith(".")}
        for name in set(lies) - drafts:
            assert lies[name] in (was[name], will_be[name]), name
        assert set(lies) - drafts == set(was)
        seen.add(tuple(lies[f"{scope}.html"] == will_be[f"{scope}.html"] for scope in SCOPES))
        json.loads((new.folder / "manifest.json").read_text(encoding="utf-8"))
        assert run_edition(new).failed == {}
        assert files(new.folder) == will_be
        again = run_edition(new)
        assert again.executed == [] and set(again.fresh) == set(SCOPES)
        assert [path.name for path in new.reports.iterdir()] == ["e"]
        step += every
    assert len(seen) == 4  # none, one, two or three reports were new


@pytest.mark.parametrize("name", ["fsync", "replace"])
@pytest.mark.parametrize("first", [0, 4, 9])
def test_a_disk_that_fails_is_named_and_nothing_is_half_there(editions, monkeypatch, name, first):
    old, new = editions
    run_edition(old)
    was = files(old.folder)
    calls, true = 0, getattr(os, name)

    def failing(*args, **options):
        nonlocal calls
        calls += 1
        if calls > first:
            raise OSError(errno.ENOSPC, "words that nobody sees", "a file")
        return true(*args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(publishing.os, name, failing)
        outcome = run_edition(new)
    assert "No space left on device" in str(outcome.error())
    assert "nobody sees" not in str(outcome.error()) and outcome.error().exit_code != 0
    assert set(files(new.folder)) >= set(was)
    assert run_edition(new).failed == {}
    assert run_edition(new).executed == []
    assert [path.name for path in new.reports.iterdir()] == ["e"]


def test_an_edition_in_both_languages_has_every_page_twice_and_loses_what_is_not_asked_for(
    editions,
):
    edition, _ = editions
    both = replace(edition, languages=("fi", "en"))
    plain = {f"{name}.html" for name in (*SCOPES, "index")}
    english = {f"{name}.en.html" for name in (*SCOPES, "index")}
    assert run_edition(both).failed == {}
    assert {path.name for path in both.folder.glob("*.html")} == plain | english
    first, second = (
        (both.folder / name).read_text("utf-8") for name in ("index.html", "index.en.html")
    )
    assert '<html lang="fi">' in first and 'href="index.en.html"' in first
    assert '<html lang="en">' in second and 'href="index.html"' in second
    for scope in SCOPES:
        assert f'href="{scope}.html"' in first and f'href="{scope}.en.html"' in second
    assert set(run_edition(both).fresh) == set(SCOPES)
    (both.folder / "office-f.en.html").write_text("touched", encoding="utf-8")
    assert run_edition(both).executed == ["office-f"]
    assert set(run_edition(edition).executed) == set(SCOPES)
    assert {path.name for path in edition.folder.glob("*.html")} == plain


SMALL_DISK = "EVALUATION_TESTS_SMALL_DISK"


@pytest.mark.skipif(
    shutil.which("unshare") is None
    or subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode != 0,
    reason="A small disk can be mounted on Linux only, where namespaces are allowed",
)
def test_on_a_disk_that_fills_up_each_report_is_the_old_or_the_new(request):
    """The same test again in a namespace of its own, in which a disk may be mounted."""
    if SMALL_DISK in os.environ:
        return
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-m", "pytest", "-q", "-o", "addopts=",
         "-p", "no:cacheprovider", f"{__file__}::test_a_small_disk"],
        cwd=ROOT, env={**os.environ, SMALL_DISK: "yes"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout[-3000:]


@pytest.mark.skipif(SMALL_DISK not in os.environ, reason="Run by the test above")
def test_a_small_disk(editions, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "ROOM_A_REPORT", 0)
    new, before, was, will_be = both_published(editions, tmp_path)
    page, refused = 4096, 0
    for left in range(0, 40, 4):
        disk = tmp_path / f"disk-{left}"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk], check=True)
        there = replace(new, reports=disk / "reports")
        shutil.copytree(before, there.reports)
        free = shutil.disk_usage(disk).free
        (disk / "filler").write_bytes(bytes(free - left * page))
        try:
            outcome = run_edition(there)
            stop = outcome.error()
        except EvaluationError as refusal:
            stop = refusal
        lies = files(there.folder)
        for name in set(was) | set(will_be):
            assert lies[name] in (was.get(name), will_be.get(name)), name
        if stop is None:
            break
        refused += 1
        assert "No space left on device" in str(stop)
        (disk / "filler").unlink()
        assert run_edition(there).failed == {} and files(there.folder) == will_be
        assert run_edition(there).executed == []
    assert stop is None and refused > 1


def test_a_disk_without_room_is_named_before_anything_runs(editions, monkeypatch):
    edition, _ = editions
    monkeypatch.setattr(batch, "ROOM_A_REPORT", 1 << 60)
    with pytest.raises(EvaluationError, match=r"too little room .* MiB are needed"):
        run_edition(edition)
    assert not edition.folder.exists()


def test_a_second_run_is_refused_at_once_and_says_who_is_at_work(editions):
    edition, _ = editions
    with publishing.alone(edition):
        started = time.monotonic()
        with pytest.raises(EditionBusy, match=f"process {os.getpid()} on"):
            run_edition(edition)
        assert time.monotonic() - started < 2
        other = replace(edition, name="another")
        assert run_edition(other).failed == {}
    assert run_edition(edition).failed == {}


def test_what_a_killed_run_left_is_taken_away_and_nothing_of_others(editions):
    edition, _ = editions
    left, others = (edition.reports / f".work-{name}" for name in ("e-abc", "f-abc"))
    for folder in (left, others):
        (folder / "releases").mkdir(parents=True)
        (folder / "office-f.html").write_text("half")
    (edition.reports / ".e.lock").write_text("process 1 on a machine")
    assert run_edition(edition).failed == {}
    assert not left.exists() and others.exists()


def test_a_report_that_cannot_be_made_again_is_taken_away_after_the_index(editions, monkeypatch):
    old, new = editions
    run_edition(old)
    monkeypatch.setattr(batch, "ingest", lambda *_, **__: 1 / 0)
    outcome = run_edition(new)
    assert set(outcome.failed) == set(OFFICES)
    assert set(files(new.folder)) == {"index.html"}
    assert outcome.error().exit_code == 1


def arguments(edition, *more):
    return ["report", "--raw", str(edition.raw), "--theory", str(edition.theory),
            "--reports", str(edition.reports), "--edition", edition.name,
            "--offices", *edition.offices, *more]  # fmt: skip


def test_the_commands_plan_log_and_force(editions, tmp_path, capsys, monkeypatch):
    edition, _ = editions
    monkeypatch.chdir(ROOT)
    assert main(arguments(edition, "--dry-run")) == 0
    assert capsys.readouterr().out.count("to make") == 2 and not edition.folder.exists()
    log = tmp_path / "log.jsonl"
    assert main(arguments(edition, "--log", str(log))) == 0
    told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(line["scope"], line["stage"]) for line in told] == [
        *((office, "waiting") for office in OFFICES), *((office, "done") for office in OFFICES),
        (REGION, "waiting"), (REGION, "done"), ("audit", "done"),
    ]  # fmt: skip
    assert all(line["edition"] == "e" and line["seconds"] >= 0 for line in told)
    capsys.readouterr()
    assert main(arguments(edition, "--dry-run")) == 0
    assert capsys.readouterr().out.count("unchanged") == 2
    assert main(arguments(edition)) == 0
    assert "0 reports made, 3 unchanged" in capsys.readouterr().out
    assert main(arguments(edition, "--force")) == 0
    assert "3 reports made, 0 unchanged" in capsys.readouterr().out


def test_a_plan_names_what_is_refused(editions, capsys, monkeypatch):
    edition, _ = editions
    monkeypatch.chdir(ROOT)
    none = replace(edition, offices=("office-g", "office-x"))
    assert main(arguments(none, "--dry-run")) != 0
    said = capsys.readouterr()
    assert "office-x     refused" in said.out and "office-g     to make" in said.out


def test_an_edition_is_verified_against_its_files_and_what_it_was_made_of(
    editions, tmp_path, capsys, monkeypatch
):
    edition, _ = editions
    monkeypatch.chdir(edition.notebooks.parent)
    shutil.copytree(edition.notebooks, "notebooks")
    edition = replace(edition, notebooks=Path("notebooks"))
    assert run_edition(edition).failed == {}
    command = ["verify", str(edition.folder), "--raw", str(edition.raw), "--theory",
               str(edition.theory)]  # fmt: skip

    def told():
        code = main(command)
        return code, capsys.readouterr().out.splitlines()

    assert told() == (0, ["Everything is as it was published."])
    (edition.folder / "office-g.html").write_text("touched", encoding="utf-8")
    (edition.folder / "releases" / "region.json").unlink()
    assert told() == (
        1,
        ["  office-g     office-g.html", "  region       region.json", "2 differences."],
    )
    assert run_edition(edition).failed == {} and told()[0] == 0
    (edition.notebooks / "more.ipynb").write_text("new", encoding="utf-8")
    assert told()[1] == [*(f"  {scope:<12} notebooks" for scope in SCOPES), "3 differences."]


def test_what_differs_is_named(editions, tmp_path):
    edition, _ = editions
    assert run_edition(edition).failed == {}
    raw = tmp_path / "raw"
    shutil.copytree(edition.raw, raw)
    (raw / "approved.yaml").write_text("- Uusi lause.\n", encoding="utf-8")
    shutil.rmtree(raw / "office-f")
    [path] = [p for p in (raw / "office-g").iterdir() if "palaute" in p.name][:1]
    path.write_bytes(path.read_bytes() + b"\n")
    policy = tmp_path / "disclosure.yaml"
    policy.write_text("round_to: 10\n", encoding="utf-8")
    found = verify(replace(edition, raw=raw, policy=policy))
    assert {(d.scope, d.what) for d in found} == {
        ("office-f", "data"),
        *((scope, "data") for scope in ("office-g", REGION)),
        *((scope, what) for scope in ("office-g", REGION) for what in ("approved texts", "policy")),
        (REGION, "offices"),
    }


def test_a_folder_without_a_manifest_cannot_be_verified(editions):
    edition, _ = editions
    edition.folder.mkdir(parents=True)
    for content in (None, "[]", "{}", "x"):
        if content is not None:
            (edition.folder / "manifest.json").write_text(content, encoding="utf-8")
        with pytest.raises(MissingInput, match="no manifest"):
            verify(edition)


def test_an_edition_of_another_version_is_not_verified(editions):
    edition, _ = editions
    assert run_edition(edition).failed == {}
    manifest = edition.folder / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["language"] = content.pop("languages")[0]
    manifest.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(MissingInput, match="another version"):
        verify(edition)


def test_to_verify_takes_neither_room_nor_notebooks_that_run(editions, monkeypatch):
    edition, changed = editions
    assert run_edition(edition).failed == {}
    monkeypatch.setattr(batch, "ROOM_A_REPORT", 1 << 60)
    (changed.notebooks / "office.ipynb").write_text("{}", encoding="utf-8")
    assert {difference.what for difference in verify(changed)} == {"notebooks"}


COMMAND = """
import sys
from evaluation.cli import main
sys.exit(main(sys.argv[1:]))
"""


def started_in(folder):
    """Processes whose command line names a folder: workers and kernels are forks."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(folder).encode() in path.read_bytes():
                found.append(path)
    return found


@pytest.mark.slow
def test_killed_at_random_moments_with_real_notebooks(demo, tmp_path):
    """25 times the command is killed: what is published is whole, and nothing of it lives on."""
    import random

    made = Edition("e", raw=demo, theory=ROOT / "data" / "framework", notebooks=ROOT / "notebooks",
                   reports=tmp_path / "reports", offices=OFFICES)  # fmt: skip
    chance = random.Random(6)
    seconds, killed = 20.0, 0
    while killed < 25:
        started = time.monotonic()
        command = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments(made)], cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )  # fmt: skip
        try:
            command.wait(chance.uniform(0, seconds))
            seconds = time.monotonic() - started
        except subprocess.TimeoutExpired:
            command.kill()
            command.wait()
            killed += 1
            end = time.monotonic() + 10
            while started_in(tmp_path):
                assert time.monotonic() < end, "a process lives on"
                time.sleep(0.2)
        for path in made.folder.glob("*.html"):
            assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
        for path in made.folder.glob("releases/*.json"):
            json.loads(path.read_text(encoding="utf-8"))
        if command.returncode == 0 or chance.random() < 0.3:
            shutil.rmtree(made.folder, ignore_errors=True)
    assert run_edition(made).failed == {}
    assert run_edition(made).executed == []
    assert [path.name for path in made.reports.iterdir()] == ["e"]
