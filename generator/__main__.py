"""The command ``stockproof``, also as ``python -m generator``."""

from contracts.errors import interruptible


def main() -> None:
    """Runs the command."""
    with interruptible():  # from the first import on
        from generator.cli import main as command

        command()


if __name__ == "__main__":
    main()
