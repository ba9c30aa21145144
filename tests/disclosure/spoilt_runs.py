"""Tiny notebooks to which something happens after they have read an office's files."""

import contextlib
import logging
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from evaluation.batch import Edition

THEORY = Path(__file__).parents[2] / "data" / "framework"

PARAMETERS = """
office = ""
parts = {}
earlier = []
language = "fi"
raw = ""
theory = ""
policy = ""
release_to = ""
"""
SAID = """
import logging, os, sys, time, warnings
from pathlib import Path
files = sorted(path for path in Path(raw).rglob("*.csv") if path.is_file())
said = " ".join(f"{path} {path.read_text(errors='replace')}" for path in files)
assert "anariin" in said
"""
TELL = """
print(said, flush=True)
print(said, file=sys.stderr, flush=True)
os.write(1, said.encode())
os.write(2, said.encode())
logging.basicConfig(level="DEBUG", force=True)
logging.error(said)
warnings.warn(said)
sys.__stdout__.write(said)
sys.__stdout__.flush()
"""
HEADED = """
import evaluation as ev
from evaluation.disclosure import save_release
from evaluation.findings import Findings, Provenance
from evaluation.report.fragment import Fragment
used = (office,) if office else ()
findings = Findings(office or "region", (), Provenance("d", "f", "1", "1"), used)
save_release(ev.release(findings), release_to)
Fragment("<h1>x</h1>")
"""
PATCHED = """
import evaluation as ev
import pandas as pd
framework = ev.load_framework(theory)
observations = ev.ingest(raw, framework, [office] if office else list(parts))
def stop(*_, **__):
    raise ArithmeticError(said)
pd.DataFrame.groupby = pd.DataFrame.merge = pd.DataFrame.pivot_table = stop
table = ev.memberships(observations, framework)
ev.examine(table, framework, observations)
"""
FRAME = """
import pandas as pd
pd.DataFrame({"client": said.split()[:40]})
"""

KILL_WORKERS = """
def parent(process):
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
server = os.getppid()
processes = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
for process in processes:
    if parent(process) == parent(server) and process != server:
        os.kill(process, 9)
time.sleep(60)
"""

CELLS = {
    "an exception": (["raise ValueError(said)"], 10, "stopped by ValueError"),
    "an exception with a note and a cause": (
        ["try:\n  int(said)\nexcept ValueError as e:\n  e.add_note(said)\n"
         "  raise LookupError(said) from e"], 10, "stopped by LookupError"),
    "an exception of ours": (
        ["from evaluation.errors import BadInput\nraise BadInput(said)"], 7, "stopped by BadInput"),
    "an analysis that stops": ([PATCHED], 10, "stopped by ArithmeticError"),
    "a release of something else": (
        ["import evaluation as ev\nev.release({said: said})"], 9, "Only Findings pass the door"),
    "a kernel that dies": ([TELL + "os._exit(3)"], 10, "the kernel died"),
    "a kernel that is killed": ([TELL + "os.kill(os.getpid(), 9)"], 10, "the kernel died"),
    "a server of kernels that is killed": (
        [TELL + "os.kill(os.getppid(), 9); time.sleep(60)"], 10, "kernel died"),
    "a worker that is killed": ([TELL + KILL_WORKERS], 10, "its process was ended"),
    "a cell without end": ([TELL, "time.sleep(600)"], 10, "a cell took over 3 seconds"),
    "a full disk": (["Path(release_to).symlink_to('/dev/full')", HEADED], 10, "stopped by OSError"),
    "a forged release": (["Path(release_to).write_text(said)"], 9, "not a release"),
    "no release": ([TELL], 10, "no released numbers"),
    "a script on the page": (
        [HEADED, "Fragment(f'<script>{said}</script>')"], 7, "script or fetches"),
    "a data frame on the page": ([HEADED, FRAME], 9, "has not passed the door"),
    "texts put on the page by hand": (
        [HEADED, "Fragment('<p>{}</p>').format(said)"], 12, "holds what looks like"),
}  # fmt: skip
"""What happens → the cells that do it, the error's exit code, words of its message."""


def notebook(path, *cells):
    """Write a notebook: the parameters, what reads the files, and ``cells``."""
    made = new_notebook(cells=[new_code_cell(cell) for cell in (PARAMETERS, SAID, *cells)])
    made.cells[0].metadata["tags"] = ["parameters"]
    made.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": ""}
    nbformat.write(made, path)


def edition(home, *cells, region=(), offices=("office-a",)):
    """An edition whose offices run ``cells``, and its region others: by default none."""
    notebook(home / "notebooks" / "office.ipynb", *cells)
    notebook(home / "notebooks" / "region.ipynb", *region)
    return Edition("marked", raw=home / "raw", theory=THEORY, notebooks=home / "notebooks",
                   reports=home / "reports", offices=offices)  # fmt: skip


@contextlib.contextmanager
def everything_logged(path):
    """Write all that any logger says, in worker processes too, into a file."""
    handler, root = logging.FileHandler(path, encoding="utf-8"), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()
