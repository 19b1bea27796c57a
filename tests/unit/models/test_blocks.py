"""The block transform: fitted, exact inside its span, mirrored by signs."""

import numpy as np
import pytest

from yozora.models.basis_file import BASES, load_bases, save_bases
from yozora.models.blocks import cut, extended, fit


def clips(frames: int, count: int = 30) -> np.ndarray:
    """Smooth moving bars, `[count, frames, 16, 24, 3]` in -1..1."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[0:16, 0:24] / 8
    times = np.arange(frames)[:, None, None, None] / 4
    found = [
        np.sin(rng.uniform(0, 6) + a * x[None, ..., None] + b * y[None, ..., None] + c * times + np.arange(3))
        for a, b, c in rng.uniform(-2, 2, (count, 3))
    ]
    return np.stack(found).astype(np.float32)


@pytest.mark.parametrize("frames", [1, 4])
def test_what_is_kept_comes_back_and_more_numbers_keep_more(frames: int) -> None:
    seen = clips(frames)
    blocks = np.concatenate([cut(clip, frames).reshape(-1, frames * 192) for clip in seen])
    errors = []
    for channels in (4, 16, 48):
        basis = fit(blocks, frames=frames, channels=channels)
        latents = basis.encode(seen[0])
        assert latents.shape == (1, 2, 3, channels)
        errors.append(float(((basis.decode(latents) - seen[0]) ** 2).mean()))
        assert np.allclose(basis.encode(basis.decode(latents)), latents, atol=1e-4)
    assert errors[0] > errors[1] > errors[2] < 1e-3


def test_a_basis_goes_on_with_what_it_loses() -> None:
    seen = clips(4)
    blocks = np.concatenate([cut(clip, 4).reshape(-1, 768) for clip in seen])
    known = fit(blocks[::2], frames=4, channels=16)
    more = extended(known, blocks, channels=48)
    assert more.channels == 48 and set(more.parity[16:].tolist()) == {1, -1}
    assert np.allclose(more.vectors.T @ more.vectors, np.eye(48), atol=1e-4)
    assert np.array_equal(more.encode(seen[3])[..., :16], known.encode(seen[3]))
    mirrored = more.encode(seen[3][:, :, ::-1])
    assert np.allclose(mirrored, more.encode(seen[3])[:, :, ::-1] * more.parity, atol=1e-3)
    lost = [float(((basis.decode(basis.encode(seen[3])) - seen[3]) ** 2).mean()) for basis in (known, more)]
    assert lost[1] < lost[0] / 4
    assert np.all(np.diff(more.scale[16:]) <= 1e-4), "what varies less is divided by less"
    again = fit(blocks, frames=4, channels=48)
    assert np.allclose(more.scale[:32], again.scale[:32] * more.scale[0] / again.scale[0], rtol=0.3)
    with pytest.raises(ValueError, match="The basis has 48 channels; expected fewer than 48"):
        extended(more, blocks, channels=48)


@pytest.mark.parametrize("known", [150, 192])
def test_channels_beyond_the_size_of_a_block_say_nothing(known: int) -> None:
    seen = clips(1)
    blocks = np.concatenate([cut(clip, 1).reshape(-1, 192) for clip in seen])
    short = fit(blocks, frames=1, channels=known)
    for basis in (extended(short, blocks, channels=224), fit(blocks, frames=1, channels=224)):
        latents = basis.encode(seen[0])
        assert latents.shape[-1] == basis.scale.size == basis.parity.size == 224
        assert not latents[..., 192:].any()
        assert np.allclose(basis.decode(latents), seen[0], atol=5e-3), "less than the faintest deviation is lost"


def test_a_mirrored_clip_has_mirrored_columns_and_flipped_signs() -> None:
    seen = clips(4)
    basis = fit(np.concatenate([cut(clip, 4).reshape(-1, 768) for clip in seen]), frames=4, channels=24)
    mirrored = basis.encode(seen[3][:, :, ::-1])
    assert set(basis.parity.tolist()) == {1, -1}
    assert np.allclose(mirrored, basis.encode(seen[3])[:, :, ::-1] * basis.parity, atol=1e-4)


def test_latents_vary_by_one_on_average() -> None:
    seen = clips(4)
    basis = fit(np.concatenate([cut(clip, 4).reshape(-1, 768) for clip in seen]), frames=4, channels=24)
    latents = np.concatenate([basis.encode(clip).reshape(-1, 24) for clip in seen])
    assert abs((latents**2).mean() - 1) < 0.05


def test_two_bases_travel_in_one_file(tmp_path) -> None:
    image = fit(cut(clips(1)[0], 1).reshape(-1, 192), frames=1, channels=4)
    video = fit(cut(clips(4)[0], 4).reshape(-1, 768), frames=4, channels=4)
    save_bases(tmp_path / BASES, image, video)
    for one, other in zip(load_bases(tmp_path / BASES), (image, video), strict=True):
        assert one.frames == other.frames
        assert np.array_equal(one.vectors, other.vectors) and np.array_equal(one.parity, other.parity)


def test_bases_that_are_to_go_on_from_others_do_so_or_are_refused(tmp_path) -> None:
    blocks = [
        np.concatenate([cut(clip, frames).reshape(-1, frames * 192) for clip in clips(frames)]) for frames in (1, 4)
    ]
    known = [fit(rows, frames=frames, channels=4) for rows, frames in zip(blocks, (1, 4), strict=True)]
    more = [extended(basis, rows, channels=8) for basis, rows in zip(known, blocks, strict=True)]
    save_bases(tmp_path / "known.npz", *known)
    save_bases(tmp_path / "more.npz", *more)
    save_bases(tmp_path / "mixed.npz", more[0], fit(blocks[1][::3], frames=4, channels=8))
    image, video = load_bases(tmp_path / "more.npz", after=tmp_path / "known.npz")
    assert image.channels == video.channels == 8
    for name, after in (("mixed", "known"), ("known", "more")):
        with pytest.raises(ValueError, match=rf"{name}.npz is another codec than .*{after}.npz. Draw lessons"):
            load_bases(tmp_path / f"{name}.npz", after=tmp_path / f"{after}.npz")
