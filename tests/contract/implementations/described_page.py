"""What `stockproof fuzz` finds in RA's description as it stands: run as a script, it prints docs/ra-as-described.md."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.fuzz.fuzz import fuzz
from contracts.report.code import judged, python
from contracts.verdict import Report, Result, Verdict

EXAMPLES = 100
_TARGET = "described_shop:make"

_OPENING = """\
# RA as described, fuzzed

`tests/contract/implementations/described_shop.py` does what RA 1.1 to 1.3 describe and nothing else: the state is keyed by product,
location and day, a sale takes the smaller of what is asked and what is available, and takes it from available only. This is what

```
stockproof fuzz described_shop:make --examples {examples}
```

finds in it. The page is derived from that run by `make docs`, and a test keeps it true.

{broken} laws are broken, {unknown} cannot be judged for what the description lacks, {holds} hold: {held}.
"""

_CLOSING = """\
## What follows

- Available and on hand drift apart with the first sale: RE 1 takes a sale from both, and D2 follows it.
- A negative quantity is smaller than what is available, so it is "sold", and adds stock; half a unit is sold as readily. The description
  never says what a quantity is: bad ones are to be refused (ALC-7).
- RA 2.3 reads positions through `get_snapshot` and does not say whether it gives the entry or a copy. Whoever keeps the entry to compare
  it later compares it with itself (LED-6).
- There is no way from one day to the next: keyed by day, the state of tomorrow is not there, and RA 2.3 fills it only once (D1). Nor is
  there anything by which returns and deliveries come in.
"""


def page() -> str:
    """The whole page as Markdown."""
    report = fuzz(_TARGET, examples=EXAMPLES)
    held = ", ".join(result.law.id for result in report.of(Verdict.HOLDS))
    opening = _OPENING.format(
        examples=EXAMPLES, held=held, **{name: len(report.of(Verdict(name))) for name in ("broken", "unknown", "holds")}
    )
    return "\n".join([opening, *_broken(report), *_unknown(report), _CLOSING])


def _broken(report: Report) -> Iterator[str]:
    yield "## Broken\n"
    for result in report.of(Verdict.BROKEN):
        yield f"### {result.law.id}: {result.law.title}\n"
        yield from _story(result)


def _story(result: Result) -> Iterator[str]:
    yield "| step | call | answer | available | on hand |\n|---|---|---|---|---|"
    for row in result.witnesses[1:]:
        changes = (_change(row.get(f"{name}_before"), row.get(f"{name}_after")) for name in ("available", "on_hand"))
        yield f"| {row['step']} | `{row['call']}` | `{row['answer']}` | {' | '.join(changes)} |"
    last = result.witnesses[-1]
    yield f"\nMust be {last['must_be']}; is {last['found']}. To repeat it:\n\n```python"
    imports, *calls = python(result)
    yield from (imports, "", *calls)
    yield "```\n"


def _change(before: object, after: object) -> str:
    return "" if after is None else str(after) if before == after else f"{before} → {after}"


def _unknown(report: Report) -> Iterator[str]:
    yield "## Unknown\n\n| law | what it says | why |\n|---|---|---|"
    for result in report.of(Verdict.UNKNOWN):
        yield f"| {result.law.id} | {result.law.title} | {judged(result)} |"
    yield ""


if __name__ == "__main__":
    print(page(), end="")
