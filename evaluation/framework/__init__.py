"""The theory as frozen objects: strategy map, instruments, conditions, configurations.

>>> from evaluation.framework import load_framework
>>> theory = load_framework("data/framework")
>>> theory.show("interactive-approach")  # draws itself in a notebook
"""

from evaluation.framework.draw import diagram, ripple_map
from evaluation.framework.load import load_framework, read_framework
from evaluation.framework.model import (
    CHANGE,
    LANGUAGES,
    Code,
    CodeList,
    Condition,
    Configuration,
    Framework,
    Indicator,
    Instrument,
    Intervention,
    Language,
    Mechanism,
    Norm,
    Occasion,
    Office,
    Outcome,
    Perspective,
    Prediction,
    Reading,
    Reliability,
    Rival,
    StrategyMap,
    SuccessFactor,
    Text,
)
from evaluation.framework.problems import FrameworkProblem
from evaluation.framework.sentence import sentence
from evaluation.framework.show import ShownConfiguration, show
from evaluation.framework.text import theory_as_text

__all__ = [
    "CHANGE",
    "LANGUAGES",
    "Code",
    "CodeList",
    "Condition",
    "Configuration",
    "Framework",
    "FrameworkProblem",
    "Indicator",
    "Instrument",
    "Intervention",
    "Language",
    "Mechanism",
    "Norm",
    "Occasion",
    "Office",
    "Outcome",
    "Perspective",
    "Prediction",
    "Reading",
    "Reliability",
    "Rival",
    "ShownConfiguration",
    "StrategyMap",
    "SuccessFactor",
    "Text",
    "diagram",
    "load_framework",
    "read_framework",
    "ripple_map",
    "sentence",
    "show",
    "theory_as_text",
]
