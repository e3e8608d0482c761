import { useQuery } from "@tanstack/react-query";

import { statusQuery } from "@/api/status";
import { Link } from "@/lib/router";
import { addresses } from "@/lib/routes";
import { useSpoken } from "@/texts/use";

import style from "./Frame.module.css";
import type { Theme } from "./use-theme";

export function Footer({ theme: { theme, turn } }: { theme: { theme: Theme; turn: () => void } }) {
  const { texts, language, speak } = useSpoken();
  const { nav } = texts;
  const status = useQuery(statusQuery);
  const other = language === "en" ? "de" : "en";
  return (
    <footer className={`${style.footer} on-screen`}>
      <p>
        {nav.footer} {status.data && nav.version(status.data.version)}
      </p>
      <div className={style.switches}>
        <button
          type="button"
          lang={other}
          aria-label={nav.languageSwitchLabel}
          onClick={() => speak(other)}
        >
          {nav.languageSwitch}
        </button>
        <button type="button" aria-label={nav.themeLabel(nav.theme[theme])} onClick={turn}>
          {nav.theme[theme]}
        </button>
        <Link href={addresses.forget}>{nav.forget}</Link>
      </div>
    </footer>
  );
}
