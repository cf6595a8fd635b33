"""``python -m contracts``: the command without the generator."""

from contracts.cli import main

main()
