"""A client information system's own export → contract tables, through a mapping file.

>>> from evaluation.connectors.export import apply_mapping, read_mapping
>>> mapping = read_mapping("data/connectors/avain-example.yaml")
>>> mapped = apply_mapping(mapping, lines, exact=True)  # lines: row number and cells as text

The mapping is the evaluator's: it says in YAML which column of the export is which column of the
data contract. It was made for exports that have the shape of THL's AVAIN instrument (goals,
situational factors, services and methods, each planned and then evaluated; Tanner & Kivipelto
2022), but it knows no codes of AVAIN or of any system: all names come from the mapping file.
"""

from evaluation.connectors.export.apply import Mapped, MappedTable, apply_mapping
from evaluation.connectors.export.model import (
    MAPPING_NAMES,
    Block,
    Cell,
    Long,
    Mapping,
    mapping_file,
)
from evaluation.connectors.export.read import read_mapping

__all__ = [
    "MAPPING_NAMES",
    "Block",
    "Cell",
    "Long",
    "Mapped",
    "MappedTable",
    "Mapping",
    "apply_mapping",
    "mapping_file",
    "read_mapping",
]
