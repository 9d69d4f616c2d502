"""Reads seeds with the dbt that is installed, for SeedDifferentialTests: a list of CSV texts in, what dbt makes of each out."""

import datetime
import decimal
import json
import os
import sys
import tempfile
import warnings

try:
    from dbt_common.clients import agate_helper
except ImportError:
    from dbt.clients import agate_helper
from dbt.adapters.sql import SQLAdapter

warnings.simplefilter("ignore")


def written(value):
    """A value as our own reader writes it for the engine."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        if not value.is_finite():
            return "NaN"
        sign, digits, exponent = value.normalize().as_tuple()
        text = "".join(map(str, digits))
        if text == "0":
            return "0"
        return ("-" if sign else "") + (text + "0" * exponent if 0 <= exponent <= 400 else f"{text}e{exponent}")
    if isinstance(value, datetime.datetime):
        offset = value.utcoffset() if value.tzinfo else None
        text = value.replace(tzinfo=None).isoformat(" ")
        if offset is None:
            return text
        minutes = int(offset.total_seconds()) // 60
        return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return value.isoformat()


def read(text, delimiter):
    handle, path = tempfile.mkstemp(suffix=".csv")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        table = agate_helper.from_csv(path, (), delimiter=delimiter)
        return {
            "names": list(table.column_names),
            "types": [SQLAdapter.convert_agate_type(table, at) for at in range(len(table.column_names))],
            "rows": [[written(value) for value in row.values()] for row in table.rows],
        }
    except BaseException as error:
        return {"error": repr(error)}
    finally:
        os.remove(path)


print(json.dumps([read(case["text"], case["delimiter"]) for case in json.load(sys.stdin)]))
