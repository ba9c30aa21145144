"""How long the attack on published numbers takes, beside two linear programmes for each unknown.

Made-up pages of the size of an office's, and of a region of seven offices in two editions: persons
answer questions; their answers are counted, crossed, averaged, rounded at random. The peer is asked
for a few unknowns by lot and its time is multiplied up. "Unlike" counts those asked unknowns whose
range the attack tells otherwise where it matters, or too wide: there should be none.

Run with ``make bench``. Prints figures; asserts nothing.
"""

import resource
from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from evaluation.attack import solved
from evaluation.puzzle import SLACK, Puzzle, narrowed

PERSONS, OFFICES = 230, 7
QUESTIONS, CROSSED, CROSSED_BOTH_WAYS, MEANS, SHARES = 90, 36, 14, 75, 75
HIDDEN, SPREAD, ANYTHING = 7, 4, 1e7
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
LIMIT_OFFICE, LIMIT_REGION, LIMIT_NARROWED = 1.0, 30.0, 10.0
ASKED = 20


class Pages:
    """What pages tell, gathered as a puzzle. A set of persons is a name and a mask."""

    def __init__(self):
        self.place, self.known = {}, []
        self.sums, self.within, self.ratios = [], [], []

    def unknown(self, name, low=0.0, high=ANYTHING, whole=True):
        self.place[name] = len(self.known)
        self.known.append((low, high, whole))
        return self.place[name]

    def count(self, name, who, chance):
        if name in self.place:
            return self.place[name]
        n = int(who.sum())
        shown = max(10, (n + chance) // 5 * 5)
        hidden = n <= HIDDEN
        low = 0 if hidden else max(HIDDEN + 1, shown - SPREAD)
        return self.unknown(name, low, HIDDEN if hidden else shown + SPREAD)

    def table(self, name, whole, who, answers, chances):
        """Count a set by the answers to one question; return the places of the parts."""
        kinds = range(len(chances) - 1)
        parts = [self.count(f"{name}={k}", who & (answers == k), chances[k]) for k in kinds]
        self.sums.append((self.count(whole, who, chances[-1]), tuple(parts)))
        return parts

    def mean(self, name, of, scores):
        """The sum of answers behind a mean."""
        self.ratios.append((self.unknown(name, whole=False), of, *told(scores)))
        return self.place[name]

    def share(self, name, of, scores):
        """The persons behind a share."""
        self.within.append((self.unknown(name), of))
        self.ratios.append((self.place[name], of, *told(scores > 6)))

    def puzzle(self):
        low, high, whole = (np.array(column) for column in zip(*self.known, strict=True))
        return Puzzle(
            tuple(self.place),
            low.astype(float),
            high.astype(float),
            whole,
            tuple(self.sums),
            tuple(self.within),
            tuple(self.ratios),
        )


def told(values):
    """Between which numbers a reader knows a mean to lie."""
    step = next(s for s in STEPS if s >= min(STEPS[-1], 5 / max(10, len(values) - SPREAD)))
    shown = round(values.mean() / step) * step
    return shown - step / 2, shown + step / 2


def office(pages, start, persons, here, crossed):
    """Add one office's pages; ``here`` masks the persons who have come by the edition."""
    answers, scores, chances = persons
    pages.count(f"{start}/all", here, chances[0][-1])
    parts = {}
    for q in range(QUESTIONS):
        table = pages.table(f"{start}/{q}", f"{start}/all", here, answers[q], chances[q])
        parts[q] = [(place, here & (answers[q] == k)) for k, place in enumerate(table)]
    for number, (p, q) in enumerate(crossed):
        both_ways = number < CROSSED_BOTH_WAYS
        cells = [
            pages.table(f"{start}/{p}={k}/{q}", f"{start}/{p}={k}", who, answers[q], chances[q])
            for k, (_, who) in enumerate(parts[p][: None if both_ways else 2])
        ]
        for column, (place, _) in zip(zip(*cells, strict=True), parts[q], strict=True):
            if both_ways:
                pages.sums.append((place, column))
            else:
                pages.within += [(cell, place) for cell in column]
    sets = [(q, place, who) for q in parts for place, who in parts[q] if who.sum() >= 10]
    of = {
        place: pages.mean(f"{start}/sum{place}", place, scores[w]) for _, place, w in sets[:MEANS]
    }
    total = pages.mean(f"{start}/sum", pages.place[f"{start}/all"], scores[here])
    for table in parts.values():
        if all(place in of for place, _ in table):
            pages.sums.append((total, tuple(of[place] for place, _ in table)))
    for q, place, who in sets[-SHARES:]:
        pages.share(f"{start}/those{q}-{place}", place, scores[who])


def region(seed, offices, editions):
    """All pages of a region: its sets are sums of the offices', and grow between editions."""
    rng = np.random.default_rng(seed)
    pages = Pages()
    crossed = [rng.choice(QUESTIONS, 2, replace=False) for _ in range(CROSSED)]
    kinds = rng.integers(2, 6, QUESTIONS)
    for o in range(offices):
        n = PERSONS if offices == 1 else int(rng.integers(PERSONS // 3, PERSONS * 5 // 3))
        answers = [rng.choice(kind, n, p=rng.dirichlet(np.full(kind, 2.0))) for kind in kinds]
        chances = [rng.integers(0, 5, kind + 1) for kind in kinds]
        persons = answers, rng.integers(0, 11, n).astype(float), chances
        come = rng.random(n)
        for e in range(editions):
            office(pages, f"{e}/{o}", persons, come <= (1.0 if e == editions - 1 else 0.9), crossed)
    tie_editions(pages)
    if offices > 1:
        tie_offices(pages, offices, editions)
    return pages.puzzle()


def tie_editions(pages):
    for name, place in pages.place.items():
        later = pages.place.get(f"1{name[1:]}")
        if name.startswith("0") and later is not None and pages.known[place][2]:
            pages.within.append((place, later))


def tie_offices(pages, offices, editions):
    of_the_first = [name[3:] for name in pages.place if name.startswith("0/0")]
    for name in of_the_first:
        for e in range(editions):
            all_of_them = [pages.place.get(f"{e}/{o}{name}") for o in range(offices)]
            if None not in all_of_them:
                whole = pages.known[all_of_them[0]][2]
                pages.sums.append((pages.unknown(f"{e}{name}", whole=whole), tuple(all_of_them)))


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(work, *given):
    start = cpu()
    result = work(*given)
    return result, cpu() - start


def two_each(puzzle, places):
    """The peer: the least and the most of each unknown, one linear programme each."""
    ties, count = [], len(puzzle.low)
    for whole, parts in puzzle.sums:
        ties.append(({whole: 1.0} | dict.fromkeys(parts, -1.0), 0.0))
    ties += [({b: 1.0, a: -1.0}, np.inf) for a, b in puzzle.within]
    ties += [({k: 1.0, m: -least}, np.inf) for k, m, least, _ in puzzle.ratios]
    ties += [({k: -1.0, m: most}, np.inf) for k, m, _, most in puzzle.ratios]
    matrix = lil_array((len(ties), count))
    for row, (entries, _) in enumerate(ties):
        for column, value in entries.items():
            matrix[row, column] = value
    rows = LinearConstraint(matrix.tocsr(), 0.0, [most for _, most in ties])
    found = []
    for place in places:
        one = np.zeros(count)
        one[place] = 1.0
        least, most = (
            milp(sign * one, bounds=Bounds(puzzle.low, puzzle.high), constraints=rows).x[place]
            for sign in (1.0, -1.0)
        )
        whole = puzzle.whole[place]
        found.append((np.ceil(least - SLACK), np.floor(most + SLACK)) if whole else (least, most))
    return np.array(found).T


def attacked(name, puzzle, wanted, limit):
    (low, high), used = timed(solved, puzzle, wanted)
    bounds = narrowed(puzzle)
    box = replace(puzzle, low=bounds[0], high=bounds[1])
    places = np.random.default_rng(0).choice(len(low), ASKED, replace=False)
    (least, most), each = timed(two_each, box, places)
    peer = each / ASKED * len(low)
    low, high, whole = low[places], high[places], puzzle.whole[places]
    matters = most - least + whole < wanted
    off = (np.abs(low - least) > 1e-4) | (np.abs(high - most) > 1e-4)
    outside = (low < least - 1e-4) | (high > most + 1e-4)
    unlike = int(np.sum(np.where(matters, off, outside | (high - low + whole < wanted - 1e-4))))
    print(
        f"{name}, {wanted:g} wanted: {used:7.2f} s CPU (limit {limit:g} s); "
        f"peer about {peer:8.1f} s ({ASKED} of {len(puzzle.low):,} asked), "
        f"{peer / used:6.0f} times; unlike {unlike}"
    )


def main():
    timed(solved, region(0, 1, 1), 5)  # what is loaded at first use
    for name, size, limit in (
        ("an office", (1, 1), LIMIT_OFFICE),
        ("an office, two editions", (1, 2), LIMIT_OFFICE * 2),
        ("a region, two editions", (OFFICES, 2), LIMIT_REGION),
    ):
        puzzle = region(1, *size)
        print(
            f"{name}: {len(puzzle.low):,} unknowns, {len(puzzle.sums):,} sums, "
            f"{len(puzzle.within):,} within, {len(puzzle.ratios):,} ratios"
        )
        times = sorted(1e3 * timed(narrowed, puzzle)[1] for _ in range(9))
        print(f"  narrowed: {times[4]:6.2f} ms CPU (limit {LIMIT_NARROWED:g} ms an office)")
        for wanted in (5, 9):
            attacked(f"  {name}", puzzle, wanted, limit)


if __name__ == "__main__":
    main()
