import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

// app -> features -> everything shared; and features do not know of one another.
const aboveFeatures = {
  regex: "^@/(app|features)(/|$)",
  message: "Only app/ puts features together.",
};
const outOfTheFeature = {
  regex: "^\\.\\./",
  message: "A feature imports what is shared by its @/ name and never its neighbours.",
};

export default defineConfig(
  globalIgnores(["node_modules", "test-results", "playwright-report"]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] } },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", 300],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  {
    files: ["src/features/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [aboveFeatures, outOfTheFeature] }] },
  },
  {
    files: ["src/{api,brush,components,lib,mood,texts}/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [aboveFeatures] }] },
  },
  // One place for all texts is worth a long file.
  { files: ["src/texts/*.ts", "src/exhibition/texts.ts"], rules: { "max-lines": "off" } },
  { files: ["eslint.config.js"], ...tseslint.configs.disableTypeChecked },
);
