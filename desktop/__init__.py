"""CTC Voyage: an animation and a simulation of the metastatic cascade."""

import sys

__version__ = "0.1.0"

# So Python names a program that it is about to start by ``python -m``, with the present folder before all others.
if sys.argv[:1] == ["-m"]:
    from desktop.system.isolation import look_last_where_it_was_started

    look_last_where_it_was_started()
