"""What the processor of this machine is good at."""

from functools import cache
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")


@cache
def quick_in_bf16() -> bool:
    """Whether networks are quicker in bfloat16 than in float32. Measured, two cores each: AMD's processors with
    AVX-512 BF16 are, as are Intel's with AMX; Intel's with AVX-512 BF16 alone (or whose AMX is hidden from a virtual
    machine) take half as long again. By name and not by the clock, so that a seed makes the same clip on a machine
    whether it is busy or not. Where nothing is known of the processor it is believed to be."""
    return _quick(CPUINFO.read_text("utf-8")) if CPUINFO.exists() else True


def _quick(told: str) -> bool:
    processor = dict[str, str]()
    for line in told.splitlines():
        name, _, value = line.partition(":")
        processor.setdefault(name.strip(), value.strip())
    flags = processor.get("flags")
    if flags is None:  # what is not x86 tells of it in other words
        return True
    return "amx_bf16" in flags.split() or ("avx512_bf16" in flags.split() and processor["vendor_id"] == "AuthenticAMD")
