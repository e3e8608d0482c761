import { createContext, use } from "react";

import { de } from "./de";
import { en, type Texts } from "./en";

export type Language = "en" | "de";

export const TEXTS: Record<Language, Texts> = { en, de };

export type Spoken = { language: Language; texts: Texts; speak: (language: Language) => void };

export const SpokenContext = createContext<Spoken>({
  language: "en",
  texts: en,
  speak: () => undefined,
});

/** The texts in the visitor's language. */
export const useTexts = (): Texts => use(SpokenContext).texts;
export const useSpoken = (): Spoken => use(SpokenContext);
