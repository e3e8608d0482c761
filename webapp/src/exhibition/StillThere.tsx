import { useEffect, useRef } from "react";

import { Button } from "@/components/Button";

import style from "./Exhibition.module.css";
import type { Words } from "./texts";

type Props = { words: Words; left: number; stay: () => void };

/** Asks whether somebody is still there; without an answer the visit is over. */
export function StillThere({ words, left, stay }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    if (!shown?.open) shown?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog ref={dialog} className={style.question} aria-labelledby="still-there">
      <h2 id="still-there">{words.stillThere}</h2>
      <p className={style.left}>{words.seconds(left)}</p>
      <Button kind="primary" className={style.large} autoFocus onClick={stay}>
        {words.stay}
      </Button>
    </dialog>
  );
}
