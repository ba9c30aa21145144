"""The audit in words, for whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.audit import Audit


def as_text(found: Audit, every_table: bool = True) -> str:
    """Tell what an attacker reaches table by table, what was found, and how much is hidden."""
    lines = [*_reached(found, every_table), *_useful(found), *_found(found)]
    return "\n".join(lines)


def _reached(found: Audit, every_table: bool) -> Iterator[str]:
    yield "Possible values left of the count that an attacker narrows the most, by table"
    for scope in dict.fromkeys(reached.scope for reached in found.reached):
        tables = sorted(
            (r for r in found.reached if r.scope == scope), key=lambda r: (r.narrowest, r.table)
        )
        yield f"  {scope}: {len(tables)} tables, narrowest {tables[0].narrowest}"
        if every_table:
            yield from (f"    {r.narrowest:>3}  {r.table}{_mark(r.safe)}" for r in tables)


def _mark(safe: bool) -> str:
    return "" if safe else "  UNSAFE"


def _useful(found: Audit) -> Iterator[str]:
    yield "What protection costs"
    yield "  scope        counts hidden  persons told  tables withheld  estimates withheld"
    for u in found.useful:
        hidden = _share(u.hidden, u.counts)
        withheld = sum(u.reasons.values())
        yield (
            f"  {u.scope:<12} {hidden:>13}  {u.persons:>12.0%}  {u.withheld:>6} of {u.tables:<6}"
            f"  {withheld:>4} of {u.estimates}{_reasons(u.reasons)}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def _reasons(reasons: dict[str, int]) -> str:
    told = ", ".join(f"{name} {n}" for name, n in sorted(reasons.items()))
    return f" ({told})" if told else ""


def _found(found: Audit) -> Iterator[str]:
    if not found.unsafe:
        yield "Nothing was found that should have stayed behind the door."
    for scope, why in found.unsafe.items():
        yield f"UNSAFE {scope}: {why}"
