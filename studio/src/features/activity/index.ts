export { ActivityPage } from "./ActivityPage.tsx";
export { Announcer } from "./Announcer.tsx";
