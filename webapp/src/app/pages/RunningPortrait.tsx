import { isOver } from "@/api/events";
import { useMyPortraits } from "@/api/portraits";
import { Link } from "@/lib/router";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";

import style from "./RunningPortrait.module.css";

/** The way back to a portrait that is being painted, for a visitor who left its screen. */
export function RunningPortrait() {
  const { portrait: texts } = useTexts();
  const running = useMyPortraits()?.find((portrait) => !isOver(portrait));
  if (!running) return null;
  return (
    <p className={`${style.running} on-screen`}>
      {texts.running} <Link href={addresses.portrait(running.id)}>{texts.look}</Link>
    </p>
  );
}
