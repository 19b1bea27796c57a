import type { player as english } from "../en/player.ts";
import type { Same } from "../same.ts";

export const player: Same<typeof english> = {
  player: "播放器",
  play: "播放",
  pause: "暂停",
  space: "空格",
  back: "后退一帧",
  on: "前进一帧",
  position: "播放位置",
  frame: "第 {{frame}} 帧，共 {{frames}} 帧",
  frameOf: "{{time}}，第 {{frame}} 帧，共 {{frames}} 帧",
  loop: "循环播放",
  speed: "速度",
  times: "{{rate}}×",
  full: "全屏",
  small: "退出全屏",
  failed: "无法在此播放这个片段",
  failedHint: "可以下载后用其他播放器观看。",
  sideBySide: "并排",
  wipe: "划变",
  wipeLine: "分界线",
  shownAs: "显示方式",
};
