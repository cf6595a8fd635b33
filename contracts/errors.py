"""The one error that a person, not a developer, is meant to read."""


class InputError(Exception):
    """What was asked cannot be done as it stands: a bad option, an unreadable table, nothing to judge.

    Its text is one line that names the thing and says what is allowed or what to do next; the command prints it and exits 2. ``table`` is
    the table that it is about, by the contract's name or the source's, where a program is to go on without it.
    """

    def __init__(self, text: str, *, table: str = "") -> None:
        super().__init__(text)
        self.table = table
