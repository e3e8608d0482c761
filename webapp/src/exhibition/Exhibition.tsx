import { useAddress } from "@/lib/router";
import { SpokenContext, TEXTS } from "@/texts/use";

import { CleanLive } from "./CleanLive";
import { TestPicture } from "./TestPicture";
import { useRoom } from "./use-room";
import { Visitor } from "./Visitor";
import { Wall } from "./Wall";

import style from "./Exhibition.module.css";
import { WORDS } from "./texts";

/** Parts that the studio has too speak English here, to screen readers alone. */
const SPOKEN = { language: "en" as const, texts: TEXTS.en, speak: () => undefined };

/** The exhibition's screens, by address: the visitor's, the wall, the mirror for other programs. */
export function Exhibition() {
  const { pathname } = new URL(useAddress(), "http://page");
  const screen = pathname === "/wall" ? "wall" : pathname === "/live" ? "live" : "visitor";
  const { room, away } = useRoom(screen);
  if (!room) return <p className={style.away}>{WORDS.en.away}</p>;
  return (
    <SpokenContext value={SPOKEN}>
      {screen === "live" ? (
        <CleanLive room={room} />
      ) : screen === "visitor" ? (
        <Visitor room={room} away={away} />
      ) : room.test ? (
        <TestPicture />
      ) : (
        <Wall room={room} />
      )}
    </SpokenContext>
  );
}
