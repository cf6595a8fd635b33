"""The portable subset in which a mapping's SELECTs are written: all that is not listed here is refused.

A list of what is allowed, not of what is forbidden: whatever an engine learns to do tomorrow stays out until somebody puts it here.
Nothing listed reads a file, a setting, the clock or chance, and everything means the same to all engines.
"""

from __future__ import annotations

from sqlglot import exp

FUNCTIONS: dict[str, type[exp.Expr]] = {
    "ABS": exp.Abs,
    "AVG": exp.Avg,
    "BOOL_AND": exp.LogicalAnd,
    "BOOL_OR": exp.LogicalOr,
    "CEIL": exp.Ceil,
    "COALESCE": exp.Coalesce,
    "CONCAT": exp.Concat,
    "COUNT": exp.Count,
    "DATE_ADD": exp.DateAdd,
    "DATE_DIFF": exp.DateDiff,
    "DAY": exp.Day,
    "DENSE_RANK": exp.DenseRank,
    "FIRST_VALUE": exp.FirstValue,
    "FLOOR": exp.Floor,
    "GREATEST": exp.Greatest,
    "HOUR": exp.Hour,
    "IF": exp.If,
    "ISODOW": exp.DayOfWeekIso,
    "LAG": exp.Lag,
    "LAST_VALUE": exp.LastValue,
    "LEAD": exp.Lead,
    "LEAST": exp.Least,
    "LENGTH": exp.Length,
    "LOWER": exp.Lower,
    "MAKE_DATE": exp.DateFromParts,
    "MAX": exp.Max,
    "MIN": exp.Min,
    "MINUTE": exp.Minute,
    "MONTH": exp.Month,
    "NULLIF": exp.Nullif,
    "QUARTER": exp.Quarter,
    "RANK": exp.Rank,
    "REPLACE": exp.Replace,
    "ROUND": exp.Round,
    "ROW_NUMBER": exp.RowNumber,
    "SIGN": exp.Sign,
    "SPLIT_PART": exp.SplitPart,
    "STARTS_WITH": exp.StartsWith,
    "STRFTIME": exp.TimeToStr,
    "STRPTIME": exp.StrToTime,
    "SUBSTRING": exp.Substring,
    "SUM": exp.Sum,
    "TRIM": exp.Trim,
    "UPPER": exp.Upper,
    "YEAR": exp.Year,
}
"""Functions by the names under which a mapping calls them."""

COUNTED = (exp.Year, exp.Month, exp.Day, exp.Quarter, exp.Hour, exp.Minute, exp.Length, exp.DateDiff, exp.DayOfWeekIso)
"""Functions that count something, to which each engine gives another width: INT here."""

RANKED = (exp.RowNumber, exp.Rank, exp.DenseRank)
"""Numbers of rows: BIGINT here."""

_CLAUSES = (
    exp.Select,
    exp.Union,
    exp.Except,
    exp.Intersect,
    exp.Subquery,
    exp.With,
    exp.CTE,
    exp.From,
    exp.Join,
    exp.Table,
    exp.TableAlias,
    exp.Values,
    exp.Where,
    exp.Group,
    exp.Having,
    exp.Distinct,
    exp.Order,
    exp.Ordered,
    exp.Window,
    exp.WindowSpec,
    exp.Filter,
)
_VALUES = (
    exp.Alias,
    exp.Column,
    exp.Identifier,
    exp.Star,
    exp.Literal,
    exp.Null,
    exp.Boolean,
    exp.Tuple,
    exp.Paren,
    exp.Case,
    exp.Cast,
    exp.TryCast,
    exp.DataType,
    exp.DataTypeParam,
    exp.Interval,
    exp.Var,
    exp.Extract,
)
_OPERATORS = (
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.IntDiv,
    exp.Mod,
    exp.Neg,
    exp.DPipe,
    exp.And,
    exp.Or,
    exp.Not,
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
    exp.Is,
    exp.In,
    exp.Between,
    exp.Like,
    exp.Exists,
)

ALLOWED = frozenset((*_CLAUSES, *_VALUES, *_OPERATORS, *FUNCTIONS.values()))
"""Every kind of node that a SELECT may consist of."""

TYPES = {
    exp.DType.BOOLEAN: "BOOLEAN",
    exp.DType.TINYINT: "TINYINT",
    exp.DType.SMALLINT: "SMALLINT",
    exp.DType.INT: "INT",
    exp.DType.BIGINT: "BIGINT",
    exp.DType.DOUBLE: "DOUBLE",
    exp.DType.DECIMAL: "DECIMAL(p,s)",
    exp.DType.TEXT: "VARCHAR",
    exp.DType.VARCHAR: "VARCHAR",
    exp.DType.DATE: "DATE",
    exp.DType.TIMESTAMP: "TIMESTAMP",
}
"""Types that a CAST may name."""

AMBIENT = frozenset(
    (
        *("current_catalog", "current_database", "current_date", "current_role", "current_schema", "current_time", "current_timestamp"),
        *("current_timezone", "current_user", "grouping__id", "localtime", "localtimestamp", "now", "session_user", "system_user", "user"),
    )
)
"""Names that engines take for the clock, the user or the place, in quotes or not, where no column is called so."""

UNITS = ("YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE", "ISODOW")
"""What EXTRACT may take from a day or an instant."""

STEPS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
"""What an INTERVAL may count, in the singular or the plural."""

_FURTHER: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Coalesce: ("expressions", "is_nvl", "is_null"),
    exp.Concat: ("expressions", "safe", "coalesce"),
    exp.Count: ("big_int",),
    exp.DateAdd: ("expression",),
    exp.DateDiff: ("expression", "unit", "date_part_boundary"),
    exp.DateFromParts: ("year", "month", "day"),
    exp.Greatest: ("expressions", "ignore_nulls"),
    exp.If: ("true", "false"),
    exp.Lag: ("offset", "default"),
    exp.Lead: ("offset", "default"),
    exp.Least: ("expressions", "ignore_nulls"),
    exp.Nullif: ("expression",),
    exp.Replace: ("expression", "replacement"),
    exp.Round: ("decimals",),
    exp.SplitPart: ("delimiter", "part_index"),
    exp.StartsWith: ("expression",),
    exp.StrToTime: ("format",),
    exp.Substring: ("start", "length"),
    exp.TimeToStr: ("format",),
    exp.Trim: ("expression",),
}
"""Arguments of functions after their first, and the parser's own marks; what is not here takes one argument."""

ARGUMENTS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Select: frozenset({"expressions", "from", "from_", "joins", "where", "group", "having", "distinct", "with", "with_", "windows"}),
    exp.SetOperation: frozenset({"this", "expression", "distinct", "with", "with_"}),
    exp.Table: frozenset({"this", "alias"}),
    exp.Column: frozenset({"this", "table"}),
    exp.Join: frozenset({"this", "on", "using", "side", "kind"}),
    exp.With: frozenset({"expressions"}),
    exp.CTE: frozenset({"this", "alias"}),
    exp.Group: frozenset({"expressions"}),
    exp.Distinct: frozenset({"expressions"}),
    exp.Star: frozenset(),
    exp.Subquery: frozenset({"this", "alias"}),
    exp.Values: frozenset({"expressions", "alias"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.TryCast: frozenset({"this", "to", "safe", "requires_string"}),
    exp.DataType: frozenset({"this", "expressions"}),
    exp.Order: frozenset({"expressions"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
    exp.WindowSpec: frozenset({"kind", "start", "start_side", "end", "end_side"}),
    **{function: frozenset({"this"}) | frozenset(_FURTHER.get(function, ())) for function in FUNCTIONS.values()},
}
"""For kinds of nodes that can carry more than is wanted: what they may carry, functions their arguments."""

NEEDED: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Count: ("this",),
    exp.DateDiff: ("unit",),
    exp.DateFromParts: ("year", "month", "day"),
    exp.Replace: ("replacement",),
    exp.SplitPart: ("delimiter", "part_index"),
    exp.Substring: ("start",),
}
"""Arguments that the parser would do without."""

JOINS = ("", "INNER", "CROSS", "OUTER")
SIDES = ("", "LEFT", "RIGHT", "FULL")
CLOCK = ("Y", "m", "d", "H", "M", "S")
"""What a pattern of STRFTIME and STRPTIME may name, each after a percent sign; all else in it is punctuation."""
