"""What can be wrong with a rulebook."""


class RulebookError(ValueError):
    """The rulebook is not sound; the message names the file, the rule and the fault."""
