import { useLayoutEffect, useRef } from "react";

/** Opens a dialog over the page; the browser keeps the focus inside and gives it back at the end. */
export function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect, because the focus comes back only from a dialog that is still in the page.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return dialog;
}
