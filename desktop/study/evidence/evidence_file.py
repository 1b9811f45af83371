"""Evidence as data: TOML files of the program, each a list of tables of one kind, read strictly."""

from collections.abc import Iterator

from desktop.system.assets import asset
from desktop.system.bounded import DocumentError, toml_document
from desktop.system.refusal import Refusal
from desktop.system.strict_json import Fields


class EvidenceError(Refusal):
    """A file of evidence is not as it must be; the message is one sentence."""


def evidence_tables(name: str, key: str) -> Iterator[Fields]:
    """Yield the tables of a kind in ``assets/evidence/NAME.toml``.

    Raises
    ------
    EvidenceError
        When the file cannot be read, or holds anything else.
    """
    try:
        document = toml_document(asset(f"evidence/{name}.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError, DocumentError) as error:
        message = f"evidence/{name}.toml cannot be read: {type(error).__name__}"
        raise EvidenceError(message) from error
    tables = document.pop(key, None)
    if not isinstance(tables, list) or document:
        message = f"evidence/{name}.toml takes a list of {key} and nothing else"
        raise EvidenceError(message)
    return (Fields(table, f"{key} {number} of evidence/{name}.toml") for number, table in enumerate(tables, 1))
