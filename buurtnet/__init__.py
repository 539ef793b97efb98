"""Buurtnet: the software of a neighbourhood network for growing up."""

__version__ = "0.1.0"
