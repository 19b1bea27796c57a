import { api } from "./client.ts";

/** What stays on this machine: how it looks, which is nobody's secret. */
const STAYS = ["yozora.theme", "yozora.motion", "yozora.language"];

/** Sign out this browser, or all of this person's, and leave nothing of theirs behind here. */
export async function signOut(everywhere: boolean): Promise<void> {
  await api.POST("/api/sign-out", { params: { query: { everywhere } } });
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("yozora.") && !STAYS.includes(key)) localStorage.removeItem(key);
  }
  location.assign("/sign-in"); // a new page: nothing that was read stays in it
}
