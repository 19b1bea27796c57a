"""Which processors are quick in bfloat16 is known by what they say of themselves."""

from pathlib import Path

import pytest

from yozora.runtime import processor

TOLD = "processor\t: 0\nvendor_id\t: {vendor}\nflags\t\t: fpu avx512f {flags}\n\n"


@pytest.mark.parametrize(
    ("told", "quick"),
    [
        (TOLD.format(vendor="AuthenticAMD", flags="avx512_bf16"), True),
        (TOLD.format(vendor="AuthenticAMD", flags="avx2"), False),
        (TOLD.format(vendor="GenuineIntel", flags="avx512_bf16 amx_bf16 amx_tile"), True),
        (TOLD.format(vendor="GenuineIntel", flags="avx512_bf16"), False),
        ("processor\t: 0\nFeatures\t: fp asimd bf16\n", True),
        ("", True),
    ],
)
def test_a_processor_is_quick_in_bf16_or_not(
    told: str, quick: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "CPUINFO", tmp_path / "cpuinfo")
    (tmp_path / "cpuinfo").write_text(told, "utf-8")
    processor.quick_in_bf16.cache_clear()
    assert processor.quick_in_bf16() is quick
    processor.quick_in_bf16.cache_clear()


def test_where_nothing_is_known_it_is_believed_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor, "CPUINFO", tmp_path / "none")
    processor.quick_in_bf16.cache_clear()
    assert processor.quick_in_bf16()
    processor.quick_in_bf16.cache_clear()
