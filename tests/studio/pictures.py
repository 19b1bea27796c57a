"""What can be read off a video in a page: the fake engine draws the number of each frame into its pictures."""

from playwright.sync_api import Locator

_READ = """
(video) => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(video, 0, 0);
  const digits = ['111101101101111', '010110010010111', '111001111100111', '111001111001111', '101101111001001',
    '111100111001111', '111100111101111', '111001001001001', '111101111101111', '111101111001111'];
  const cell = Math.max(1, Math.floor(canvas.height / 40));
  const dark = (row, column) => {
    const [x, y] = [1 + column, 1 + row].map((place) => Math.floor(cell * (place + 0.25)));
    const half = Math.max(1, Math.floor(cell / 2));
    const seen = context.getImageData(x, y, half, half).data;
    const means = [0, 1, 2].map((colour) => {
      let sum = 0;
      for (let at = colour; at < seen.length; at += 4) sum += seen[at];
      return sum / (seen.length / 4);
    });
    return Math.max(...means) < 118;
  };
  return [0, 1, 2, 3, 4].map((place) => {
    const bits = [0, 1, 2, 3, 4].flatMap((row) => [0, 1, 2].map((column) => dark(row, 4 * place + column) ? '1' : '0'));
    const digit = digits.indexOf(bits.join(''));
    return digit < 0 ? '?' : digit;
  }).join('');
}
"""


def frame_in(video: Locator) -> str:
    """The number in the picture that a video shows, five digits; `?` for what is no digit."""
    return str(video.evaluate(_READ))
