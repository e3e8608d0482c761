import { useId, type ReactNode } from "react";

import { useModal } from "@/lib/use-modal";

import style from "./Dialog.module.css";

type Props = { title: string; close: () => void; children: ReactNode; actions: ReactNode };

/** A question over the page. The browser keeps the focus inside and gives it back at the end. */
export function Dialog({ title, close, children, actions }: Props) {
  const dialog = useModal();
  const heading = useId();

  return (
    <dialog
      ref={dialog}
      className={style.dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div className={style.inner}>
        <h2 id={heading}>{title}</h2>
        {children}
        <div className={style.actions}>{actions}</div>
      </div>
    </dialog>
  );
}
