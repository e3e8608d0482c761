import { useEffect, useRef, type ReactNode } from "react";

import { Button } from "@/components/Button";

import style from "./Exhibition.module.css";
import type { Words } from "./texts";

type Props = {
  words: Words;
  done: () => void;
  name: string;
  away: boolean;
  children: ReactNode;
};

/** A screen during a visit: what is to be seen, and below it the way out. */
export function Frame({ words, done, name, away, children }: Props) {
  const main = useRef<HTMLElement>(null);
  // A single button on a stand presses what stands first; a screen reader begins at the heading.
  useEffect(() => {
    const first = main.current?.querySelector<HTMLElement>("[data-first]");
    (first ?? main.current?.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
  }, [name]);
  return (
    <div className={style.frame}>
      <main ref={main} className={style.screen} key={name} data-testid={`screen-${name}`}>
        {children}
      </main>
      <footer className={style.foot}>
        {away ? <p role="status">{words.away}</p> : <span />}
        <Button className={style.large} onClick={done}>
          {words.done}
        </Button>
      </footer>
    </div>
  );
}

/** A title and the line below it. */
export function Head({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className={style.head}>
      <h1 tabIndex={-1}>{title}</h1>
      {children && <p className="quiet">{children}</p>}
    </header>
  );
}

/** Something went wrong; the visitor begins again, with nothing left of what was. */
export function Failed({ words, again }: { words: Words; again: () => void }) {
  return (
    <div className={style.middle}>
      <Head title={words.failed} />
      <Button kind="primary" className={style.large} data-first onClick={again}>
        {words.again}
      </Button>
    </div>
  );
}
