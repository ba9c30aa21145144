"""Draw a configuration, and how configurations lead to one another (ripple)."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.framework import svg
from evaluation.framework.model import Configuration, Framework, Language, Text
from evaluation.framework.sentence import sentence

CONTEXT = svg.Look(bar="#0072b2", fill="#eef6fb")
RESOURCE = svg.Look(bar="#b86e00", fill="#fdf5e6")
REASONING = svg.Look(bar="#a6407a", fill="#fbf0f6")
OUTCOME = svg.Look(bar="#00785a", fill="#ebf7f2")
RIPPLE = svg.Look(bar="#6b6b6b", fill="#ffffff", dashed=True)
ALONE = svg.Look(bar="#6b6b6b", fill="#f5f5f5")
"""Hues of Okabe & Ito 2008, told apart in all common kinds of colour blindness; bars darkened so
that each stands out from the paper (at least 3:1)."""

ROLES = {
    "context": Text("konteksti", "context"),
    "resource": Text("resurssi", "resource"),
    "reasoning": Text("ajattelun muutos", "change in reasoning"),
    "outcome": Text("tulos", "outcome"),
    "comes-from": Text("tulee väitteestä", "comes from"),
    "leads-to": Text("johtaa väitteeseen", "leads to"),
}
RIPPLE_TITLE = Text("Miten väitteet johtavat toisiinsa", "How configurations lead to one another")
RIPPLE_LINK = Text("{a} johtaa väitteeseen {b}.", "{a} leads to {b}.")
RIPPLE_NONE = Text("Mikään väite ei johda toiseen.", "No configuration leads to another.")
RIPPLE_ALONE = Text("Omillaan: {names}.", "On their own: {names}.")

GAP = 24.0
"""Between boxes that an arrow joins."""
CLOSE = 6.0
"""Between boxes of one role."""
MIDDLE = 170.0


def diagram(
    framework: Framework,
    configuration: Configuration,
    language: Language,
    *,
    id_prefix: str = "cmo",
) -> str:
    """Draw a configuration from top to bottom: contexts, resource, reasoning, outcome.

    Configurations that lead here and those this one leads to stand in dashed boxes.

    Parameters
    ----------
    framework : Framework
    configuration : Configuration
        Of this framework.
    language : {"fi", "en"}
    id_prefix : str
        Begins the ids in the drawing; give another one where a page draws it twice.

    Returns
    -------
    str
        Standalone SVG, 340 units wide.
    """
    say = {id: c.label.say(language) for id, c in framework.conditions.items()}
    mechanism, c = configuration.mechanism, configuration
    method = framework.code_lists["methods"].code(c.intervention.method).label.say(language)
    role = {name: label.say(language) for name, label in ROLES.items()}
    before = [o for o in framework.configurations.values() if c.id in o.leads_to]
    after = [framework.configurations[id] for id in c.leads_to]
    groups = (
        [(role["comes-from"], o.title.say(language), RIPPLE) for o in before],
        [(role["context"], say[id], CONTEXT) for id in c.context],
        [(f"{role['resource']}: {method}", say[mechanism.resource], RESOURCE)],
        [(role["reasoning"], say[mechanism.reasoning], REASONING)],
        [(role["outcome"], say[c.outcome.condition], OUTCOME)],
        [(role["leads-to"], o.title.say(language), RIPPLE) for o in after],
    )
    parts, y = _stack([group for group in groups if group])
    return svg.picture(
        f"{id_prefix}-{c.id}-v{c.version}-{language}",
        c.title.say(language),
        sentence(framework, c, language),
        language,
        y,
        parts,
    )


def _stack(
    groups: Sequence[Sequence[tuple[str, str, svg.Look]]],
) -> tuple[list[str], float]:
    """Boxes of a group close together, an arrow between groups; dashed where a ripple runs."""
    parts: list[str] = []
    y, above = 2.0, None
    for group in groups:
        look = group[0][2]
        if above is not None:
            dashed = RIPPLE in (above, look)
            parts.append(svg.arrow([(MIDDLE, y + 2), (MIDDLE, y + GAP - 2)], dashed=dashed))
            y += GAP
        for n, (caption, text, look) in enumerate(group):
            y += CLOSE if n else 0
            made = svg.box(caption, text, look, y)
            parts.append(made.draw())
            y = made.y + made.height
        above = look
    return parts, round(y + 2, 1)


def ripple_map(framework: Framework, language: Language, *, id_prefix: str = "ripple") -> str:
    """Draw all configurations in one column, with their links in a gutter on the right.

    A configuration stands above those it leads to. Every link has a lane of its own where links
    would run over each other.

    Parameters
    ----------
    framework : Framework
    language : {"fi", "en"}
    id_prefix : str
        Begins the ids in the drawing; give another one where a page draws it twice.

    Returns
    -------
    str
        Standalone SVG, 340 units wide.
    """
    chains = ripple_chains(framework)
    order = [id for chain in chains for id in chain]
    last = {chain[-1] for chain in chains}
    place = {id: n for n, id in enumerate(order)}
    links = [(a, b) for a in order for b in framework.configurations[a].leads_to]
    lanes = _lanes([(place[a], place[b]) for a, b in links])
    gutter = 24.0 + 12.0 * min(max(lanes, default=0), 8) if links else 0.0
    boxes, y = {}, 2.0
    for id in order:
        c = framework.configurations[id]
        outcome = framework.conditions[c.outcome.condition].label.say(language)
        said = f"{ROLES['outcome'].say(language)}: {outcome}"
        look = OUTCOME if _linked(id, links) else ALONE
        boxes[id] = svg.box(c.title.say(language), said, look, y, width=336.0 - gutter)
        y = boxes[id].y + boxes[id].height + (GAP if id in last else GAP / 2)
    right = 338.0 - gutter
    step = (gutter - 16.0) / max([1, *lanes])
    parts = [made.draw() for made in boxes.values()]
    for (a, b), lane in zip(links, lanes, strict=True):
        out, into = boxes[a], boxes[b]
        x = round(right + 16.0 + lane * min(12.0, step), 1)
        start = out.y + out.height * 0.65
        end = into.y + into.height * 0.35
        parts.append(
            svg.arrow([(right, start), (x, start), (x, end), (right + 1, end)], dashed=True)
        )
    return svg.picture(
        f"{id_prefix}-{language}",
        RIPPLE_TITLE.say(language),
        _ripple_words(framework, language, links),
        language,
        round(y - GAP + 2, 1),
        parts,
    )


def ripple_chains(framework: Framework) -> tuple[tuple[str, ...], ...]:
    """Group ids of linked configurations, causes first; those on their own come last."""
    found = framework.configurations
    neighbours: dict[str, set[str]] = {id: set(c.leads_to) for id, c in found.items()}
    for id, c in found.items():
        for name in c.leads_to:
            neighbours[name].add(id)
    chains: list[list[str]] = []
    for id in found:
        if any(id in chain for chain in chains):
            continue
        chain, waiting = [], [id]
        while waiting:
            name = waiting.pop()
            if name not in chain:
                chain.append(name)
                waiting += neighbours[name]
        chains.append([name for name in found if name in chain])
    chains.sort(key=lambda chain: len(chain) == 1)
    return tuple(_causes_first(framework, chain) for chain in chains)


def _causes_first(framework: Framework, chain: Sequence[str]) -> tuple[str, ...]:
    done: list[str] = []
    while len(done) < len(chain):
        left = [id for id in chain if id not in done]
        led_to = {name for id in left for name in framework.configurations[id].leads_to}
        done.append(next((id for id in left if id not in led_to), left[0]))
    return tuple(done)


def _lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Give each span a lane, so that spans in one lane do not overlap; lane 0 is nearest."""
    lanes: list[int] = [0] * len(spans)
    taken: list[tuple[int, int, int]] = []
    for n in sorted(range(len(spans)), key=lambda n: abs(spans[n][1] - spans[n][0])):
        low, high = sorted(spans[n])
        lane = 0
        while any(k == lane and low < b and a < high for a, b, k in taken):
            lane += 1
        taken.append((low, high, lane))
        lanes[n] = lane
    return lanes


def _linked(id: str, links: Sequence[tuple[str, str]]) -> bool:
    return any(id in link for link in links)


def _ripple_words(
    framework: Framework, language: Language, links: Sequence[tuple[str, str]]
) -> str:
    title = {id: f"”{c.title.say(language)}”" for id, c in framework.configurations.items()}
    if language == "en":
        title = {id: f"“{c.title.en}”" for id, c in framework.configurations.items()}
    said = [RIPPLE_LINK.say(language).format(a=title[a], b=title[b]) for a, b in links]
    alone = [title[id] for id in framework.configurations if not _linked(id, links)]
    if alone and links:
        said.append(RIPPLE_ALONE.say(language).format(names=", ".join(alone)))
    return " ".join(said) or RIPPLE_NONE.say(language)
