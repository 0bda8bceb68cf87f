"""Spreadsheets: XLSX, XLSM, XLSB, XLS and ODS.

Takes a stream. Gives one Table a sheet, every cell as the string a person would read: 12.5, not 12.500000000001, and
dates in ISO. Hidden and empty sheets are passed over with a finding, encrypted workbooks refused.
"""

from klaviatur.adapters.sources.catalogues.workbook.table import read

__all__ = ["read"]
