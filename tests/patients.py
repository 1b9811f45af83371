"""Patients whom several tests share."""

from collections.abc import Mapping

from desktop.engine.parameters import Value

BUSY: Mapping[str, Value] = {
    "tumor.drawn_rate": 60.0,
    "detachment.cluster_share": 30.0,
    "start.circulating": 40,
    "start.arrested": 40,
    "start.dormant": 10,
    "start.nests": 5,
    "t_cell.match": 5.0,
    "flow.circuit_time": 5.0,
}
"""So much happens at once that a short run meets most of the cascade."""
