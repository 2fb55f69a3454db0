"""Huitou 回头客: from the export files a shop already has to the customers who come back."""

__version__ = "0.6.0"
