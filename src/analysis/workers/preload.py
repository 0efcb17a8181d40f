"""Imported by a fork server alone: the standard library's can do nothing but import modules."""

import os

from . import preparation

if preparation.VARIABLE in os.environ:
    preparation.prepare(os.environ.pop(preparation.VARIABLE))
