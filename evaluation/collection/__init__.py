"""What offices fill in, and what it means: the collection form and the data dictionary.

>>> from evaluation.collection import write_dictionary, write_form
>>> write_form(framework, "office-c", "fi", Path("lomake.xlsx"))
>>> write_dictionary(framework, Path("dictionary"))
"""

from evaluation.collection.dictionary import write_dictionary
from evaluation.collection.form import form_name, write_form

__all__ = ["form_name", "write_dictionary", "write_form"]
