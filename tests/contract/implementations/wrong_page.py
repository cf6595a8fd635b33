"""The wrong implementations as a page of documentation: run as a script, it prints docs/wrong-implementations.md."""

from __future__ import annotations

from mistakes import MISTAKES

from contracts.invariants.code import JUDGED_BY_FUZZ

_OPENING = """\
# Wrong implementations

{mistakes} small mistakes in an allocator or ledger, each made in one method of a sound one, against the {laws} laws of code that
`stockproof fuzz` judges. `tests/contract/test_implementations.py` drives each and proves that the law named here finds it, in a story of at
most five steps or by repeating contended allocations. This page is derived from `tests/contract/implementations/mistakes.py` by
`make docs`; change it there.

| implementation | the mistake | found by |
|---|---|---|
"""


def page() -> str:
    """The whole page as Markdown: the mistakes, then the laws."""
    mistakes = "\n".join(f"| `{mistake.name}` | {mistake.title} | {mistake.law} |" for mistake in MISTAKES)
    laws = "\n".join(f"| {law.id} | {law.title} | {law.source} |" for law in JUDGED_BY_FUZZ)
    opening = _OPENING.format(mistakes=len(MISTAKES), laws=len(JUDGED_BY_FUZZ))
    return f"{opening}{mistakes}\n\n## The laws\n\n| law | what it says | source |\n|---|---|---|\n{laws}\n"


if __name__ == "__main__":
    print(page(), end="")
