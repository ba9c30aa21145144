"""The command line: thin. Each command calls one function of :mod:`evaluation.commands`."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from evaluation import commands
from evaluation.errors import EvaluationError

LANGUAGES = ("fi", "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code (each kind of error has its own)."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except EvaluationError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader has read enough: evaluation theory | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except Exception as fault:
        # A fault of ours. Where it is, is told; its words are not: they may hold a value.
        traceback.print_tb(fault.__traceback__)
        print(f"Stopped by {type(fault).__name__}: please report it.", file=sys.stderr)
        return EvaluationError.exit_code
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evaluation",
        description="Realist evaluation workbench: what works, for whom, in what circumstances.",
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, help: str, *, language: str | None = None) -> argparse.ArgumentParser:
        made = subparsers.add_parser(name, help=help)
        made.set_defaults(run=getattr(commands, name))
        if language:
            made.add_argument("--language", choices=LANGUAGES, default=language)
        return made

    theory = command("theory", "print the programme theory and its problems", language="en")
    _theory_folder(theory)

    demo = command("demo", "write the synthetic demo data of seven offices")
    _raw_folder(demo)
    demo.add_argument("--seed", type=int, default=None, help="another planted region")
    demo.add_argument(
        "--if-empty", action="store_true", help="say nothing if data are there already"
    )

    form = command("form", "write the workbook that an office fills in", language="fi")
    form.add_argument("--office", required=True, help="its id in the roster, for example office-c")
    form.add_argument("--out", type=Path, default=None, help="the file; a plain name if not given")
    _theory_folder(form)

    dictionary = command("dictionary", "write the data dictionary (CSV, Table Schema)",
                         language="fi")  # fmt: skip
    dictionary.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    _theory_folder(dictionary)

    check = command("check", "say what is wrong in an office's files", language="fi")
    check.add_argument("folder", type=Path, help="for example data/raw/office-c")
    check.add_argument("--html", type=Path, metavar="FILE", help="write a page to send back")
    check.add_argument(
        "--excel", type=Path, metavar="FILE", help="write a workbook that marks them"
    )
    _theory_folder(check)

    ingest = command("ingest", "take in what offices have sent: read, check, store")
    ingest.add_argument("offices", nargs="*", metavar="OFFICE", help="only these; all if not given")
    _raw_folder(ingest)
    _theory_folder(ingest)
    ingest.add_argument("--store", type=Path, default=None, help="by default data/store")

    sotkanet = command("sotkanet", "saved open statistics as the offices' circumstances",
                       language="en")  # fmt: skip
    sotkanet.add_argument("--values", type=Path, nargs="+", required=True, metavar="CSV")
    sotkanet.add_argument("--indicators", type=Path, required=True, metavar="JSON")
    sotkanet.add_argument("--regions", type=Path, required=True, metavar="JSON")
    sotkanet.add_argument(
        "--map", type=Path, default=Path("data/connectors/sotkanet.yaml"), help="what is taken"
    )
    sotkanet.add_argument("--cached", type=datetime.date.fromisoformat, default=None,
                          metavar="YYYY-MM-DD", help="the day the files were saved")  # fmt: skip
    sotkanet.add_argument("--replace", action="store_true", help="facts the office itself sent")
    _raw_folder(sotkanet)
    _theory_folder(sotkanet)

    report = command("report", "make the reports of an edition")
    report.add_argument("--language", dest="languages", type=_languages, default=("fi",),
                        metavar="fi,en", help="of the pages: fi, en, or both")  # fmt: skip
    report.add_argument("--edition", default=None, help="its name; this quarter if not given")
    _raw_folder(report)
    _theory_folder(report)
    report.add_argument(
        "--reports", type=Path, default=Path("reports"), help="where editions are published"
    )
    report.add_argument(
        "--offices", nargs="+", default=(), metavar="OFFICE", help="only these; all if not given"
    )
    report.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="notebooks at a time")
    report.add_argument(
        "--policy", type=Path, default=Path("data/disclosure.yaml"), help="what may be told"
    )
    report.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="run the notebooks on the workers of this dask scheduler",
    )
    report.add_argument("--timeout", type=int, default=600, metavar="SECONDS",
                        help="how long a cell of a notebook may take")  # fmt: skip
    report.add_argument("--force", action="store_true", help="make also what is there already")
    report.add_argument(
        "--dry-run", action="store_true", help="say what would be made, make nothing"
    )
    report.add_argument("--log", type=Path, metavar="FILE", help="a line of JSON a report")

    verify = command("verify", "say what has changed since an edition was made")
    verify.add_argument("folder", type=Path, help="for example reports/2026-q4")
    _raw_folder(verify)
    _theory_folder(verify)
    verify.add_argument(
        "--policy", type=Path, default=Path("data/disclosure.yaml"), help="what may be told"
    )

    audit = command("audit", "attack an edition: what could a reader work out?")
    audit.add_argument("folder", type=Path, help="for example reports/2026-q4")
    audit.add_argument("--with", dest="earlier", type=Path, nargs="+", default=(),
                       metavar="FOLDER", help="editions before it, the oldest first")  # fmt: skip
    _raw_folder(audit)
    _theory_folder(audit)
    return parser


def _languages(said: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(said.split(",")))
    if not set(asked) <= set(LANGUAGES):
        raise argparse.ArgumentTypeError("fi, en or fi,en")
    return asked


def _theory_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--theory", type=Path, default=Path("data/framework"), help="the programme theory"
    )


def _raw_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--raw", type=Path, default=Path("data/raw"), help="the offices' files")


if __name__ == "__main__":
    sys.exit(main())
