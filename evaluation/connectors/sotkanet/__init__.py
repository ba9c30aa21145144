"""Open statistics of THL's Sotkanet → an office's circumstances, the table ``facts``.

>>> from evaluation.connectors.sotkanet import read_facts, write_facts
>>> facts = read_facts([values], indicators, regions, map, framework)
>>> write_facts(facts, "data/raw")

Sotkanet is a bank of some thousand indicators of welfare in Finnish municipalities (Finnish
Institute for Health and Welfare, THL). The evaluator saves three kinds of files once; nothing here
goes to the network. A map in YAML says which of Sotkanet's titles is which of our indicators, and
which region is which office's.

The shapes of the files follow THL's REST interface 1.1 as its users describe it: the R package
``sotkanet`` of rOpenGov (Lahti, Happonen, Parkkinen, Lehtomäki & Kantanen, versions 0.9–0.10,
2013–2024) and Oskari's documentation of its action route GetSotkaData. A region's ``id`` is
Sotkanet's own number; its ``code`` is the municipality's code only in the category ``KUNTA``.
"""

from evaluation.connectors.sotkanet.facts import Facts, OfficeFacts, read_facts
from evaluation.connectors.sotkanet.told import facts_as_text
from evaluation.connectors.sotkanet.write import write_facts

__all__ = ["Facts", "OfficeFacts", "facts_as_text", "read_facts", "write_facts"]
