import { useEffect, useRef, type ReactNode } from "react";

import { useTexts } from "@/texts/use";

import style from "./Screen.module.css";

type Props = { title: string; children: ReactNode; className?: string | undefined };

/** One screen: names the tab, and moves the focus to its heading so that a screen reader begins there. */
export function Screen({ title, children, className }: Props) {
  const texts = useTexts();
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    document.title = `${title.replace("\n", " ")} · ${texts.title}`;
  }, [title, texts]);

  useEffect(() => {
    main.current?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }, []);

  return (
    <main id="content" ref={main} className={`${style.screen} ${className ?? ""}`}>
      {children}
    </main>
  );
}

/** The heading of a screen, which takes the focus when the screen opens. */
export function Heading({
  children,
  className,
}: {
  children: ReactNode;
  className?: string | undefined;
}) {
  return (
    <h1 tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}

/** A heading with what belongs to it at the other end of its line. */
export function Head({ children }: { children: ReactNode }) {
  return <header className={style.head}>{children}</header>;
}
