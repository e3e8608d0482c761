import type { CSSProperties, ReactNode } from "react";

import style from "./Beside.module.css";

/** Something to look at, and beside it (on a phone below) what is to be said and done. */
export function Beside({ seen, children }: { seen: ReactNode; children: ReactNode }) {
  return (
    <div className={style.beside}>
      {seen}
      <div className={style.label}>{children}</div>
    </div>
  );
}

type FramedProps = { width: number; height: number; children: ReactNode };

/** The frame of a camera's picture or a photo, in its shape and never higher than the window. */
export function Framed({ width, height, children }: FramedProps) {
  return (
    <div
      className={style.frame}
      style={{ aspectRatio: `${width} / ${height}`, "--aspect": width / height } as CSSProperties}
    >
      {children}
    </div>
  );
}
