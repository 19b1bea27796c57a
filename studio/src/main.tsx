import "./ui/theme.css";

import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App.tsx";
import { applyMotion } from "./ui/motion.ts";
import { applyTheme } from "./ui/theme.ts";
import { speak, usualLanguage } from "./words/index.ts";

// Dialogs write a style of their own into the page, which the content security policy lets in by this word.
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
if (nonce !== undefined) setNonce(nonce);

const LATER_MS = 1500;

applyTheme();
applyMotion();
const root = document.getElementById("root");
if (root === null) throw new Error("The page has no #root.");
const language = usualLanguage();
void speak(language).then(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  // A hundred lines of which file has which signs; the files themselves are loaded where such a sign is shown.
  setTimeout(
    () => import("@fontsource-variable/noto-sans-sc/wght.css").catch(() => undefined), // the machine has signs as well
    language === "zh" ? 0 : LATER_MS,
  );
});
