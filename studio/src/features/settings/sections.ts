import {
  Box,
  CircleUserRound,
  Gauge,
  HardDrive,
  Info,
  Keyboard,
  KeyRound,
  ListOrdered,
  Palette,
  Scale,
  ShieldCheck,
  SlidersHorizontal,
  SunMoon,
  UserRoundPen,
  Users,
  type LucideIcon,
} from "lucide-react";
import type { ComponentType } from "react";

import type { Me } from "@/api/client.ts";
import type { settings } from "@/words/en/settings.ts";

import { About } from "./About.tsx";
import { Account } from "./Account.tsx";
import { Appearance } from "./Appearance.tsx";
import { Appeals, Waiting } from "./administration/Appeals.tsx";
import { Models } from "./administration/Models.tsx";
import { People } from "./administration/People.tsx";
import { Plans } from "./administration/Plans.tsx";
import { Queue } from "./administration/Queue.tsx";
import { Characters } from "./characters/Characters.tsx";
import { Plan } from "./Plan.tsx";
import { Keys } from "./programs/Keys.tsx";
import { Safety } from "./safety/Safety.tsx";
import { ShortcutsPage } from "./ShortcutsPage.tsx";
import { Storage } from "./Storage.tsx";
import { Styles } from "./styles/Styles.tsx";

type SectionName = keyof typeof settings.sections;
type GroupName = keyof typeof settings.groups;

export interface SectionProps {
  me: Me;
}

interface Section {
  name: SectionName;
  group: GroupName;
  Icon: LucideIcon;
  Page: ComponentType<SectionProps>;
  /** How much waits there, beside its name in the menu. */
  Count?: ComponentType;
  /** Who has it; everybody unless said otherwise. */
  isFor?: (me: Me) => boolean;
}

const withAccounts = (me: Me) => !me.alone;
/** Whoever is alone answers their own appeals: nobody else could. */
const answers = (me: Me) => me.scopes.includes("admin");
const administrates = (me: Me) => !me.alone && me.scopes.includes("admin");

const SECTIONS: readonly Section[] = [
  { name: "appearance", group: "you", Icon: SunMoon, Page: Appearance },
  { name: "account", group: "you", Icon: CircleUserRound, Page: Account, isFor: withAccounts },
  { name: "plan", group: "you", Icon: Gauge, Page: Plan, isFor: withAccounts },
  { name: "storage", group: "you", Icon: HardDrive, Page: Storage },
  { name: "safety", group: "you", Icon: ShieldCheck, Page: Safety },
  { name: "styles", group: "making", Icon: Palette, Page: Styles },
  { name: "characters", group: "making", Icon: UserRoundPen, Page: Characters },
  { name: "keys", group: "programs", Icon: KeyRound, Page: Keys },
  { name: "people", group: "administration", Icon: Users, Page: People, isFor: administrates },
  { name: "plans", group: "administration", Icon: SlidersHorizontal, Page: Plans, isFor: administrates },
  { name: "models", group: "administration", Icon: Box, Page: Models, isFor: administrates },
  { name: "queue", group: "administration", Icon: ListOrdered, Page: Queue, isFor: administrates },
  { name: "appeals", group: "administration", Icon: Scale, Page: Appeals, Count: Waiting, isFor: answers },
  { name: "shortcuts", group: "help", Icon: Keyboard, Page: ShortcutsPage },
  { name: "about", group: "help", Icon: Info, Page: About },
];

export const GROUPS: readonly GroupName[] = ["you", "making", "programs", "administration", "help"];

/** The sections that somebody has, in their order. */
export const sectionsOf = (me: Me): readonly Section[] => SECTIONS.filter((one) => one.isFor?.(me) ?? true);
