import { settings } from "./settings.ts";
import { activity } from "./activity.ts";
import { composer } from "./composer.ts";
import { drop } from "./drop.ts";
import { account } from "./account.ts";
import { shortcuts } from "./shortcuts.ts";
import { storyboard } from "./storyboard.ts";
import { library } from "./library.ts";
import { clip } from "./clip.ts";
import { models } from "./models.ts";
import { operations } from "./operations.ts";
import { player } from "./player.ts";
import { styles } from "./styles.ts";
import { tools } from "./tools.ts";
import { provenance } from "./provenance.ts";
import { refusals } from "./refusals.ts";
import { safety } from "./safety.ts";
import { shell } from "./shell.ts";

export const words = {
  account,
  activity,
  clip,
  composer,
  drop,
  library,
  models,
  operations,
  player,
  provenance,
  refusals,
  safety,
  settings,
  shell,
  shortcuts,
  storyboard,
  styles,
  tools,
};
