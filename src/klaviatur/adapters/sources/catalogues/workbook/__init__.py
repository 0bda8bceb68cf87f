"""Spreadsheets: XLSX, XLSM, XLSB, XLS and ODS, and the HTML and XML that programs call Excel.

Takes a stream; the cells of a workbook are read in a process of their own, with limits of time and memory. Gives one
Table a sheet, every cell as the string a person would read: 12.5, not 12.500000000001, and dates in ISO. Hidden and
empty sheets are passed over with a finding, encrypted workbooks refused.
"""

from klaviatur.adapters.sources.catalogues.workbook.table import read

__all__ = ["read"]
