"""What can be wrong with a library: one function for each, which finds it and knows how it is repaired."""

from yozora.library.checks.finding import DAY_S, Finding, Patient, shown

__all__ = ["DAY_S", "Finding", "Patient", "shown"]
