"""Processes: what the machine offers, and the one pool that runs a function over many tasks.

``pool`` hands out tasks, ``task`` hears what becomes of one; ``process`` holds a process and
``starting`` starts it on every system; ``child`` is what runs inside one, and ``preparation`` what
all of them find done; ``machine`` knows cores and memory.
"""

from .child import MemoryExceeded, extend, perform, report, unlimited_memory
from .machine import cores, one_thread
from .pool import Pool
from .starting import can_copy, can_start
from .task import Ended, Outcome, TimeExceeded

__all__ = [
    "Ended",
    "MemoryExceeded",
    "Outcome",
    "Pool",
    "TimeExceeded",
    "can_copy",
    "can_start",
    "cores",
    "extend",
    "one_thread",
    "perform",
    "report",
    "unlimited_memory",
]
