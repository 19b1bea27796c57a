import type { Person } from "@/api/client.ts";

/** From the most to the least that somebody may do. */
export const ROLES: readonly Person["role"][] = ["administrator", "member", "viewer"];
