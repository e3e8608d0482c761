import { useEffect, useState } from "react";

import { recall, remember } from "@/lib/remember";
import { TEXTS, type Language } from "@/texts/use";

const isLanguage = (name: string | null): name is Language => name !== null && name in TEXTS;

function firstLanguage(): Language {
  const remembered = recall("language");
  if (isLanguage(remembered)) return remembered;
  const spoken = navigator.languages.map((name) => name.slice(0, 2));
  return spoken.find(isLanguage) ?? "en";
}

/** The visitor's language: as chosen here before, else as the browser says. */
export function useLanguage() {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speak = (chosen: Language) => {
    remember("language", chosen);
    setLanguage(chosen);
  };
  return { language, speak };
}
