import { readdirSync } from "node:fs";

import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("./src/features", import.meta.url));

/** What a part may not import, in words of the house: app > features > player > api, timeline, ui, words. */
function mayNotImport(files, groups, message) {
  return {
    files,
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: groups, message }] }] },
  };
}

export default defineConfig(
  { ignores: ["src/api/schema.ts", "node_modules", "eslint.config.js"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  hooks.configs.flat.recommended,
  a11y.flatConfigs.strict,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "max-lines": ["error", { max: 400, skipBlankLines: false, skipComments: false }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "no-console": "error",
    },
  },
  ...features.map((feature) =>
    mayNotImport(
      [`src/features/${feature}/**`],
      ["@/app/*", "@/features/*", ...features.filter((other) => other !== feature).map((other) => `../${other}/*`)],
      "Features do not import each other; what two of them need lives in ui, player, clips or api.",
    ),
  ),
  mayNotImport(
    ["src/ui/**", "src/words/**"],
    ["@/app/*", "@/features/*", "@/api/*", "@/player/*", "@/clips/*", "@/provenance/*", "@/safety/*", "@/timeline/*"],
    "The parts of the interface know nothing of clips.",
  ),
  mayNotImport(
    ["src/timeline/**"],
    ["@/*", "react", "react-dom", "react/*", "zustand", "zustand/*"],
    "The timeline is plain TypeScript.",
  ),
  mayNotImport(
    ["src/api/**", "src/player/**", "src/clips/**", "src/draft/**", "src/provenance/**", "src/safety/**"],
    ["@/app/*", "@/features/*"],
    "Imports point down only.",
  ),
);
