"""What each command of the command line does; each returns an exit code."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import time
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

from evaluation.editions import Edition
from evaluation.errors import BadInput
from evaluation.framework.model import Language
from evaluation.row_counts import RowCounts

Options = argparse.Namespace


def theory(options: Options) -> int:
    """Print the programme theory and its problems."""
    from evaluation.errors import TheoryError
    from evaluation.framework import read_framework, theory_as_text

    framework, problems = read_framework(options.theory)
    if framework is not None:
        print(theory_as_text(framework, problems, options.language))
    if any(problem.severity == "error" for problem in problems):
        raise TheoryError(f"The theory in {options.theory} cannot be used:", problems)
    return 0


def demo(options: Options) -> int:
    """Write the synthetic demo data."""
    from evaluation.keys import load_key
    from evaluation.simulation import DEFAULT_SEED, ensure_demo

    load_key(create=True)  # made once, so that notebooks find it
    seed = DEFAULT_SEED if options.seed is None else options.seed
    if ensure_demo(options.raw, seed):
        print(f"Synthetic demo data are in {options.raw}/.")
    elif not options.if_empty:
        raise BadInput(f"{options.raw}/ holds other data; nothing was written there.")
    return 0


def form(options: Options) -> int:
    """Write the collection workbook of an office."""
    from evaluation.collection import form_name, write_form
    from evaluation.framework import load_framework

    path = options.out or Path(form_name(options.office, options.language))
    print(write_form(load_framework(options.theory), options.office, options.language, path))
    return 0


def dictionary(options: Options) -> int:
    """Write the data dictionary."""
    from evaluation.collection import write_dictionary
    from evaluation.framework import load_framework

    for path in write_dictionary(load_framework(options.theory), options.out, options.language):
        print(path)
    return 0


def check(options: Options) -> int:
    """Print what is wrong in an office's files, and write what is sent back to the office.

    Ends with 0 when the office can be reported, also when some of its rows are refused; else with
    the code of the problem that refuses it.
    """
    from evaluation.framework import load_framework
    from evaluation.intake import problems_as_text, reader_of
    from evaluation.intake.telling import problems_html, write_problems_workbook
    from evaluation.keys import load_key
    from evaluation.row_counts import row_counts

    framework = load_framework(options.theory)
    folder = Path(os.path.abspath(options.folder))
    reading = reader_of(folder.parent, framework, load_key(create=True))(folder.name)
    delivered = {(reading.office, name): n for name, n in reading.delivered.items()}
    accepted = reading.frames is not None
    counts = {at[1]: n for at, n in row_counts(delivered, reading.problems, accepted).items()}
    if any(n.delivered for n in counts.values()):
        print(_counts_as_text(counts, options.language), end="\n\n")
    print(problems_as_text(reading.problems, options.language))
    known = framework.offices.get(reading.office)
    label = known.name.say(options.language) if known else reading.office
    sent_back = {"office_label": label, "language": options.language}
    if options.excel:
        write_problems_workbook(
            reading.problems, path=options.excel, synthetic=reading.synthetic, **sent_back
        )
    if options.html:
        page = problems_html(
            reading.problems,
            counts=counts,
            workbook=options.excel.name if options.excel else "",
            synthetic=reading.synthetic,
            **sent_back,
        )
        options.html.write_text(page, encoding="utf-8")
    return 0 if accepted else reading.error().exit_code


def _counts_as_text(counts: Mapping[str, RowCounts], language: Language) -> str:
    """Rows of each table that was sent, as a small table."""
    from evaluation.contract import TABLES

    heads = {
        "fi": ("taulukko", "rivejä", "hyväksytty", "hylätty", "kahdesti"),
        "en": ("table", "rows", "accepted", "refused", "twice"),
    }[language]
    lines: list[tuple[str, ...]] = [heads]
    for name, n in counts.items():
        if n.delivered:
            shown = TABLES[name].names[0] if language == "fi" else name
            lines.append((shown, *map(str, n)))
    return "\n".join(
        f"{line[0]:<18}" + "".join(f"{cell:>12}" for cell in line[1:]) for line in lines
    )


def ingest(options: Options) -> int:
    """Read, check and store what offices have sent; a line an office."""
    from evaluation.errors import EditionIncomplete
    from evaluation.framework import load_framework
    from evaluation.intake import Store, asked_offices, store_beside, take_in
    from evaluation.keys import load_key

    framework = load_framework(options.theory)
    key = load_key(create=True)
    store = Store(options.store or store_beside(options.raw))
    codes: set[int] = set()
    for office in asked_offices(options.raw, framework, options.offices or None):
        started = time.monotonic()
        before = store.current(office)
        refused = take_in(options.raw, framework, [office], store, key)
        for reading in refused:
            print(f"{office:<12} refused    {reading.reason}")
            codes.add(reading.error().exit_code)
        entry = store.current(office)
        if entry is None or refused:
            continue
        told = "unchanged" if entry == before else "stored"
        rows = entry.rows.values()
        counts = ", ".join(
            f"{sum(getattr(n, kind) for n in rows)} {kind}"
            for kind in ("accepted", "refused", "repeated")
        )
        seconds = time.monotonic() - started
        print(f"{office:<12} {told:<10} {counts} rows, {seconds:.1f} s")
    if codes:
        print("What to mend: evaluation check data/raw/OFFICE")
    if len(codes) > 1:
        return EditionIncomplete.exit_code
    return codes.pop() if codes else 0


def sotkanet(options: Options) -> int:
    """Write saved open statistics into the offices' folders, as the table facts."""
    from evaluation.connectors.sotkanet import facts_as_text, read_facts, write_facts
    from evaluation.framework import load_framework

    facts = read_facts(
        options.values,
        options.indicators,
        options.regions,
        options.map,
        load_framework(options.theory),
        options.cached,
        options.language,
    )
    written = write_facts(facts, options.raw, options.replace, options.language)
    print(facts_as_text(facts, written, options.language))
    return 0


def report(options: Options) -> int:
    """Make the reports of an edition."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    from evaluation.batch import run_edition

    name = options.edition or _this_quarter()
    if not re.fullmatch(r"[\w][\w.-]*", name):
        raise BadInput("An edition's name may hold letters, digits, '.', '_' and '-' only.")
    edition = Edition(
        name=name,
        raw=options.raw,
        theory=options.theory,
        reports=options.reports,
        languages=options.languages,
        offices=tuple(options.offices),
        jobs=max(1, options.jobs),
        policy=options.policy,
        force=options.force,
        timeout=options.timeout,
        scheduler=options.scheduler,
    )
    if options.dry_run:
        return _plan(edition)
    console = Console(stderr=True, highlight=False)
    columns = (*Progress.get_default_columns()[:1], BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    log = options.log.open("a", encoding="utf-8") if options.log else nullcontext()
    with log as file, Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(f"edition {name}", total=None)
        waiting = 0

        def tell(scope: str, stage: str, seconds: float) -> None:
            nonlocal waiting
            if stage == "waiting":
                waiting += 1
                progress.update(task, total=waiting)
            else:
                progress.update(task, advance=stage in ("done", "failed") and scope != "audit")
                console.print(f"  {scope:<12} {stage:<8} {seconds:5.1f} s")
            if file:
                line = {"edition": name, "scope": scope, "stage": stage, "seconds": seconds}
                print(json.dumps(line), file=file, flush=True)

        outcome = run_edition(edition, tell)
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


def _plan(edition: Edition) -> int:
    """Print what a run would make; nothing is run, and nothing written but what is taken in."""
    from evaluation.batch import plan_edition

    plan = plan_edition(edition)
    for job in plan.offices:
        print(f"  {job.scope:<12} {'unchanged' if job.scope in plan.outcome.fresh else 'to make'}")
    for scope, refusal in plan.outcome.failed.items():
        print(f"  {scope:<12} refused    {type(refusal).__name__}")
    error = plan.outcome.error()
    if error:
        raise error
    return 0


def verify(options: Options) -> int:
    """Say what of an edition, or of what it was made of, is not as it was."""
    from evaluation.verifying import verify

    folder = options.folder.absolute()
    edition = Edition(
        folder.name,
        raw=options.raw,
        theory=options.theory,
        reports=folder.parent,
        policy=options.policy,
    )
    found = verify(edition)
    for difference in found:
        print(f"  {difference.scope:<12} {difference.what}")
    print(f"{len(found)} differences." if found else "Everything is as it was published.")
    return 1 if found else 0


def audit(options: Options) -> int:
    """Attack an edition with every number of all its reports; say what is hidden, and found."""
    from evaluation.audit import audit
    from evaluation.audit.telling import as_text
    from evaluation.errors import EditionUnsafe, EvaluationError
    from evaluation.framework import load_framework
    from evaluation.private_values import private_values

    private: frozenset[str] = frozenset()
    try:
        private = private_values(options.raw, load_framework(options.theory))
    except EvaluationError:
        print("The raw data are not here: values of theirs were not looked for.")
    found = audit(options.folder, options.earlier, private)
    print(as_text(found))
    if found.unsafe:
        raise EditionUnsafe(f"{options.folder.name} must not be published as it is.")
    return 0


def _this_quarter() -> str:
    today = datetime.date.today()
    return f"{today.year}-q{(today.month + 2) // 3}"
