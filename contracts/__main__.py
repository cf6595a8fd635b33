"""``python -m contracts``: the command without the generator."""

from contracts.errors import interruptible

if __name__ == "__main__":
    with interruptible():  # from the first import on
        from contracts.cli import main

        main()
