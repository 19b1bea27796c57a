"""What a step of training minimises."""

import torch

from yozora.diffusion.loss import flow_loss, mixed


def parts(b: int = 2, t: int = 3) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {
        "clean": torch.randn(b, t, 2, 2, 4, generator=generator),
        "sigma": torch.full((b, t), 0.5),
        "variance": torch.ones(4),
        "free": torch.ones(b, t, dtype=torch.bool),
        "weight": torch.ones(b, t, 2, 2),
    }


def test_the_truth_costs_nothing_and_the_best_guess_without_looking_costs_one() -> None:
    given = parts(b=200)
    assert float(flow_loss(given["clean"], **given)) == 0
    noisy = mixed(given["clean"], torch.randn_like(given["clean"]), given["sigma"])
    best = noisy * 0.5 / (0.25 + 0.25)
    assert abs(float(flow_loss(best, **given)) - 1) < 0.05


def test_given_frames_and_light_tokens_do_not_count() -> None:
    given = parts()
    wrong = given["clean"].clone()
    wrong[:, 0] += 100
    given["free"][:, 0] = False
    assert float(flow_loss(wrong, **given)) == 0
    wrong[:, 1, 0, 0] += 100
    given["weight"][:, :, 0, 0] = 0
    assert float(flow_loss(wrong, **given)) == 0


def test_the_path_runs_straight_from_clip_to_noise() -> None:
    clean, noise = torch.zeros(1, 3, 1, 1, 1), torch.ones(1, 3, 1, 1, 1)
    assert mixed(clean, noise, torch.tensor([[0.0, 0.25, 1.0]])).flatten().tolist() == [0, 0.25, 1]
