"""Wording: words become tokens, and what stands beside what becomes logits, as torch would say."""

import numpy as np
import torch
from torch.nn.functional import conv1d, relu

from yozora.safety.wording import LONGEST_TEXT, SIZES, UNKNOWN, Wording, Words, load_wording

KINDS, NUMBERS, WIDTH = 5, 7, 3


def test_chinese_is_cut_into_the_longest_words_that_are_known() -> None:
    words = Words(["小", "小猫", "小猫咪", "cat", "睡"])
    assert words.tokens("小猫咪小猫睡, dog cat's 小") == [3, 2, 5, UNKNOWN, UNKNOWN, 1]
    assert words.tokens("cat 狗cat") == [4, UNKNOWN, 4]


def test_there_is_always_a_token_and_never_too_many() -> None:
    words = Words(["cat"])
    assert words.tokens("...") == [UNKNOWN]
    assert len(words.tokens("cat " * 100)) == LONGEST_TEXT


def test_logits_are_those_of_torch() -> None:
    rng = np.random.default_rng(3)
    kernels = {size: rng.normal(size=(WIDTH, NUMBERS, size)).astype(np.float16) for size in SIZES}
    stored = {
        "words": np.array(["a", "cat", "sleeps"]),
        "vectors": np.concatenate([np.zeros((1, NUMBERS)), rng.integers(-127, 128, (3, NUMBERS))]).astype(np.int8),
        "scale": rng.uniform(0.01, 0.02, NUMBERS).astype(np.float32),
        "outer": rng.normal(size=(2 * WIDTH * len(SIZES), KINDS)).astype(np.float16),
        "bias": rng.normal(size=KINDS).astype(np.float32),
        **{f"kernel{size}": kernel.reshape(WIDTH, -1).T for size, kernel in kernels.items()},
        **{f"bias{size}": rng.normal(size=WIDTH).astype(np.float32) for size in SIZES},
    }
    vectors = torch.tensor(stored["vectors"][[1, 2, UNKNOWN, 3]] * stored["scale"]).T
    found = list[torch.Tensor]()
    for size, kernel in kernels.items():
        bias = torch.tensor(stored[f"bias{size}"])
        heard = relu(conv1d(vectors, torch.tensor(kernel).float(), bias, padding=size - 1))
        found += [heard.amax(1), heard.sum(1) / 4]
    wanted = torch.cat(found).numpy() @ stored["outer"].astype(np.float32) + stored["bias"]
    np.testing.assert_allclose(Wording(stored).logits("a cat never sleeps"), wanted, rtol=1e-4, atol=1e-4)


def test_what_order_words_are_in_matters() -> None:
    english = load_wording("en")
    assert not np.allclose(english.logits("a man shoots a dog"), english.logits("a dog shoots a man"))
