/** What was done to make a clip. */
export const operations = {
  create: "由文字生成",
  still: "静态图片",
  animate: "由图片生成",
  storyboard: "由故事板生成",
  extend: "延长",
  connect: "衔接",
  loop: "循环",
  blend: "融合",
  remix: "重混",
  restyle: "换风格",
  recut: "重剪",
  upscale: "放大",
  import: "导入",
};
