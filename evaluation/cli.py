"""The command line: thin. Each command calls one function and prints what came of it."""

from __future__ import annotations

import argparse
import datetime
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluation.errors import BadInput, EvaluationError

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
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evaluation",
        description="Realist evaluation workbench: what works, for whom, in what circumstances.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    theory = commands.add_parser("theory", help="print the programme theory and its problems")
    theory.add_argument("--theory", type=Path, default=Path("data/framework"))
    theory.add_argument("--language", choices=LANGUAGES, default="en")
    theory.set_defaults(run=_theory)

    demo = commands.add_parser("demo", help="write the synthetic demo data of seven offices")
    demo.add_argument("--raw", type=Path, default=Path("data/raw"))
    demo.add_argument("--seed", type=int, default=None, help="another planted region")
    demo.add_argument(
        "--if-empty", action="store_true", help="say nothing if data are there already"
    )
    demo.set_defaults(run=_demo)

    check = commands.add_parser("check", help="say what is wrong in an office's files")
    check.add_argument("folder", type=Path, help="for example data/raw/office-c")
    check.add_argument("--theory", type=Path, default=Path("data/framework"))
    check.add_argument("--language", choices=LANGUAGES, default="en")
    check.set_defaults(run=_check)

    report = commands.add_parser("report", help="make the reports of an edition")
    report.add_argument("--edition", default=None, help="its name; this quarter if not given")
    report.add_argument("--raw", type=Path, default=Path("data/raw"), help="the offices' files")
    report.add_argument(
        "--theory", type=Path, default=Path("data/framework"), help="the programme theory"
    )
    report.add_argument(
        "--reports", type=Path, default=Path("reports"), help="where editions are published"
    )
    report.add_argument("--language", choices=LANGUAGES, default="fi", help="of the pages")
    report.add_argument(
        "--offices", nargs="+", default=(), metavar="OFFICE", help="only these; all if not given"
    )
    report.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="notebooks at a time")
    report.set_defaults(run=_report)
    return parser


def _theory(options: argparse.Namespace) -> int:
    from evaluation.errors import TheoryError
    from evaluation.framework import read_framework, theory_as_text

    framework, problems = read_framework(options.theory)
    if framework is not None:
        print(theory_as_text(framework, problems, options.language))
    if any(problem.severity == "error" for problem in problems):
        raise TheoryError(f"The theory in {options.theory} cannot be used:", problems)
    return 0


def _demo(options: argparse.Namespace) -> int:
    from evaluation.pseudonyms import load_key
    from evaluation.simulation import DEFAULT_SEED, ensure_demo

    load_key(create=True)  # made once, so that notebooks find it
    seed = DEFAULT_SEED if options.seed is None else options.seed
    if ensure_demo(options.raw, seed):
        print(f"Synthetic demo data are in {options.raw}/.")
    elif not options.if_empty:
        raise BadInput(f"{options.raw}/ holds other data; nothing was written there.")
    return 0


def _check(options: argparse.Namespace) -> int:
    from evaluation.framework import load_framework
    from evaluation.intake import problems_as_text, read_office
    from evaluation.pseudonyms import load_key

    framework = load_framework(options.theory)
    folder: Path = options.folder
    observations = read_office(folder.parent, framework, folder.name, load_key(create=True))
    print(problems_as_text(observations.problems, options.language))
    return 0


def _report(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from evaluation.batch import Edition, run_edition

    name = options.edition or _this_quarter()
    if not re.fullmatch(r"[\w][\w.-]*", name):
        raise BadInput("An edition's name may hold letters, digits, '.', '_' and '-' only.")
    edition = Edition(
        name=name,
        raw=options.raw,
        theory=options.theory,
        reports=options.reports,
        language=options.language,
        offices=tuple(options.offices),
        jobs=max(1, options.jobs),
    )
    console = Console(stderr=True, highlight=False)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(f"edition {name}", total=None)
        outcome = run_edition(
            edition,
            lambda scope, stage, seconds: console.print(
                f"  {scope:<12} {stage:<8} {seconds:5.1f} s"
            ),
        )
    print(
        f"Edition {name}: {len(outcome.executed)} reports made, {len(outcome.fresh)} unchanged, "
        f"{len(outcome.failed)} failed."
    )
    error = outcome.error()
    if outcome.executed or outcome.fresh:
        print(f"Open {edition.folder / 'index.html'}")
    if error:
        raise error
    return 0


def _this_quarter() -> str:
    today = datetime.date.today()
    return f"{today.year}-q{(today.month + 2) // 3}"


if __name__ == "__main__":
    sys.exit(main())
