"""``python -m generator``: the same as the command ``stockproof``."""

from generator.cli import main

if __name__ == "__main__":
    main(prog_name="python -m generator")
