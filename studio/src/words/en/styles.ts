/** Styles that come with the program: what they are called, and what they do. */
export const styles = {
  known: {
    storybook: { name: "Storybook", about: "Soft and gentle" },
    archival: { name: "Archival", about: "Grainy 16 mm film" },
    "film noir": { name: "Film noir", about: "Black, white, hard shadows" },
    papercraft: { name: "Papercraft", about: "Cut from paper" },
    "stop motion": { name: "Stop motion", about: "Clay figures" },
    "balloon world": { name: "Balloon world", about: "All of balloons" },
    watercolour: { name: "Watercolour", about: "Soft washes" },
    "pixel art": { name: "Pixel art", about: "Large pixels" },
    silhouette: { name: "Silhouette", about: "Dark against the sunset" },
    "night sky": { name: "Night sky", about: "Quiet, under stars" },
  },
};
