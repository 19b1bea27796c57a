/** Models that come with the program: what they are called, and what they are for. */
export const models = {
  known: {
    turbo: { name: "Fast", about: "An animatic at once; the model where pictures are given" },
    full: { name: "Full", about: "The built-in model draws every frame" },
    sketch: { name: "Sketch", about: "Only the instant animatic" },
    storybook: { name: "Storybook", about: "The built-in model, freer from the drawn plan" },
  },
  own: "Set up by an administrator",
};
