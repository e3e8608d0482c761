import type { ReactNode } from "react";

import style from "./Notice.module.css";

type Props = {
  title: string;
  text?: ReactNode;
  /** What goes on from here; every state has something. */
  children?: ReactNode;
  role?: "status" | "alert";
};

/** Says what the matter is and offers the ways on. */
export function Notice({ title, text, children, role = "status" }: Props) {
  return (
    <section className={style.notice}>
      <div role={role}>
        <h2>{title}</h2>
        {text && <p className={style.text}>{text}</p>}
      </div>
      {children && <div className={style.actions}>{children}</div>}
    </section>
  );
}
