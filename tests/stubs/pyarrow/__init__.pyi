from collections.abc import Mapping, Sequence
from typing import Any

class Buffer: ...

class BufferOutputStream:
    def getvalue(self) -> bytes: ...

class Schema:
    metadata: dict[bytes, bytes]

class Table:
    column_names: list[str]
    schema: Schema
    def replace_schema_metadata(self, metadata: Mapping[str, str]) -> Table: ...
    def to_pylist(self) -> list[dict[str, Any]]: ...

def table(data: Mapping[str, Sequence[Any]]) -> Table: ...
