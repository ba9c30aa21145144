"""Made-up published folders for the tests of the audit, and ways to tamper with them."""

import json

from evaluation.disclosure import release, save_release
from evaluation.findings import REGION, Count, CountTable, Finding, Findings, Provenance

OFFICES = ("office-a", "office-b")
SCOPES = {*OFFICES, REGION}
TABLE = "groups/clients/by-group"


def counts(*n, name="by-group", of="clients"):
    return CountTable(name, tuple(Count(key, k, key) for key, k in zip("xyz", n, strict=False)), of)


def findings(scope, *tables, estimates=(), hash="d"):
    return Findings(
        scope,
        (Finding("groups", "clients", tables=tables, estimates=estimates),),
        Provenance(hash * 64, "f" * 64, "1", "0.1.0"),
        OFFICES if scope == REGION else (scope,),
    )


def write(folder, *findings_by_office, hash="d"):
    """A published folder with two offices and their region."""
    (folder / "releases").mkdir(parents=True)
    tables = findings_by_office or (counts(20, 30, 41), counts(15, 9, 3))
    parts = [
        release(findings(office, table, hash=hash))
        for office, table in zip(OFFICES, tables, strict=True)
    ]
    whole = counts(*(a.n + b.n for a, b in zip(tables[0].parts, tables[1].parts, strict=True)))
    for passed in (*parts, release(findings(REGION, whole, hash=hash), parts)):
        save_release(passed, folder / "releases" / f"{passed.scope}.json")
        (folder / f"{passed.scope}.html").write_text("<p>Hyvin meni.</p>", encoding="utf-8")
    return folder


def change(folder, scope, how):
    """Tamper with the released numbers of a scope, an office's also in the region.

    ``how`` gets its first finding.
    """
    for path in (folder / "releases").glob("*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        for each in (content, *content.get("parts", ())):
            if each["scope"] == scope:
                how(each["items"][0])
        path.write_text(json.dumps(content), encoding="utf-8")


def table(name, of="clients", **shown):
    """A released table as JSON; a count of None is hidden."""
    parts = [
        {"key": who, "n": n, "who": who, **({"at_most": 9} if n is None else {})}
        for who, n in shown.items()
    ]
    return {"name": name, "parts": parts, "of": of}


def only(*tables, n=None, of="clients"):
    """Leave nothing in a finding but these tables, and a mean over so many persons."""
    mean = {
        "name": "m", "unit": "points", "level": 0.95, "value": 5.0, "lower": 4.0, "upper": 6.0,
        "n": n, "of": of, "step": 0.5,
    }  # fmt: skip

    def how(item):
        item["tables"] = list(tables)
        item["estimates"] = [] if n is None else [mean]

    return how


def one_office(folder, *tables, hash="d", n=None):
    """One office alone, whose released numbers are these."""
    write(folder, hash=hash)
    for name in ("office-b", REGION):
        (folder / "releases" / f"{name}.json").unlink()
    change(folder, "office-a", only(*tables, n=n))
    return folder
