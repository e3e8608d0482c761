import { useEffect, useId, useRef, type ReactNode } from "react";

import style from "./Dialog.module.css";

type Props = { title: string; close: () => void; children: ReactNode; actions: ReactNode };

/** A question over the page. The browser keeps the focus inside and gives it back at the end. */
export function Dialog({ title, close, children, actions }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

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
