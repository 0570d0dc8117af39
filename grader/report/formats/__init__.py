"""The report in other programs' formats, each made from the report alone."""
