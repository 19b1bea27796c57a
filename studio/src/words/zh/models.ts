import type { Same } from "../same.ts";
import type { models as english } from "../en/models.ts";

export const models: Same<typeof english> = {
  known: {
    turbo: { name: "快速", about: "即时动态草图；给了图片时由模型绘制" },
    full: { name: "完整", about: "每一帧都由内置模型绘制" },
    sketch: { name: "草图", about: "只出即时动态草图" },
    storybook: { name: "绘本模型", about: "内置模型，更少依照草图" },
  },
  own: "由管理员设置",
};
