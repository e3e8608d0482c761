import { useLayoutEffect, useState } from "react";

import { recall, remember } from "@/lib/remember";

export type Theme = "auto" | "light" | "dark";

const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

/** Light, dark, or as the system prefers. */
export function useTheme(): { theme: Theme; turn: () => void } {
  const [theme, setTheme] = useState<Theme>(() => {
    const remembered = recall("theme");
    return remembered === "light" || remembered === "dark" ? remembered : "auto";
  });
  useLayoutEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  const turn = () => {
    remember("theme", NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return { theme, turn };
}
