import type { Same } from "../same.ts";
import type { styles as english } from "../en/styles.ts";

export const styles: Same<typeof english> = {
  known: {
    storybook: { name: "绘本", about: "柔和温暖" },
    archival: { name: "老胶片", about: "16 毫米颗粒胶片" },
    "film noir": { name: "黑色电影", about: "黑白，硬光影" },
    papercraft: { name: "纸艺", about: "纸片剪成" },
    "stop motion": { name: "定格动画", about: "黏土小人" },
    "balloon world": { name: "气球世界", about: "全是气球做的" },
    watercolour: { name: "水彩", about: "淡淡晕染" },
    "pixel art": { name: "像素画", about: "大颗像素" },
    silhouette: { name: "剪影", about: "夕阳前的黑影" },
    "night sky": { name: "夜空", about: "星空下，安静" },
  },
};
