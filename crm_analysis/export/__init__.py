"""Frames out of the house: files that a spreadsheet opens safely and text that a program reads exactly."""

from crm_analysis.export.coloured import Coloured, coloured_bytes
from crm_analysis.export.files import csv_bytes, write
from crm_analysis.export.text import csv_text, json_list, json_object, json_text, only_row

__all__ = [
    "Coloured",
    "coloured_bytes",
    "csv_bytes",
    "csv_text",
    "json_list",
    "json_object",
    "json_text",
    "only_row",
    "write",
]
