"""The store: validated observations of every delivery as Parquet, with a ledger."""

from evaluation.intake.storing.quarantine import refused_rows
from evaluation.intake.storing.store import Store

__all__ = ["Store", "refused_rows"]
