/** What was done to make a clip. */
export const operations = {
  create: "From words",
  still: "Still picture",
  animate: "From a picture",
  storyboard: "From a storyboard",
  extend: "Extended",
  connect: "Connected",
  loop: "Loop",
  blend: "Blend",
  remix: "Remix",
  restyle: "Restyled",
  recut: "Re-cut",
  upscale: "Enlarged",
  import: "Brought in",
};
