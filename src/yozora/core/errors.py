"""The errors a caller may meet. Every message says what was got, what is expected and what to do."""


class YozoraError(Exception):
    """Base of every error this package raises on purpose."""


class InvalidRequest(YozoraError):
    """What was asked for cannot be made: a size, a length, a seed, a prompt."""


class InvalidPlan(YozoraError):
    """A plan file does not describe a scene that can be drawn."""


class UnreadableFile(YozoraError):
    """A file is missing, damaged or of a kind that is not read here."""


class CorruptWeights(YozoraError):
    """A file of a model is missing or is not the one that was published."""


class UnwritableOutput(YozoraError):
    """The output path cannot be written: no folder, no permission, no space, unknown ending."""


class Cancelled(YozoraError):
    """The caller stopped the work; nothing half-written is left behind."""
